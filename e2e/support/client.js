// An application of others' making, in a process of its own, as it would be anywhere.

import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProcess } from './process.js';

// What runs a client, by how its name ends. scripts/check makes the Python, with what is in requirements.txt.
const python = fileURLToPath(new URL('../.venv/bin/python', import.meta.url));
const RUNS = { '.js': process.execPath, '.py': python };

/**
 * Starts a client of `clients/`; gives its root. It trusts the demo's certificates. `more` are variables for
 * this client alone.
 */
export async function startClient(name, demo, { clientId, secret = '', authority = '', more = {} }) {
  const file = fileURLToPath(new URL(`../clients/${name}`, import.meta.url));
  const env = {
    ...process.env,
    NODE_EXTRA_CA_CERTS: demo.ca,
    REQUESTS_CA_BUNDLE: demo.ca,
    AUTHORITY: authority,
    CLIENT_ID: clientId,
    CLIENT_SECRET: secret,
    GRAPH: demo.root,
    ...more,
  };
  const client = startProcess(RUNS[extname(name)], [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  // It ends with the tests, whatever became of them.
  client.unref();
  client.stdout.unref();
  return { root: await firstLine(client, name) };
}

/** The first line that a process prints. What it prints later finds somebody who reads: a closed pipe may end it. */
function firstLine(client, name) {
  return new Promise((tell, fail) => {
    let text = '';
    client.stdout.setEncoding('utf8');
    client.stdout.on('data', (part) => {
      text += part;
      if (text.includes('\n')) tell(text.slice(0, text.indexOf('\n')));
    });
    client.stdout.once('end', () => fail(new Error(`${name} ended before it listened`)));
    client.once('error', fail);
  });
}
