// Applications on MSAL Python, over TLS: one with a server and a secret, one with a certificate, one on a device.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { makeCertificate } from '../support/certificate.js';
import { startClient } from '../support/client.js';
import * as step from '../support/steps.js';

const MEGAN = 'megan@contoso.example';
const { test } = useDemo({ https: true });

const shown = async (tab) => {
  const answer = JSON.parse(await tab.locator('body').innerText());
  assert.equal(answer.fault, undefined, JSON.stringify(answer));
  return answer;
};

/** Registers an application that Megan may use. */
async function register(admin, demo, name, uris) {
  await step.signInAsAdministrator(admin, demo);
  const registered = await step.registerApplication(admin, demo, name, uris);
  await step.openApplication(admin, demo, name);
  await step.assign(admin, MEGAN);
  return registered;
}

function assertMegan(answer, demo) {
  const contoso = demo.tenants.find((tenant) => tenant.name === 'Contoso');
  assert.equal(answer.claims.preferred_username, MEGAN);
  assert.equal(answer.claims.acct, 0);
  assert.equal(answer.me.displayName, 'Megan Bowen');
  assert.equal(answer.refreshed, true);
  assert.ok(answer.account.endsWith(contoso.id), answer.account);
}

test('MSAL Python signs a member in, refreshes, asks for /me, and gets a token of its own', async ({ person, demo }) => {
  const uris = { Web: 'http://localhost/callback' };
  const registered = await register(await person(), demo, 'Expenses of MSAL Python', uris);
  const client = await startClient('msal_python.py', demo, registered);
  const tab = await person();
  await tab.goto(client.root);
  await step.typeCredentials(tab, demo.user(MEGAN));
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${client.root}/callback**`);
  assertMegan(await shown(tab), demo);
  await tab.goto(`${client.root}/itself`);
  assert.deepEqual(await shown(tab), { type: 'Bearer' });
});

test('MSAL Python proves who it is by a certificate in the place of a secret', async ({ person, demo }) => {
  const admin = await person();
  const uris = { Web: 'http://localhost/callback' };
  const { clientId, authority } = await register(admin, demo, 'Board of MSAL Python', uris);
  const own = await makeCertificate('board');
  await step.addCertificate(admin, own.pem, 'CN=board');
  const client = await startClient('msal_python.py', demo, { clientId, authority, more: own.files });
  const tab = await person();
  await tab.goto(`${client.root}/itself`);
  assert.deepEqual(await shown(tab), { type: 'Bearer' });
  await tab.goto(client.root);
  await step.typeCredentials(tab, demo.user(MEGAN));
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${client.root}/callback**`);
  assertMegan(await shown(tab), demo);
});

test('MSAL Python signs a device in by a code that is typed elsewhere', async ({ person, demo }) => {
  const uris = { 'Mobile and desktop': 'http://localhost' };
  const { clientId, authority } = await register(await person(), demo, 'Terminal of MSAL Python', uris);
  const client = await startClient('msal_python.py', demo, { clientId, authority });
  const device = await person();
  await device.goto(`${client.root}/device`);
  const { code, uri } = await shown(device);
  assert.equal(uri, `${demo.root}/devicelogin`);
  // The device waits from now on, and the person takes their time.
  const waited = device.goto(`${client.root}/device/finish`, { timeout: 60_000 });
  const tab = await person();
  await tab.goto(uri);
  await tab.getByLabel('Code', { exact: true }).fill(code);
  await tab.getByRole('button', { name: 'Next', exact: true }).click();
  await step.typeCredentials(tab, demo.user(MEGAN));
  await tab.getByRole('button', { name: 'Continue', exact: true }).click();
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${demo.root}/devicelogin/done`);
  await waited;
  assertMegan(await shown(device), demo);
});
