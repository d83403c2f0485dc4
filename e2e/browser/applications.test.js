// Applications that others wrote sign people in, over TLS, from our documentation.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { startClient } from '../support/client.js';
import * as step from '../support/steps.js';

const SERVERS = { Web: 'http://localhost/callback\nhttp://localhost/bye' };
const MEGAN = 'megan@contoso.example';

/** Agrees to what the application wants, and gives what it says then. */
async function agree(tab, client) {
  await tab.getByRole('heading', { name: 'Permissions requested' }).waitFor();
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${client.root}/callback**`);
  const answer = JSON.parse(await tab.locator('body').innerText());
  assert.equal(answer.fault, undefined, JSON.stringify(answer));
  return answer;
}

async function assignTo(admin, demo, name, email) {
  await admin.goto(`${demo.root}/admin/applications`);
  await admin.getByRole('link', { name, exact: true }).click();
  await step.assign(admin, email);
}

function clients(useTest) {
  useTest('openid-client signs a member in, refreshes, asks for userinfo and /me, and signs out', async ({ person, demo }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    const registered = await step.registerApplication(admin, demo, 'Expenses of openid-client', SERVERS);
    const client = await startClient('openid_client.js', demo, registered);
    const megan = demo.user(MEGAN);
    const tab = await person();
    // Only those it is assigned to may use it, and nobody is yet.
    await tab.goto(client.root);
    await step.typeCredentials(tab, megan);
    await tab.getByText('AADSTS50105').waitFor();
    await assignTo(admin, demo, 'Expenses of openid-client', MEGAN);
    await tab.goto(client.root);
    const answer = await agree(tab, client);
    assert.equal(answer.claims.preferred_username, MEGAN);
    assert.equal(answer.claims.acct, 0);
    assert.equal(answer.userinfo.sub, answer.claims.sub);
    assert.equal(answer.me.displayName, 'Megan Bowen');
    await tab.goto(`${client.root}/leave`);
    await step.assertHeading(tab, 'Sign out?');
    await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
    await tab.waitForURL(`${client.root}/bye**`);
  });

  useTest('msal-node signs a guest in, who sees their home in the account', async ({ person, demo }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    const registered = await step.registerApplication(admin, demo, 'Expenses of msal-node', SERVERS);
    await step.invite(admin, demo, { email: 'sam@fabrikam.example', name: 'Sam Rivera' });
    const mail = await demo.nextMail('sam@fabrikam.example');
    const visitor = await person();
    const tab = await step.acceptFromInbox(visitor, demo, mail);
    await step.proveByPassword(tab, demo.user('sam@fabrikam.example'));
    await step.accept(tab);
    await assignTo(admin, demo, 'Expenses of msal-node', 'sam@fabrikam.example');
    const client = await startClient('msal_node.js', demo, registered);
    await tab.goto(client.root);
    const answer = await agree(tab, client);
    const fabrikam = demo.tenants.find((tenant) => tenant.name === 'Fabrikam');
    assert.equal(answer.claims.acct, 1);
    assert.equal(answer.claims.email, 'sam@fabrikam.example');
    assert.ok(answer.claims.idp.includes(fabrikam.id), answer.claims.idp);
    assert.ok(answer.account.homeAccountId.endsWith(fabrikam.id), answer.account.homeAccountId);
    assert.equal(answer.refreshed, true);
  });
}

const { test } = useDemo({ https: true });
clients(test);

test('msal-browser signs in on a page of its own, and calls Graph from there', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  const registered = await step.registerApplication(admin, demo, 'Expenses of msal-browser', {
    'Single-page application': 'http://localhost/',
  });
  await assignTo(admin, demo, 'Expenses of msal-browser', MEGAN);
  const client = await startClient('msal_browser.js', demo, registered);
  const tab = await person();
  await tab.goto(client.root);
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await step.typeCredentials(tab, demo.user(MEGAN));
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.getByText('Megan').waitFor();
  const answer = JSON.parse(await tab.locator('#answer').innerText());
  assert.equal(answer.fault, undefined, JSON.stringify(answer));
  assert.equal(answer.claims.preferred_username, MEGAN);
  assert.equal(answer.me, 'Megan Bowen');
});

test('MSAL Python signs a member in, refreshes, and gets a token of its own', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  const registered = await step.registerApplication(admin, demo, 'Expenses of MSAL Python', SERVERS);
  await assignTo(admin, demo, 'Expenses of MSAL Python', MEGAN);
  const client = await startClient('msal_python.py', demo, registered);
  const tab = await person();
  await tab.goto(client.root);
  await step.typeCredentials(tab, demo.user(MEGAN));
  const answer = await agree(tab, client);
  assert.equal(answer.claims.preferred_username, MEGAN);
  assert.equal(answer.claims.acct, 0);
  assert.equal(answer.refreshed, true);
  const contoso = demo.tenants.find((tenant) => tenant.name === 'Contoso');
  assert.ok(answer.account.endsWith(contoso.id), answer.account);
  await tab.goto(`${client.root}/itself`);
  const itself = JSON.parse(await tab.locator('body').innerText());
  assert.deepEqual(itself, { type: 'Bearer' });
});

if (process.env.TEST_DATABASE_URL) {
  const { test: testOnPostgres } = useDemo({ https: true, postgres: process.env.TEST_DATABASE_URL });
  clients((name, run) => testOnPostgres(`on PostgreSQL, ${name}`, run));
}
