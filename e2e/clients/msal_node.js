// An application with a server, on msal-node: AUTHORITY, CLIENT_ID and CLIENT_SECRET say whose.

import { ConfidentialClientApplication, CryptoProvider } from '@azure/msal-node';
import { serve } from './answer.js';

const { AUTHORITY, CLIENT_ID, CLIENT_SECRET } = process.env;
const scopes = ['User.Read'];
const application = new ConfidentialClientApplication({
  auth: {
    clientId: CLIENT_ID,
    authority: AUTHORITY,
    clientSecret: CLIENT_SECRET,
    knownAuthorities: [new URL(AUTHORITY).host],
  },
});
const crypto = new CryptoProvider();
const begun = new Map();

serve({
  '/': async (url) => {
    const { verifier, challenge } = await crypto.generatePkceCodes();
    const state = crypto.createNewGuid();
    begun.set(state, verifier);
    const redirectUri = `${url.origin}/callback`;
    const to = await application.getAuthCodeUrl({
      scopes,
      redirectUri,
      state,
      codeChallenge: challenge,
      codeChallengeMethod: 'S256',
    });
    return new URL(to);
  },
  '/callback': async (url) => {
    const state = url.searchParams.get('state');
    const answer = await application.acquireTokenByCode({
      code: url.searchParams.get('code'),
      codeVerifier: begun.get(state),
      redirectUri: `${url.origin}/callback`,
      scopes,
    });
    const silent = await application.acquireTokenSilent({ account: answer.account, scopes, forceRefresh: true });
    return { claims: answer.idTokenClaims, account: answer.account, refreshed: Boolean(silent.accessToken) };
  },
});
