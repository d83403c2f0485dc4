// The quickstart on PostgreSQL.

import { useDemo } from '../support/browser.js';
import { walk } from '../support/quickstart.js';
import { proveByCode, proveByPassword } from '../support/steps.js';

const postgres = process.env.TEST_DATABASE_URL;

if (postgres) {
  const { test } = useDemo({ postgres });

  test('the quickstart works on PostgreSQL with an account of Fabrikam', (here) =>
    walk(here, {
      script: true,
      guest: { email: 'sam@fabrikam.example', name: 'Sam Rivera' },
      prove: (tab, demo, guest) => proveByPassword(tab, demo.user(guest.email)),
    }));

  test('the quickstart works on PostgreSQL with a one-time passcode', (here) =>
    walk(here, {
      script: true,
      guest: { email: 'pat@example.org', name: 'Pat Example' },
      prove: (tab, demo, guest) => proveByCode(tab, demo, guest.email),
    }));
}
