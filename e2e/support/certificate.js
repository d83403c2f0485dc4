// Certificates: of an application, as the guide to applications has them made, and of a server of others.

import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Gives the certificate, and the variables that tell a client of `clients/` where the files are. */
export async function makeCertificate(name) {
  const folder = await temporaryFolder();
  const files = { CERTIFICATE: join(folder, `${name}.crt`), PRIVATE_KEY: join(folder, `${name}.key`) };
  const words = `req -x509 -newkey rsa:2048 -sha256 -days 365 -nodes -subj /CN=${name}`.split(' ');
  openssl(...words, '-keyout', files.PRIVATE_KEY, '-out', files.CERTIFICATE);
  return { pem: await readFile(files.CERTIFICATE, 'utf8'), files };
}

/** An authority that nobody knows, and a certificate that it gave a server on `localhost`. `authority` is a file. */
export async function makeServerCertificate() {
  const folder = await temporaryFolder();
  const file = (name) => join(folder, name);
  const key = (name) => ['-newkey', 'rsa:2048', '-sha256', '-nodes', '-keyout', file(`${name}.key`)];
  openssl('req', '-x509', ...key('authority'), '-days', '2', '-subj', '/CN=Authority of a partner', '-out', file('authority.pem'));
  openssl('req', ...key('server'), '-subj', '/CN=localhost', '-out', file('server.csr'));
  await writeFile(file('server.cnf'), 'subjectAltName = DNS:localhost\nbasicConstraints = CA:FALSE\nextendedKeyUsage = serverAuth\n');
  openssl(
    ...['x509', '-req', '-in', file('server.csr'), '-days', '2', '-sha256', '-extfile', file('server.cnf')],
    ...['-CA', file('authority.pem'), '-CAkey', file('authority.key'), '-CAcreateserial', '-out', file('server.crt')],
  );
  const [cert, secret] = await Promise.all(['server.crt', 'server.key'].map((name) => readFile(file(name))));
  return { authority: file('authority.pem'), cert, key: secret };
}

const folders = [];

/** A folder that goes away with the tests. */
export async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'hospes-certificate-'));
  if (folders.length === 0) process.once('exit', () => folders.forEach((one) => rmSync(one, { recursive: true })));
  folders.push(folder);
  return folder;
}

function openssl(...words) {
  execFileSync('openssl', words, { stdio: 'ignore' });
}
