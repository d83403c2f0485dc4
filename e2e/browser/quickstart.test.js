// The quickstart as a newcomer does it, with an account of another organization and with a one-time
// passcode, with script and without.

import { useDemo } from '../support/browser.js';
import { walk } from '../support/quickstart.js';
import { proveByCode, proveByPassword } from '../support/steps.js';

const { test } = useDemo();

const withAccount = (tab, demo, guest) => proveByPassword(tab, demo.user(guest.email));
const withCode = (tab, demo, guest) => proveByCode(tab, demo, guest.email);

test('the quickstart works with an account of Fabrikam', (here) =>
  walk(here, { script: true, guest: { email: 'sam@fabrikam.example', name: 'Sam Rivera' }, prove: withAccount }));

test('the quickstart works with a one-time passcode', (here) =>
  walk(here, { script: true, guest: { email: 'pat@example.org', name: 'Pat Example' }, prove: withCode }));

test('the quickstart works with an account, without script', (here) =>
  walk(here, { script: false, guest: { email: 'admin@fabrikam.example', name: 'Frida Fabrikam' }, prove: withAccount }));

test('the quickstart works with a one-time passcode, without script', (here) =>
  walk(here, { script: false, guest: { email: 'kim@example.org', name: 'Kim Example' }, prove: withCode }));
