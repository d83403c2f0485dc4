// An application with a server, on openid-client: AUTHORITY, CLIENT_ID and CLIENT_SECRET say whose.

import * as client from 'openid-client';
import { serve } from './answer.js';

const { AUTHORITY, CLIENT_ID, CLIENT_SECRET, GRAPH } = process.env;
const config = await client.discovery(new URL(AUTHORITY), CLIENT_ID, CLIENT_SECRET);
const begun = new Map();

serve({
  '/': async (url) => {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    begun.set(state, { verifier, nonce });
    return client.buildAuthorizationUrl(config, {
      redirect_uri: `${url.origin}/callback`,
      scope: 'openid profile email offline_access User.Read',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
  },
  '/callback': async (url) => {
    const state = url.searchParams.get('state');
    const { verifier, nonce } = begun.get(state);
    const tokens = await client.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
    });
    const claims = tokens.claims();
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    const userinfo = await client.fetchUserInfo(config, refreshed.access_token, claims.sub);
    const me = await fetch(`${GRAPH}/v1.0/me`, { headers: { authorization: `Bearer ${refreshed.access_token}` } });
    return { claims, userinfo, me: await me.json() };
  },
  '/leave': async (url) =>
    client.buildEndSessionUrl(config, { post_logout_redirect_uri: `${url.origin}/bye` }),
  '/bye': async () => ({ bye: true }),
});
