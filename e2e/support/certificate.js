// The certificate and the key of an application, as the guide to applications has them made.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the certificate, and the variables that tell a client of `clients/` where the files are. */
export async function makeCertificate(name) {
  const folder = await mkdtemp(join(tmpdir(), 'hospes-client-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const files = { CERTIFICATE: join(folder, `${name}.crt`), PRIVATE_KEY: join(folder, `${name}.key`) };
  const words = `req -x509 -newkey rsa:2048 -sha256 -days 365 -nodes -subj /CN=${name}`.split(' ');
  execFileSync('openssl', [...words, '-keyout', files.PRIVATE_KEY, '-out', files.CERTIFICATE], { stdio: 'ignore' });
  return { pem: await readFile(files.CERTIFICATE, 'utf8'), files };
}
