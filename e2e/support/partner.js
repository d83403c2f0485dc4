// A partner's identity provider that others wrote: oidc-provider, over TLS, with a certificate of an authority that
// only this server was told of.

import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import https from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';
import Provider, { interactionPolicy } from 'oidc-provider';
import { makeServerCertificate } from './certificate.js';
import { bodyOf, escaped, page, respond, signInForm } from './partner_page.js';

// Longer than a server waits, which is told so in `federation.js`.
const SLOWLY = 4_000;

/**
 * Starts the provider of an organization of this name on a free port. It says of the addresses of its people that they
 * are verified, unless `more` says otherwise; `factors` are how those sign in of whom it says it. `prompts` are what it
 * knows besides `login`.
 */
export async function startPartner(name, { domain, people, more = {}, factors = {}, prompts = ['select_account'] }) {
  const certificate = await makeServerCertificate();
  const server = https.createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const partner = new Partner(name, { server, prompts, factors, authority: certificate.authority });
  partner.rollKeyOver();
  for (const account of people) {
    const claims = { email: `${account}@${domain}`, email_verified: true, name: `${account} of ${name}` };
    partner.enrol(account, { ...claims, ...more[account] });
  }
  return partner;
}

class Partner {
  #server;
  #port;
  #prompts;
  #factors;
  #stored = new Map();
  #answer;
  #provider;
  #people = new Map();
  #trouble = async () => false;
  #keysAskedAt;
  #asked = new Map();

  constructor(name, { server, prompts, factors, authority }) {
    this.name = name;
    this.authority = authority;
    this.#server = server;
    this.#port = server.address().port;
    this.#prompts = prompts;
    this.#factors = factors;
    this.issuer = `https://localhost:${this.#port}`;
    server.on('request', async (request, response) => {
      try {
        if (await this.#trouble(request, response)) return;
        this.#asked.set(request.url, this.asked(request.url) + 1);
        if (request.url === '/jwks') this.#keysAskedAt = Date.now();
        const [, uid] = request.url.match(/^\/interaction\/([^/?]+)$/) ?? [];
        await (uid ? this.#interact(request, response) : this.#answer(request, response));
      } catch (fault) {
        respond(response, 400, page(this.name, `<p>${escaped(String(fault))}</p>`));
      }
    });
  }

  /** Somebody with an account, and what it says of them. */
  enrol(account, claims) {
    this.#people.set(account, claims);
  }

  /** Registers an application; gives its id and secret. */
  register(redirectUri) {
    const client = { client_id: `hospes-${randomUUID()}`, client_secret: `s+e/c r=e%t:${randomUUID()}` };
    this.#stored.set(`Client:${client.client_id}`, {
      ...client,
      redirect_uris: [redirectUri],
      post_logout_redirect_uris: [new URL('/signed-out', redirectUri).href],
      token_endpoint_auth_method: 'client_secret_basic',
      response_types: ['code'],
      grant_types: ['authorization_code'],
    });
    return { id: client.client_id, secret: client.client_secret };
  }

  /** From now on an application proves itself by a key that it publishes there, and by no secret. */
  takesKeysFrom(id, jwksUri) {
    const { client_secret: _, ...client } = this.#stored.get(`Client:${id}`);
    this.#stored.set(`Client:${id}`, {
      ...client,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'RS256',
      jwks_uri: jwksUri,
    });
  }

  /** From now on an application proves itself by its secret in this way. */
  takesSecretBy(id, method) {
    this.#change(id, { token_endpoint_auth_method: method });
  }

  /** From now on an application is told there when somebody signs out here (Back-Channel Logout). */
  tellsOfSignOutAt(id, uri) {
    this.#change(id, { backchannel_logout_uri: uri, backchannel_logout_session_required: true });
  }

  #change(id, more) {
    this.#stored.set(`Client:${id}`, { ...this.#stored.get(`Client:${id}`), ...more });
  }

  /** How often it was asked for this. */
  asked(path) {
    return this.#asked.get(path) ?? 0;
  }

  /** Whether somebody asked for its keys more than this long ago, for the last time. */
  gaveKeysBefore(seconds) {
    return this.#keysAskedAt < Date.now() - 1_000 * seconds;
  }

  /** From now on it signs with a new key, and forgets the old one. Who is signed in there stays so. */
  rollKeyOver() {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), use: 'sig', alg: 'RS256' };
    const policy = interactionPolicy.base();
    for (const name of this.#prompts) policy.add(new interactionPolicy.Prompt({ name, requestable: true }), 0);
    this.#provider = new Provider(this.issuer, {
      adapter: adapterOf(this.#stored),
      jwks: { keys: [key] },
      pkce: { required: () => true },
      cookies: { keys: ['a secret of the partner'] },
      claims: { openid: ['sub', 'amr', 'signin_state'], email: ['email', 'email_verified'], profile: ['name'] },
      features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        // Its own page loads a typeface from another server.
        rpInitiatedLogout: {
          logoutSource: (context, form) => {
            context.body = page(this.name, `${form}<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>`);
          },
          postLogoutSuccessSource: (context) => {
            context.body = page(this.name, '<p>You are signed out.</p>');
          },
        },
      },
      // By itself it calls nobody on this machine, where applications have their keys.
      fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.#people.get(id) }) }),
      // It says where these are to be thought of.
      ttl: { Interaction: 3_600, Grant: 3_600, Session: 3_600, AccessToken: 3_600, IdToken: 3_600 },
      interactions: { policy, url: (_, { uid }) => `/interaction/${uid}` },
      // Its people are not asked what they share with an application that it registered itself.
      loadExistingGrant: async (ctx) => {
        const { provider, client, session } = ctx.oidc;
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    this.#answer = this.#provider.callback();
  }

  /** Nobody answers, until `isBack`. */
  async isDown() {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  /** Everything is as it was. */
  async isBack() {
    this.#trouble = async () => false;
    if (this.#server.listening) return;
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** It answers other servers later than they wait, and browsers as ever. */
  isSlow() {
    this.#trouble = async ({ url, socket }) => {
      if (isForServers(url)) await pause(SLOWLY);
      return socket.destroyed;
    };
  }

  /** It takes back every code that it gave. */
  refusesCodes() {
    this.#trouble = async ({ url }, response) => {
      if (url !== '/token') return false;
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
      return true;
    };
  }

  async stop() {
    if (this.#server.listening) await this.isDown();
  }

  /** The page on which its people sign in, or don't. */
  async #interact(request, response) {
    const { params } = await this.#provider.interactionDetails(request, response);
    if (request.method !== 'POST') {
      respond(response, 200, page(this.name, signInForm(params.login_hint)));
      return;
    }
    const form = new URLSearchParams(await bodyOf(request));
    const account = form.get('account');
    if (form.has('cancel')) {
      const refusal = { error: 'access_denied', error_description: 'The person said no.' };
      await this.#provider.interactionFinished(request, response, refusal);
    } else if (this.#people.has(account)) {
      const chosen = Object.fromEntries(this.#prompts.map((name) => [name, {}]));
      await this.#provider.interactionFinished(request, response, { login: { accountId: account, amr: this.#factors[account] }, ...chosen });
    } else {
      response.writeHead(303, { location: request.url }).end();
    }
  }
}

const isForServers = (url) => /^\/(token|me|jwks|\.well-known)/.test(url);

/** Where a provider keeps everything: as it was when its key is another one. */
function adapterOf(stored) {
  return class {
    constructor(model) {
      this.key = (id) => `${model}:${id}`;
      this.having = (name, value) => {
        const isOne = ([key, payload]) => key.startsWith(`${model}:`) && payload[name] === value;
        return [...stored].find(isOne)?.[1];
      };
    }

    async upsert(id, payload) {
      stored.set(this.key(id), payload);
    }

    async find(id) {
      return stored.get(this.key(id));
    }

    async findByUid(uid) {
      return this.having('uid', uid);
    }

    async findByUserCode(code) {
      return this.having('userCode', code);
    }

    async consume(id) {
      stored.get(this.key(id)).consumed = Math.floor(Date.now() / 1_000);
    }

    async destroy(id) {
      stored.delete(this.key(id));
    }

    async revokeByGrantId(grant) {
      // Whoever is just signing in, as somebody else, goes on.
      const isOver = ([key, payload]) => payload.grantId === grant && !key.startsWith('Interaction:');
      for (const [key] of [...stored].filter(isOver)) stored.delete(key);
    }
  };
}
