// A partner's identity provider that speaks SAML and that others wrote: samlp, over TLS, with a certificate of an
// authority that only this server was told of. It also says what no honest one says.

import { X509Certificate, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DOMParser } from '@xmldom/xmldom';
import samlp from 'samlp';
import { makeCertificate, makeServerCertificate } from './certificate.js';
import { bodyOf, escaped, page, respond, signInForm } from './partner_page.js';

export const NAME_ID = {
  persistent: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  transient: 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
  email: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
  unspecified: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
};
/** The names under which providers tell a mail address: LDAP's, and that of Microsoft's products. */
export const MAIL = {
  ldap: 'urn:oid:0.9.2342.19200300.100.1.3',
  microsoft: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
};
const DISPLAY_NAME = 'urn:oid:2.16.840.1.113730.3.1.241';
// Longer than a server waits, which is told so in `federation.js`.
const SLOWLY = 4_000;
const METADATA = 'urn:oasis:names:tc:SAML:2.0:metadata';

/** What an honest provider does, unless `says` told it otherwise. */
const HONESTLY = {
  /** Its metadata come later than a server waits, and its pages as ever. */
  isSlow: false,
  nameId: 'persistent',
  mail: MAIL.ldap,
  /** `assertion`, `response`, `both` or `nothing`. */
  signs: 'assertion',
  /** With the certificate of the service provider's metadata. */
  encrypts: false,
  /** Signs with a key that is not in its metadata, and names it. */
  usesForeignKey: false,
  /** Options of samlp to be others: `audience`, `recipient`, `destination`, `inResponseTo`, `lifetimeInSeconds`, … */
  options: {},
  /** What becomes of the response after it was signed. */
  alter: (xml) => xml,
  /** Whom it signs out: `wholly`, or `partly`, when it could not tell everybody. */
  signsOut: 'wholly',
};

/** Starts the provider of an organization of this name on a free port. `more` are claims of accounts besides. */
export async function startSamlPartner(name, { domain, people, more = {} }) {
  const [certificate, key, foreign] = await Promise.all([makeServerCertificate(), makeKey(), makeKey()]);
  const server = https.createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const partner = new SamlPartner(name, { server, authority: certificate.authority, key, foreign });
  for (const account of people) {
    partner.enrol(account, { mail: `${account}@${domain}`, name: `${account} of ${name}`, ...more[account] });
  }
  return partner;
}

async function makeKey() {
  const { pem, files } = await makeCertificate(`signing-${randomUUID()}`);
  return { cert: pem, key: readFileSync(files.PRIVATE_KEY, 'utf8') };
}

class SamlPartner {
  #server;
  #port;
  #signing;
  #foreign;
  #announced = [];
  #people = new Map();
  #services = new Map();
  #underWay = new Map();
  #sessions = [];
  #manner = HONESTLY;

  constructor(name, { server, authority, key, foreign }) {
    this.name = name;
    this.authority = authority;
    this.#server = server;
    this.#port = server.address().port;
    this.#signing = key;
    this.#foreign = foreign;
    this.issuer = `https://localhost:${this.#port}`;
    /** Its entity ID is where its metadata are. */
    this.entityId = `${this.issuer}/metadata`;
    server.on('request', async (request, response) => {
      try {
        await this.#serve(request, response);
      } catch (fault) {
        respond(response, 400, page(this.name, `<p>${escaped(String(fault))}</p>`));
      }
    });
  }

  /** Somebody with an account, and what is known of them: `mail`, `name`, and `id`, which is the account if left out. */
  enrol(account, claims) {
    this.#people.set(account, { id: `id-of-${account}`, ...claims });
  }

  /** Registers a service provider by its metadata; gives what it read there. */
  register(xml) {
    const service = serviceOf(xml);
    this.#services.set(service.entityId, service);
    return service;
  }

  /** From now on it answers in this manner; see `HONESTLY`. What is left out is as it was at the beginning. */
  says(manner = {}) {
    this.#manner = { ...HONESTLY, ...manner };
  }

  /** Makes a new key and puts it beside the old one in its metadata, as one does before. */
  async announceKey() {
    this.#announced.push(await makeKey());
  }

  /** From now on it signs with the key that it announced, or with a new one, and forgets the old one. */
  async rollKeyOver() {
    this.#signing = this.#announced.shift() ?? (await makeKey());
  }

  /** The certificates that are in its metadata. */
  get certificates() {
    return [this.#signing, ...this.#announced].map(({ cert }) => cert);
  }

  /** Its metadata. */
  metadata() {
    const { sent: metadata } = this.#call((_, response) =>
      samlp.metadata({
        issuer: this.entityId,
        cert: this.#signing.cert,
        redirectEndpointPath: '/sso',
        postEndpointPath: '/sso',
        logoutEndpointPaths: { redirect: '/slo' },
      })({ headers: { host: `localhost:${this.#port}` }, protocol: 'https' }, response));
    // The library knows one key.
    const [descriptor] = metadata.match(/<KeyDescriptor[^]*<\/KeyDescriptor>/);
    const others = this.#announced.map(({ cert }) => descriptor.replace(bare(this.#signing.cert), bare(cert)));
    return metadata.replace(descriptor, [descriptor, ...others].join('\n    '));
  }

  /** Who was asked for, by a `SAMLRequest`: `id`, `issuer`, `assertionConsumerServiceURL`, `forceAuthn`, … */
  async read(request) {
    const parse = promisify(samlp.parseRequest);
    const asked = await parse(request, {});
    const service = this.#services.get(asked?.issuer);
    if (!service) throw new Error(`${asked?.issuer} is not registered`);
    if (!service.isSigning) return asked;
    // From now on it refuses one that is not signed, too.
    return parse(request, { signingCert: service.signing.pem, relayState: request.query.RelayState });
  }

  /** The form that it answers with: where it goes, and its fields. Nobody may have asked. */
  async answer(account, { issuer, id, relayState }) {
    const { acs, logout, signing, encryption } = this.#services.get(issuer);
    const { nameId, mail, signs, encrypts, usesForeignKey, options, alter } = this.#manner;
    const person = this.#people.get(account);
    const profile = mapped(person, { nameId, mail });
    const sessionIndex = `_${randomUUID()}`;
    const { nameIdentifier, nameIdentifierFormat } = profile.getNameIdentifier();
    this.#sessions.push({
      account,
      serviceProviderId: issuer,
      serviceProviderLogoutURL: logout,
      cert: signing?.pem,
      nameId: nameIdentifier,
      nameIdFormat: nameIdentifierFormat,
      sessionIndex,
    });
    const xml = await promisify(samlp.getSamlResponse)(
      {
        ...(usesForeignKey ? this.#foreign : this.#signing),
        issuer: this.entityId,
        audience: issuer,
        recipient: acs,
        destination: acs,
        inResponseTo: id,
        lifetimeInSeconds: 300,
        sessionIndex,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        signAssertion: ['assertion', 'both'].includes(signs),
        signResponse: ['response', 'both'].includes(signs),
        ...(encrypts && { encryptionCert: encryption.pem, encryptionPublicKey: encryption.key }),
        profileMapper: () => profile,
        ...options,
      },
      person,
    );
    return { acs, fields: fieldsOf(Buffer.from(alter(xml)).toString('base64'), relayState) };
  }

  /** The form of somebody who said no. */
  refusal({ issuer, id, relayState }) {
    const { acs } = this.#services.get(issuer);
    const { sent } = this.#call((request, response) =>
      samlp.sendError({
        issuer: this.entityId,
        destination: acs,
        inResponseTo: id,
        signResponse: true,
        signatureAlgorithm: 'rsa-sha256',
        digestAlgorithm: 'sha256',
        ...this.#signing,
        error: { code: 'urn:oasis:names:tc:SAML:2.0:status:Responder', description: 'The person said no.' },
        getPostURL: (_, tell) => tell(null, acs),
      })(request, response, (fault) => { throw fault; }));
    return { acs, fields: fieldsOf(sent.match(/name="SAMLResponse"\s+value="([^"]+)"/)[1], relayState) };
  }

  async stop() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.issuer);
    const form = new URLSearchParams(request.method === 'POST' ? await bodyOf(request) : '');
    const [, uid] = url.pathname.match(/^\/interaction\/(.+)$/) ?? [];
    if (uid) return this.#interact(request, response, { asked: this.#underWay.get(uid), form });
    switch (url.pathname) {
      case '/metadata':
        if (this.#manner.isSlow) await pause(SLOWLY);
        return response.writeHead(200, { 'content-type': 'application/samlmetadata+xml' }).end(this.metadata());
      case '/sso':
        return this.#begin(request, response, { url, form });
      case '/slo':
        return this.#signOut(request, response, { url, form });
      // Somebody who begins here, by a link in their own portal.
      case '/portal':
        return this.#goOn(response, { issuer: url.searchParams.get('to'), relayState: url.searchParams.get('state') });
      default:
        return respond(response, 404, page(this.name, '<p>There is nothing here.</p>'));
    }
  }

  /** How often somebody is signed in from here. */
  sessionsOf(account) {
    return this.#sessions.filter((session) => session.account === account).length;
  }

  /** Single logout, as samlp does it: of a session that it knows, by a request that is signed. */
  #signOut({ method }, response, { url, form }) {
    const states = new Map();
    const found = (issuer, indexes, nameId) =>
      this.#sessions.find((one) => one.serviceProviderId === issuer && [indexes].flat().includes(one.sessionIndex) && one.nameId === nameId);
    const logout = samlp.logout({
      ...this.#signing,
      issuer: this.entityId,
      deflate: true,
      protocolBinding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect',
      signatureAlgorithm: 'rsa-sha256',
      digestAlgorithm: 'sha256',
      clearIdPSession: (tell) => tell(this.#manner.signsOut === 'partly' ? new Error('somebody was not told') : undefined),
      sessionParticipants: {
        get: (issuer, indexes, nameId, tell) => tell(null, found(issuer, indexes, nameId)),
        remove: (issuer, index, nameId, tell) => {
          const gone = found(issuer, index, nameId);
          this.#sessions = this.#sessions.filter((one) => one !== gone);
          tell(null, gone);
        },
        hasElements: () => false,
      },
      store: {
        save: (_, state, tell) => tell(null, states.set('now', state) && 'now'),
        load: (_, id, ...rest) => rest.at(-1)(null, states.get(id)),
        update: (_, id, state, tell) => tell(null, states.set(id, state)),
      },
    });
    const fail = (fault) => respond(response, 400, page(this.name, `<p>${escaped(String(fault))}</p>`));
    const caught = { redirect: (location) => response.writeHead(302, { location }).end(), set: () => caught, send: fail };
    logout({ method, query: Object.fromEntries(url.searchParams), body: Object.fromEntries(form) }, caught, fail);
  }

  async #begin({ method }, response, { url, form }) {
    const [query, body] = [Object.fromEntries(url.searchParams), Object.fromEntries(form)];
    const asked = await this.read({ method, query, body });
    this.#goOn(response, { ...asked, relayState: query.RelayState ?? body.RelayState });
  }

  #goOn(response, asked) {
    const uid = randomUUID();
    this.#underWay.set(uid, asked);
    response.writeHead(303, { location: `/interaction/${uid}` }).end();
  }

  /** The page on which its people sign in, or don't. */
  async #interact(request, response, { asked, form }) {
    const account = form.get('account');
    if (request.method === 'POST' && form.has('cancel')) return send(response, this.name, this.refusal(asked));
    if (this.#people.has(account)) return send(response, this.name, await this.answer(account, asked));
    return respond(response, 200, page(this.name, signInForm(asked.subject)));
  }

  /** Calls a piece that was written for Express; gives what it sent. */
  #call(piece) {
    const caught = {};
    const response = { set: () => response, send: (text) => Object.assign(caught, { sent: text }) };
    piece({ query: {}, body: {} }, response);
    return caught;
  }
}

const fieldsOf = (SAMLResponse, RelayState) => ({ SAMLResponse, ...(RelayState && { RelayState }) });

const bare = (pem) => pem.replaceAll(/-----[^-]+-----|\s/g, '');

function mapped({ id, mail: address, name, ...more }, { nameId, mail }) {
  // One that is new each time is the same within a response.
  const values = { persistent: id, transient: `_${randomUUID()}`, email: address, unspecified: id };
  return {
    getClaims: () => ({ ...(mail && address && { [mail]: address }), ...(name && { [DISPLAY_NAME]: name }), ...more }),
    getNameIdentifier: () => ({ nameIdentifier: values[nameId], nameIdentifierFormat: NAME_ID[nameId] }),
  };
}

/** What the metadata of a service provider say. */
function serviceOf(xml) {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  const all = (name) => Array.from(document.getElementsByTagNameNS(METADATA, name));
  const certificate = (use) => {
    // Whoever does not say what a key is for means both.
    const found = all('KeyDescriptor').find((key) => ['', use].includes(key.getAttribute('use') ?? ''));
    const text = found?.getElementsByTagNameNS('*', 'X509Certificate')[0]?.textContent.replaceAll(/\s/g, '');
    if (!text) return undefined;
    const pem = `-----BEGIN CERTIFICATE-----\n${text.match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;
    return { pem, key: new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' }) };
  };
  return {
    entityId: document.documentElement.getAttribute('entityID'),
    acs: all('AssertionConsumerService')[0].getAttribute('Location'),
    logout: all('SingleLogoutService')[0]?.getAttribute('Location'),
    isSigning: all('SPSSODescriptor')[0].getAttribute('AuthnRequestsSigned') === 'true',
    signing: certificate('signing'),
    encryption: certificate('encryption'),
  };
}

/** A page that posts a form by itself, or by its button. */
function send(response, name, { acs, fields }) {
  const inputs = Object.entries(fields).map(([field, value]) => `<input type="hidden" name="${field}" value="${escaped(value)}">`);
  const form = `<form method="post" action="${escaped(acs)}">${inputs.join('')}<button>Continue</button></form>`;
  respond(response, 200, page(name, `${form}<script>document.forms[0].submit()</script>`));
}
