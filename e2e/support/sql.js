// Makes time pass where a test cannot wait for it: by a statement on the database of a server.

import { execFileSync } from 'node:child_process';

/** Runs a statement on `sqlite:PATH` or `postgresql://…`, and gives what it prints. */
export function sql(database, statement) {
  const [client, args] = database.startsWith('sqlite:')
    ? ['sqlite3', ['-bail', '-cmd', '.timeout 5000', database.slice('sqlite:'.length), statement]]
    : ['psql', ['--no-psqlrc', '--tuples-only', '--no-align', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement]];
  return execFileSync(client, args, { encoding: 'utf8' }).trim();
}
