// A provider whose documents name what only this server reaches: nothing there is called, whoever named it and where.

import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import { useDemo } from '../support/browser.js';
import { makeServerCertificate } from '../support/certificate.js';
import * as at from '../support/federation.js';
import { bodyOf } from '../support/partner_page.js';
import * as step from '../support/steps.js';
import { until } from '../support/until.js';

const CLIENT = 'hospes';

/** A provider that says of itself what a test wants, beside a server that only this machine reaches. */
async function startMallory() {
  const certificate = await makeServerCertificate();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const inside = { connections: 0, server: https.createServer(certificate).listen(0, '127.0.0.1') };
  inside.server.on('connection', () => (inside.connections += 1));
  const server = https.createServer(certificate).listen(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(inside.server, 'listening')]);
  const issuer = `https://localhost:${server.address().port}`;
  inside.url = `https://localhost:${inside.server.address().port}`;
  const mallory = { name: 'Mallory', issuer, inside, authority: certificate.authority, says: {}, nonce: '' };
  const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = () => {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuer, aud: CLIENT, sub: 'm', iat: now, exp: now + 300, nonce: mallory.nonce };
    const input = `${encoded({ alg: 'RS256', kid: 'k' })}.${encoded(claims)}`;
    return `${input}.${createSign('sha256').update(input).sign(privateKey).toString('base64url')}`;
  };
  const routes = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/me`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...mallory.says,
    }),
    '/keys': () => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig' }] }),
    '/token': () => ({ access_token: 'a', token_type: 'Bearer', id_token: token() }),
    '/me': () => ({ sub: 'm', email: 'm@partner.example', email_verified: true }),
  };
  server.on('request', async (request, response) => {
    const url = new URL(request.url, issuer);
    await bodyOf(request);
    if (url.pathname === '/elsewhere/.well-known/openid-configuration') {
      response.writeHead(302, { location: `${inside.url}/.well-known/openid-configuration` }).end();
    } else if (url.pathname === '/authorize') {
      mallory.nonce = url.searchParams.get('nonce');
      const back = new URL(url.searchParams.get('redirect_uri'));
      back.search = new URLSearchParams({ code: 'c', state: url.searchParams.get('state') });
      response.writeHead(303, { location: back.href }).end();
    } else if (routes[url.pathname]) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(routes[url.pathname]()));
    } else {
      response.writeHead(404).end();
    }
  });
  mallory.stop = async () => {
    for (const one of [server, inside.server]) {
      one.close();
      one.closeAllConnections();
    }
  };
  return mallory;
}

const { test } = useDemo({ partners: async () => [await startMallory()] });

/** Asks Graph as the demo's application for scripts. */
async function graph(demo, method, path, body) {
  const [contoso] = demo.tenants;
  const { app_id, secret } = contoso.applications.find(({ name }) => name === 'Automation');
  const form = { grant_type: 'client_credentials', client_id: app_id, client_secret: secret, scope: `${demo.root}/.default` };
  const granted = await fetch(`${demo.root}/${contoso.id}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = await granted.json();
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${demo.root}/v1.0${path}`, { method, headers, body: JSON.stringify(body) });
  return { status: answer.status, body: method === 'DELETE' ? undefined : await answer.json() };
}

const provider = (metadataUrl) => ({
  '@odata.type': '#hospes.openIdConnectProvider', displayName: 'Mallory', metadataUrl, clientId: CLIENT, clientSecret: 'secret',
});
const federation = (metadataExchangeUri) => ({ displayName: 'Mallory', metadataExchangeUri });

for (const [what, path, body] of [
  ['discovery', '/identity/identityProviders', ({ inside }) => provider(inside.url)],
  ['discovery at an address', '/identity/identityProviders', ({ inside }) => provider(inside.url.replace('localhost', '127.0.0.1'))],
  ['a redirect of discovery', '/identity/identityProviders', ({ issuer }) => provider(`${issuer}/elsewhere`)],
  ['SAML metadata', '/directory/federationConfigurations', ({ inside }) => federation(`${inside.url}/metadata`)],
]) {
  test(`SSRF by ${what} reaches nothing`, async ({ demo, partners: [mallory] }) => {
    const added = await graph(demo, 'POST', path, body(mallory));
    assert.equal(added.status, 400, JSON.stringify(added.body));
    assert.equal(mallory.inside.connections, 0);
  });
}

for (const name of ['jwks_uri', 'token_endpoint', 'userinfo_endpoint']) {
  test(`SSRF by ${name} reaches nothing`, async ({ person, demo, partners: [mallory] }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    const tries = async (says) => {
      mallory.says = says;
      const { status, body } = await graph(demo, 'POST', '/identity/identityProviders', provider(mallory.issuer));
      assert.equal(status, 201, JSON.stringify(body));
      await at.openProvider(admin, demo, mallory);
      await admin.getByRole('button', { name: 'Test sign-in' }).click();
      await admin.waitForURL('**/finish');
      const told = await admin.innerText('main');
      await graph(demo, 'DELETE', `/identity/identityProviders/${body.id}`);
      return told;
    };
    const refused = await tries({ [name]: `${mallory.inside.url}/x` });
    assert.match(refused, /The test failed/);
    assert.match(refused, /may not call/);
    assert.equal(mallory.inside.connections, 0);
    assert.match(await tries({}), /The provider works/);
  });
}

test('the server that was not reached was there', async ({ partners: [{ inside }] }) => {
  const request = https.get(inside.url, { rejectUnauthorized: false });
  // It takes the connection, and says nothing.
  request.on('error', () => {});
  await until('a connection', () => inside.connections === 1);
  request.destroy();
});
