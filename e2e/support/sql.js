// Makes time pass where a test cannot wait for it: by a statement on the database of a server.

import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';

/** Runs a statement on `sqlite:PATH` or `postgresql://…`, and gives what it prints. */
export function sql(database, statement) {
  const [client, args] = database.startsWith('sqlite:')
    ? ['sqlite3', ['-bail', '-cmd', '.timeout 5000', database.slice('sqlite:'.length), statement]]
    : ['psql', ['--no-psqlrc', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement]];
  return execFileSync(client, args, { encoding: 'utf8' }).trim();
}

/** Makes a database of its own at the PostgreSQL server of `postgres`, a URL; `drop()` ends it. */
export function createDatabase(postgres) {
  const name = `hospes_e2e_${randomInt(2 ** 40)}`;
  sql(postgres, `CREATE DATABASE ${name}`);
  const url = postgres.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${name}`);
  return { url, drop: () => sql(postgres, `DROP DATABASE ${name} WITH (FORCE)`) };
}
