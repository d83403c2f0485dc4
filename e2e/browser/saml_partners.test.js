// The identity providers of others that speak SAML, tried with a service provider of others: what they are told to do
// they do, so that a test of what Hospes makes of it tests Hospes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { SAML } from '@node-saml/node-saml';
import { closeContext, launch, openContext } from '../support/browser.js';
import { makeCertificate } from '../support/certificate.js';
import { startClient } from '../support/client.js';
import * as at from '../support/federation.js';
import { MAIL, NAME_ID, startSamlPartner } from '../support/saml_partner.js';
import { signInAtSimpleSaml, startSimpleSaml, whyNoSimpleSaml } from '../support/simplesamlphp.js';

const ROOT = 'https://sp.example';
const here = {};

before(async () => {
  const people = ['lee', 'kim'];
  [here.uni, here.keys, here.browser] = await Promise.all([
    startSamlPartner('University', { domain: 'uni.example', people, more: { kim: { mail: undefined } } }),
    makeCertificate('service'),
    launch(),
  ]);
  here.uni.register(serviceProvider(here).generateServiceProviderMetadata(here.keys.pem, here.keys.pem));
});
after(async () => {
  await here.browser?.close();
  await here.uni?.stop();
});

/** A service provider that signs what it asks and can read what is encrypted. */
function serviceProvider({ uni, keys }, more = {}) {
  const privateKey = readFileSync(keys.files.PRIVATE_KEY, 'utf8');
  return new SAML({
    issuer: `${ROOT}/metadata`,
    callbackUrl: `${ROOT}/acs`,
    entryPoint: `${uni.issuer}/sso`,
    idpIssuer: uni.entityId,
    idpCert: uni.certificates,
    privateKey,
    publicCert: keys.pem,
    decryptionPvk: privateKey,
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    identifierFormat: null,
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: false,
    validateInResponseTo: 'always',
    acceptedClockSkewMs: 0,
    ...more,
  });
}

/** Asks over TLS; gives status, where it leads, and the body. */
async function ask(url, form) {
  const request = https.request(url, {
    ca: readFileSync(here.uni.authority),
    method: form ? 'POST' : 'GET',
    headers: form && { 'content-type': 'application/x-www-form-urlencoded' },
  });
  request.end(form && new URLSearchParams(form).toString());
  const [answer] = await new Promise((tell, fail) => request.once('response', (one) => tell([one])).once('error', fail));
  return { status: answer.statusCode, location: answer.headers.location, body: await text(answer) };
}

/** Goes to the provider and signs in there; gives the fields that come back. */
async function goAndComeBack(account, began) {
  assert.equal(began.status, 303, began.body);
  const { body } = await ask(new URL(began.location, here.uni.issuer), { account });
  assert.ok(body.includes(`action="${ROOT}/acs"`), body);
  return Object.fromEntries([...body.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

async function signIn(account, manner, more) {
  here.uni.says(manner);
  const saml = serviceProvider(here, more);
  const began = await ask(await saml.getAuthorizeUrlAsync('/boards/7', undefined, {}));
  const fields = await goAndComeBack(account, began);
  const { profile } = await saml.validatePostResponseAsync(fields);
  return { profile, fields };
}

test('people come by a redirect, under the name and with the address that was wanted', async () => {
  const { profile, fields } = await signIn('lee', {});
  assert.equal(profile.issuer, here.uni.entityId);
  assert.deepEqual([profile.nameID, profile.nameIDFormat], ['id-of-lee', NAME_ID.persistent]);
  assert.equal(profile.attributes[MAIL.ldap], 'lee@uni.example');
  assert.equal(fields.RelayState, '/boards/7');
  const others = await signIn('lee', { nameId: 'email', mail: MAIL.microsoft });
  assert.deepEqual([others.profile.nameID, others.profile.nameIDFormat], ['lee@uni.example', NAME_ID.email]);
  assert.equal(others.profile.attributes[MAIL.microsoft], 'lee@uni.example');
  const names = [await signIn('lee', { nameId: 'transient' }), await signIn('lee', { nameId: 'transient' })];
  assert.notEqual(names[0].profile.nameID, names[1].profile.nameID);
  assert.equal((await signIn('kim', {})).profile.attributes[MAIL.ldap], undefined);
});

test('people come by a form, which is signed', async () => {
  here.uni.says();
  const saml = serviceProvider(here, { authnRequestBinding: 'HTTP-POST' });
  const form = await saml.getAuthorizeFormAsync('/boards/7', undefined, {});
  const [, request] = form.match(/name="SAMLRequest" value="([^"]+)"/);
  const began = await ask(`${here.uni.issuer}/sso`, { SAMLRequest: request, RelayState: '/boards/7' });
  const { profile } = await saml.validatePostResponseAsync(await goAndComeBack('lee', began));
  assert.equal(profile.nameID, 'id-of-lee');
});

test('who is not registered, or signs with another key, is not answered', async () => {
  const stranger = serviceProvider(here, { issuer: 'https://stranger.example' });
  assert.equal((await ask(await stranger.getAuthorizeUrlAsync('', undefined, {}))).status, 400);
  const { files } = await makeCertificate('another');
  const forger = serviceProvider(here, { privateKey: readFileSync(files.PRIVATE_KEY, 'utf8') });
  assert.equal((await ask(await forger.getAuthorizeUrlAsync('', undefined, {}))).status, 400);
});

test('it signs and encrypts what it is told to', async () => {
  for (const signs of ['assertion', 'both']) {
    await signIn('lee', { signs }, { wantAssertionsSigned: true, wantAuthnResponseSigned: signs === 'both' });
  }
  await signIn('lee', { signs: 'response' }, { wantAuthnResponseSigned: true });
  const { fields } = await signIn('lee', { encrypts: true }, { wantAssertionsSigned: true });
  const xml = Buffer.from(fields.SAMLResponse, 'base64').toString();
  assert.match(xml, /<saml:EncryptedAssertion/);
  assert.doesNotMatch(xml, /lee/);
});

test('what is wrong is refused', async () => {
  const wrong = [
    [{ signs: 'nothing' }, /signature/i],
    [{ usesForeignKey: true }, /signature/i],
    [{ alter: (xml) => xml.replace('lee@uni.example', 'ada@uni.example') }, /signature/i],
    [{ options: { audience: 'https://another.example' } }, /audience/i],
    [{ options: { lifetimeInSeconds: -60 } }, /subject confirmation/],
    [{ options: { inResponseTo: '_another' } }, /InResponseTo/],
  ];
  for (const [manner, reason] of wrong) {
    const signingIn = signIn('lee', manner, { wantAssertionsSigned: true });
    await assert.rejects(signingIn, reason, JSON.stringify(manner));
  }
  // This the library does not look at.
  const { profile } = await signIn('lee', { options: { issuer: 'https://another.example' } });
  assert.equal(profile.issuer, 'https://another.example');
});

test('a new key is announced, and then used', async () => {
  const before = here.uni.certificates;
  await here.uni.announceKey();
  assert.equal(here.uni.certificates.length, 2);
  const { body } = await ask(here.uni.entityId);
  assert.equal(body.match(/<X509Certificate>/g).length, 2);
  await signIn('lee', {}, { idpCert: before });
  await here.uni.rollKeyOver();
  await assert.rejects(signIn('lee', {}, { idpCert: before, wantAssertionsSigned: true }), /signature/i);
  await signIn('lee', {});
  assert.equal((await ask(here.uni.entityId)).body.match(/<X509Certificate>/g).length, 1);
});

test('who says no comes back, and so does who began there', async () => {
  here.uni.says();
  const saml = serviceProvider(here);
  const began = await ask(await saml.getAuthorizeUrlAsync('', undefined, {}));
  const { body } = await ask(new URL(began.location, here.uni.issuer), { cancel: 'yes' });
  const [, SAMLResponse] = body.match(/name="SAMLResponse" value="([^"]+)"/);
  await assert.rejects(saml.validatePostResponseAsync({ SAMLResponse }), /Responder/);
  const unasked = await ask(`${here.uni.issuer}/portal?to=${encodeURIComponent(`${ROOT}/metadata`)}`);
  const fields = await goAndComeBack('lee', unasked);
  await assert.rejects(serviceProvider(here).validatePostResponseAsync(fields), /InResponseTo/);
  const { profile } = await serviceProvider(here, { validateInResponseTo: 'ifPresent' }).validatePostResponseAsync(fields);
  assert.equal(profile.nameID, 'id-of-lee');
});

/** A person with a browser signs in to a web application of others; gives what it was told. */
async function visit(partner, { certificate, login, signIn: signsIn, more }) {
  const client = await startClient('node_saml.js', { ca: partner.authority, root: '' }, { clientId: '', more });
  const context = await openContext(here.browser, { anyCertificate: true });
  const tab = await context.newPage();
  const metadata = await context.request.get(`${client.root}/metadata.xml`);
  await partner.register(await metadata.text());
  await context.request.post(`${client.root}/set-up`, {
    form: { certificate, login, logout: login, issuer: partner.entityId },
  });
  await tab.goto(client.root);
  await signsIn(tab, partner, 'lee');
  await tab.waitForURL(`${client.root}/acs`);
  const told = JSON.parse(await tab.innerText('body'));
  await closeContext(context);
  return told;
}

test('a browser goes to samlp and comes back', async () => {
  here.uni.says();
  const told = await visit(here.uni, { certificate: here.uni.certificates[0], login: `${here.uni.issuer}/sso`, signIn: at.signInAt });
  assert.deepEqual([told.nameID, told.attributes?.[MAIL.ldap], told.state], ['id-of-lee', 'lee@uni.example', '/boards/7'], JSON.stringify(told));
});

test('a browser goes to SimpleSAMLphp and comes back', { skip: whyNoSimpleSaml() }, () => visitSimpleSaml({}));

test('a browser comes back with what SimpleSAMLphp encrypted', { skip: whyNoSimpleSaml() }, () => visitSimpleSaml({ encrypts: true }));

async function visitSimpleSaml(how) {
  const partner = await startSimpleSaml('University', { domain: 'uni.example', people: ['lee', 'kim'], ...how });
  try {
    const more = { DECRYPTS: 'yes', CERTIFICATE: here.keys.files.CERTIFICATE, PRIVATE_KEY: here.keys.files.PRIVATE_KEY };
    const told = await visit(partner, { certificate: partner.certificate, login: partner.sso, signIn: signInAtSimpleSaml, more });
    // The library asks for this kind of name, and gets it.
    assert.deepEqual([told.issuer, told.nameID, told.nameIDFormat], [partner.entityId, 'lee@uni.example', NAME_ID.email], JSON.stringify(told));
    assert.equal(told.attributes[MAIL.ldap], 'lee@uni.example');
    assert.equal(told.isEncrypted, how.encrypts ?? false);
    assert.equal(told.state, '/boards/7');
  } finally {
    await partner.stop();
  }
}
