// `hospes demo` as a test needs it: started on a free port, stopped at the end, its mails read.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from './process.js';
import { program } from './program.js';
import { createDatabase } from './sql.js';
import { until } from './until.js';

/**
 * Starts a demo that goes away with `stop()`. With `postgres`, the URL of a server, its database is there;
 * with `https` it serves TLS; `environment` are variables for it alone.
 */
export async function startDemo({ postgres, https: isSecure, environment } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'hospes-demo-'));
  const database = postgres && createDatabase(postgres);
  const words = ['--print', 'json', '--data', folder];
  if (isSecure) words.push('--https');
  if (database) words.push('--database', database.url);
  const run = (port) => start(['demo', '--listen', `127.0.0.1:${port}`, ...words], environment);
  return new Demo(await run(0), { run, folder, database });
}

async function start(words, environment) {
  const server = startProcess(program, words, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  return { server, printed: await firstLine(server) };
}

async function firstLine(server) {
  server.stdout.setEncoding('utf8');
  let text = '';
  for await (const part of server.stdout) {
    text += part;
    if (text.includes('\n')) return JSON.parse(text.slice(0, text.indexOf('\n')));
  }
  throw new Error(`the demo ended before it was ready: ${text}`);
}

class Demo {
  #server;
  #run;
  #folder;
  #made;
  #read = new Set();

  constructor({ server, printed }, { run, folder, database }) {
    this.#server = server;
    this.#run = run;
    this.#folder = folder;
    this.#made = database;
    this.database = database?.url ?? `sqlite:${folder}/hospes.db`;
    this.root = printed.root;
    this.tenants = printed.tenants;
    this.ca = printed.ca;
    this.sample = printed.sample_application;
  }

  /** Somebody of the demo by user name, with the password. */
  user(upn) {
    const users = this.tenants.flatMap((tenant) => tenant.users);
    return users.find((user) => user.upn === upn);
  }

  async mails() {
    return JSON.parse(await this.#get('/inbox/messages'));
  }

  /** With the demo's own root of trust, which `fetch` cannot be given. */
  #get(path) {
    const { get } = this.ca ? https : http;
    return new Promise((resolve, reject) => {
      get(this.root + path, { ca: this.ca && readFileSync(this.ca) }, async (answer) => {
        let text = '';
        for await (const part of answer.setEncoding('utf8')) text += part;
        resolve(text);
      }).on('error', reject);
    });
  }

  /** Waits for a mail to this address that was not asked for before. */
  async nextMail(address) {
    return until(`a mail to ${address}`, async () => {
      const mails = await this.mails();
      const found = mails.findLast((mail) => mail.to.includes(address) && !this.#read.has(mail.id));
      if (found) this.#read.add(found.id);
      return found;
    });
  }

  /** Ends it as a power cut would, and starts it again where it was. */
  async killAndStartAgain() {
    await this.#end('SIGKILL');
    const { server, printed } = await this.#run(new URL(this.root).port);
    this.#server = server;
    this.sample = printed.sample_application;
  }

  async #end(signal) {
    if (this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.kill(signal);
    await ended;
  }

  async stop() {
    await this.#end('SIGTERM');
    this.#made?.drop();
    await rm(this.#folder, { recursive: true });
  }
}

/** The link of a mail that has this path. */
export function linkOf(mail, path) {
  const link = mail.links.find((found) => new URL(found).pathname === path);
  if (!link) throw new Error(`no link to ${path} in the mail "${mail.subject}"`);
  return link;
}

export const invitationLink = (mail) => linkOf(mail, '/redeem');
export const blockLink = (mail) => linkOf(mail, '/invitations/block');

/** The digits of a passcode mail. */
export function codeOf(mail) {
  return mail.text.match(/\b\d{4} ?\d{4}\b/)[0];
}
