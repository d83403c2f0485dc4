// An application of others' making, in a process of its own, as it would be anywhere.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a client of `clients/`; gives its root. It trusts the demo's certificates. */
export async function startClient(name, demo, { clientId, secret, authority }) {
  const file = fileURLToPath(new URL(`../clients/${name}`, import.meta.url));
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: demo.ca,
    AUTHORITY: authority,
    CLIENT_ID: clientId,
    CLIENT_SECRET: secret,
    GRAPH: demo.root,
  };
  const client = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = () => client.kill('SIGKILL');
  process.once('exit', kill);
  // It ends with the tests, whatever became of them.
  client.unref();
  client.stdout.unref();
  client.stdout.setEncoding('utf8');
  for await (const line of client.stdout) return { root: line.trim() };
  throw new Error(`${name} ended before it listened`);
}
