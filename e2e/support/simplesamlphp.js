// A partner's identity provider that many universities have: SimpleSAMLphp as Debian packages it, in a process of its
// own with a configuration of its own, and TLS before it.

import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { makeCertificate, makeServerCertificate, temporaryFolder } from './certificate.js';
import { startProcess } from './process.js';
import { freePort } from './server.js';
import { until } from './until.js';

const INSTALLED = '/usr/share/simplesamlphp';
export const PASSWORD = 'a password at the university';

/** Why it can't be started here; nothing if it can. scripts/check installs it. */
export function whyNoSimpleSaml() {
  const isThere = (...words) => {
    try {
      execFileSync(...words, { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  if (!existsSync(`${INSTALLED}/www/saml2/idp/SSOService.php`)) return 'SimpleSAMLphp is not installed (Debian: simplesamlphp)';
  // Debian only recommends what it can't do without.
  const isWhole = isThere('php', ['-r', 'exit(class_exists("DOMDocument") && function_exists("mb_strlen") ? 0 : 1);']);
  return isWhole ? undefined : 'PHP is not there as a whole (Debian: php-cli php-xml php-mbstring)';
}

/** Starts the provider of an organization of this name on a free port; its people have `PASSWORD`. */
export async function startSimpleSaml(name, { domain, people, encrypts = false }) {
  const [certificate, folder, signing] = await Promise.all([makeServerCertificate(), temporaryFolder(), makeCertificate('signing')]);
  const server = https.createServer(certificate).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `https://localhost:${server.address().port}`;
  await Promise.all(['log', 'sessions', 'data', 'metadata', 'temporary'].map((part) => mkdir(join(folder, part))));
  const files = configuration({ issuer, folder, domain, people, encrypts, name, signing: signing.files });
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(join(folder, file), text)));
  const port = await freePort();
  const php = runPhp(folder, port);
  server.on('request', (request, response) => pass(port, request, response));
  const partner = new SimpleSaml(name, { server, php, folder, issuer, authority: certificate.authority, signing: signing.pem });
  await until('SimpleSAMLphp to answer', async () => {
    if (php.exitCode !== null) throw new Error(`PHP ended with ${php.exitCode}`);
    return fetch(`http://127.0.0.1:${port}/resources/default.css`).then((answer) => answer.ok, () => false);
  });
  return partner;
}

class SimpleSaml {
  #server;
  #php;
  #folder;
  #signing;

  constructor(name, { server, php, folder, issuer, authority, signing }) {
    this.name = name;
    this.issuer = issuer;
    this.authority = authority;
    /** Its entity ID is where its metadata are. */
    this.entityId = `${issuer}/saml2/idp/metadata.php`;
    this.sso = `${issuer}/saml2/idp/SSOService.php`;
    this.#server = server;
    this.#php = php;
    this.#folder = folder;
    this.#signing = signing;
  }

  /** Registers a service provider, one at a time, by its metadata. */
  async register(xml) {
    await writeFile(join(this.#folder, 'sp.xml'), xml);
  }

  /** The certificate that it signs with. */
  get certificate() {
    return this.#signing;
  }

  async stop() {
    const ended = once(this.#php, 'exit');
    this.#php.kill('SIGTERM');
    await ended;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}

/** Signs in at it. */
export async function signInAtSimpleSaml(tab, partner, account) {
  await tab.waitForURL(`${partner.issuer}/module.php/core/loginuserpass.php**`);
  await tab.locator('input[name=username]').fill(account);
  await tab.locator('input[name=password]').fill(PASSWORD);
  await tab.locator('input[name=password]').press('Enter');
}

function runPhp(folder, port) {
  const settings = ['-d', `auto_prepend_file=${folder}/before.php`, '-d', 'display_errors=stderr', '-d', 'error_reporting=E_ERROR'];
  const words = [...settings, '-S', `127.0.0.1:${port}`, '-t', `${INSTALLED}/www`];
  const env = { ...process.env, SIMPLESAMLPHP_CONFIG_DIR: folder };
  return startProcess('php', words, { stdio: 'ignore', env });
}

/** The proxy before it, which takes the TLS off. */
function pass(port, request, response) {
  const { method, url, rawHeaders } = request;
  // A browser asks for it where a page is nothing but a form that goes on.
  if (url === '/favicon.ico') return response.writeHead(204).end();
  const passed = http.request({ host: '127.0.0.1', port, method, path: url, headers: rawHeaders, agent: false });
  request.pipe(passed);
  passed.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
    answer.pipe(response);
  });
  passed.on('error', () => response.writeHead(502).end());
}

/** A text or a path in PHP. */
const quoted = (text) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;

function configuration({ issuer, folder, domain, people, encrypts, name, signing }) {
  const persons = people.map(
    (account) => `${quoted(`${account}:${PASSWORD}`)} => [
      'uid' => [${quoted(account)}],
      'mail' => [${quoted(`${account}@${domain}`)}],
      'displayName' => [${quoted(`${account} of ${name}`)}],
    ],`,
  );
  return {
    // What it would know of a web server with TLS.
    'before.php': `<?php $_SERVER['HTTPS'] = 'on'; $_SERVER['SERVER_PORT'] = '${new URL(issuer).port}';`,
    'config.php': `<?php $config = [
      'baseurlpath' => ${quoted(`${issuer}/`)},
      'certdir' => '/',
      'loggingdir' => ${quoted(`${folder}/log/`)},
      'datadir' => ${quoted(`${folder}/data/`)},
      'tempdir' => ${quoted(`${folder}/temporary`)},
      'metadatadir' => ${quoted(`${folder}/metadata`)},
      'attributenamemapdir' => '/etc/simplesamlphp/attributemap/',
      'logging.handler' => 'file',
      'logging.level' => SimpleSAML\\Logger::NOTICE,
      'technicalcontact_email' => 'na@example.org',
      'secretsalt' => ${quoted(randomUUID())},
      'auth.adminpassword' => ${quoted(randomUUID())},
      'timezone' => 'UTC',
      'enable.saml20-idp' => true,
      'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
      'store.type' => 'phpsession',
      'session.phpsession.savepath' => ${quoted(`${folder}/sessions`)},
      'session.cookie.secure' => true,
      'metadata.sources' => [['type' => 'flatfile'], ['type' => 'xml', 'file' => ${quoted(`${folder}/sp.xml`)}]],
    ];`,
    'authsources.php': `<?php $config = ['people' => ['exampleauth:UserPass', ${persons.join('\n')}]];`,
    'sp.xml': '<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>',
    'metadata/saml20-idp-hosted.php': `<?php $metadata[${quoted(`${issuer}/saml2/idp/metadata.php`)}] = [
      'host' => '__DEFAULT__',
      'privatekey' => ${quoted(signing.PRIVATE_KEY)},
      'certificate' => ${quoted(signing.CERTIFICATE)},
      'auth' => 'people',
      'SingleSignOnServiceBinding' => ['urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'],
      'signature.algorithm' => 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
      'assertion.encryption' => ${encrypts},
      // It does not by itself sign what it says of logouts, and nobody could tell who says it.
      'sign.logout' => true,
      'NameIDFormat' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
      'attributes.NameFormat' => 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri',
      'authproc' => [
        10 => ['class' => 'saml:AttributeNameID', 'attribute' => 'uid', 'Format' => 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
        // For whoever asks for this one.
        11 => ['class' => 'saml:AttributeNameID', 'attribute' => 'mail', 'Format' => 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'],
        20 => ['class' => 'core:AttributeMap', 'name2oid'],
      ],
    ];`,
  };
}
