// A service provider on node-saml. Its certificate and key are in the files CERTIFICATE and PRIVATE_KEY, if it signs
// what it asks for. With UNASKED=yes it takes people in whom it did not send, by their tile in My Apps.
// With DECRYPTS=yes its metadata offer its certificate to encrypt with.
//
// What the identity provider says of itself is typed into `/set-up`: by then both know each other's addresses.

import { readFileSync } from 'node:fs';
import { SAML, ValidateInResponseTo } from '@node-saml/node-saml';
import { serve } from './answer.js';

const { CERTIFICATE, PRIVATE_KEY, UNASKED, DECRYPTS } = process.env;
const certificate = CERTIFICATE && readFileSync(CERTIFICATE, 'utf8');
const privateKey = PRIVATE_KEY && readFileSync(PRIVATE_KEY, 'utf8');

const make = (url, { certificate: idpCert, login, logout, issuer }) =>
  new SAML({
    issuer: `${url.origin}/metadata.xml`,
    callbackUrl: `${url.origin}/acs`,
    logoutCallbackUrl: `${url.origin}/bye`,
    entryPoint: login,
    logoutUrl: logout,
    idpIssuer: issuer,
    idpCert,
    ...(privateKey && { privateKey, publicCert: certificate }),
    ...(DECRYPTS && { decryptionPvk: privateKey }),
    signatureAlgorithm: 'sha256',
    digestAlgorithm: 'sha256',
    // It signs the assertion always, and the response only if it is told to.
    wantAuthnResponseSigned: false,
    wantAssertionsSigned: true,
    validateInResponseTo: UNASKED ? ValidateInResponseTo.ifPresent : ValidateInResponseTo.always,
  });

let saml;
let somebody;

serve({
  // The library wants a certificate of the other side also for what it says of itself.
  '/metadata.xml': async (url) =>
    make(url, { certificate: 'none yet', login: url.origin }).generateServiceProviderMetadata(DECRYPTS ? certificate : null, certificate ?? null),
  '/set-up': async (url, form) => {
    saml = make(url, form);
    return { set: true };
  },
  // Where people were, without a space: the library signs `%20` and sends `+`.
  '/': async () => new URL(await saml.getAuthorizeUrlAsync('/boards/7', undefined, {})),
  '/acs': async (url, form) => {
    const { profile } = await saml.validatePostResponseAsync(form);
    somebody = profile;
    const { issuer, nameID, nameIDFormat, inResponseTo, attributes } = profile;
    const isEncrypted = Buffer.from(form.SAMLResponse, 'base64').includes('EncryptedAssertion');
    return { issuer, nameID, nameIDFormat, inResponseTo, attributes, isEncrypted, state: form.RelayState };
  },
  '/leave': async () => new URL(await saml.getLogoutUrlAsync(somebody, '/bye-then', {})),
  '/bye': async (url) => {
    const query = Object.fromEntries(url.searchParams);
    const { loggedOut } = await saml.validateRedirectAsync(query, url.search.slice(1));
    return { loggedOut, signed: Boolean(query.Signature), state: query.RelayState };
  },
});
