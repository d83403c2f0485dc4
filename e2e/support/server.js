// `hospes serve` as an operator runs it: a configuration file, a database, a mail server.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from './program.js';
import { createDatabase } from './sql.js';
import { until } from './until.js';

// What says how the tests run (HOSPES_BIN) would be taken for a setting.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HOSPES_')));

/** Prepares a server with an organization and an application that may invite. `mail` is the port of SMTP. */
export async function prepare({ mail, postgres }) {
  const folder = await mkdtemp(join(tmpdir(), 'hospes-server-'));
  const port = await freePort();
  const made = postgres && createDatabase(postgres);
  const database = made?.url ?? `sqlite:${folder}/hospes.db`;
  const config = join(folder, 'hospes.toml');
  await writeFile(config, configuration({ folder, port, mail, database }), { mode: 0o600 });
  const server = new Server({ folder, port, config, database, dispose: () => made?.drop() });
  server.command('tenant', 'create', '--name', 'Contoso', '--domain', 'contoso.example');
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

const configuration = ({ folder, port, mail, database }) => `
[server]
listen = "127.0.0.1:${port}"
public_url = "http://127.0.0.1:${port}"
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

async function freePort() {
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
  #dispose;
  #folder;
  #config;

  constructor({ folder, port, config, database, dispose }) {
    this.#folder = folder;
    this.#config = config;
    this.#dispose = dispose;
    this.database = database;
    this.port = port;
    this.root = `http://127.0.0.1:${port}`;
  }

  /** Runs a command of `hospes`; gives what it prints. */
  command(...words) {
    return execFileSync(program, ['--config', this.#config, ...words], { encoding: 'utf8', env: environment });
  }

  /** Starts, and waits until the database answers. */
  async start() {
    const started = spawn(program, ['--config', this.#config, 'serve'], { stdio: 'inherit', env: environment });
    this.#process = started;
    // A test that is interrupted leaves no server behind.
    const kill = () => started.kill('SIGKILL');
    process.once('exit', kill);
    started.once('exit', () => process.off('exit', kill));
    await until('the server to be ready', async () => {
      if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}`);
      return fetch(`${this.root}/readyz`).then((answer) => answer.ok, () => false);
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
    this.#dispose();
    await rm(this.#folder, { recursive: true });
  }
}

export const invitation = (address) => ({
  invitedUserEmailAddress: address,
  inviteRedirectUrl: 'https://app.contoso.example/',
  sendInvitationMessage: true,
});
