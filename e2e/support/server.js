// `hospes serve` as an operator runs it: a configuration file, a database, a mail server.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProcess } from './process.js';
import { program } from './program.js';
import { createDatabase } from './sql.js';
import { until } from './until.js';

// What says how the tests run (HOSPES_BIN) would be taken for a setting.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HOSPES_')));

/**
 * Prepares a server with an organization and an application that may invite. `mail` is the port of SMTP, `root` where
 * people reach it if not at its own port, `more` are variables for it.
 */
export async function prepare({ mail, postgres, root, more }) {
  const folder = await mkdtemp(join(tmpdir(), 'hospes-server-'));
  const port = await freePort();
  const made = postgres && createDatabase(postgres);
  const database = made?.url ?? `sqlite:${folder}/hospes.db`;
  const config = join(folder, 'hospes.toml');
  const places = { folder, port, mail, database, root: root ?? `http://127.0.0.1:${port}` };
  await writeFile(config, configuration(places), { mode: 0o600 });
  const dispose = async () => {
    made?.drop();
    await rm(folder, { recursive: true });
  };
  const server = new Server({ ...places, config, more, dispose });
  const created = server.command('tenant', 'create', '--name', 'Contoso', '--domain', 'contoso.example');
  server.administrator = {
    upn: created.match(/Sign in at \S+ as (\S+)/)[1],
    password: created.match(/Password, [^:]*: (\S+)/)[1],
  };
  const printed = server.command(
    ...['application', 'create', 'Inviter', '--tenant', 'contoso.example'],
    ...['--permission', 'User.Invite.All', '--permission', 'User.Read.All'],
  );
  server.client = {
    id: printed.match(/Client id: +(\S+)/)[1],
    secret: printed.match(/Client secret: +(\S+)/)[1],
    tokenUrl: printed.match(/Token endpoint: +(\S+)/)[1],
  };
  return server;
}

/** Another process of the same server: the same database, keys and public URL. */
export async function another(server) {
  return server.beside(await freePort());
}

const configuration = ({ folder, port, mail, database, root }) => `
[server]
listen = "127.0.0.1:${port}"
public_url = "${root}"
# Longer than a test waits: one that ends by this limit fails.
shutdown_seconds = 60

[database]
url = "${database}"

[keys]
file = "${folder}/hospes.key"

[mail]
transport = "smtp"
from = "invitations@contoso.example"

[mail.smtp]
host = "127.0.0.1"
port = ${mail}
security = "none"

[log]
filter = "warn"

[limits]
invitations_per_inviter_per_hour = 0
invitations_per_tenant_per_hour = 0
invitation_mails_per_recipient_per_day = 0
`;

/** A port where nobody listens. */
export async function freePort() {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

class Server {
  #process;
  #token;
  #places;
  #environment;

  constructor(places) {
    const { port, root, database, more } = places;
    this.#places = places;
    this.#environment = { ...environment, HOSPES_SERVER_LISTEN: `127.0.0.1:${port}`, ...more };
    this.database = database;
    this.port = port;
    this.root = root;
  }

  /** Another process of this server, which listens at this port, and leaves all else to this one. */
  beside(port) {
    return new Server({ ...this.#places, port, dispose: async () => {} });
  }

  /** Runs a command of `hospes`; gives what it prints. */
  command(...words) {
    return execFileSync(program, ['--config', this.#places.config, ...words], { encoding: 'utf8', env: this.#environment });
  }

  /** Starts, and waits until the database answers. What a test that failed left is ended: it has the port. */
  async start() {
    if (this.#process) await this.end('SIGKILL');
    const started = startProcess(program, ['--config', this.#places.config, 'serve'], { stdio: 'inherit', env: this.#environment });
    this.#process = started;
    await until('the server to be ready', async () => {
      if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}`);
      return fetch(`http://127.0.0.1:${this.port}/readyz`).then((answer) => answer.ok, () => false);
    });
  }

  /** Sends a signal; gives the exit code once the process is gone, or the signal that ended it. */
  async end(signal) {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return this.#process.exitCode;
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    const [code, by] = await ended;
    return code ?? by;
  }

  /** Waits until nobody can connect any more. */
  async closed() {
    await until('the server to take no more connections', () => {
      const socket = net.connect(this.port, '127.0.0.1');
      return new Promise((tell) => {
        socket.once('connect', () => tell(false) || socket.destroy());
        socket.once('error', () => tell(true));
      });
    });
  }

  /** A token for Graph. Good for an hour, also after a restart. */
  async token() {
    if (this.#token) return this.#token;
    const { id, secret, tokenUrl } = this.client;
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      scope: `${this.root}/.default`,
    });
    const answer = await fetch(tokenUrl, { method: 'POST', body });
    if (!answer.ok) throw new Error(`no token: ${await answer.text()}`);
    this.#token = (await answer.json()).access_token;
    return this.#token;
  }

  /** Asks Graph. */
  async graph(path, body) {
    const headers = { authorization: `Bearer ${await this.token()}`, 'content-type': 'application/json' };
    const method = body ? 'POST' : 'GET';
    const answer = await fetch(`${this.root}/v1.0${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  }

  /** Asks for an invitation with a mail. */
  invite(address) {
    return this.graph('/invitations', invitation(address));
  }

  /** Ends what is left of it. */
  async dispose() {
    if (this.#process) await this.end('SIGKILL');
    await this.#places.dispose();
  }
}

export const invitation = (address) => ({
  invitedUserEmailAddress: address,
  inviteRedirectUrl: 'https://app.contoso.example/',
  sendInvitationMessage: true,
});
