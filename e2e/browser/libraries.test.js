// Applications on libraries that know nothing of Microsoft's platform, over TLS: Authlib and oidc-client-ts.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { startClient } from '../support/client.js';
import { codeOf } from '../support/demo.js';
import * as step from '../support/steps.js';

const MEGAN = 'megan@contoso.example';
const SAM = 'sam@fabrikam.example';
const PAT = 'pat@example.org';
const SERVERS = { Web: 'http://localhost/callback\nhttp://localhost/bye' };

/** Registers an application that these people may use. */
async function register(admin, demo, name, uris, people) {
  const registered = await step.registerApplication(admin, demo, name, uris);
  await step.openApplication(admin, demo, name);
  for (const email of people) await step.assign(admin, email);
  return registered;
}

/** Invites a guest, who accepts as `prove` says. */
async function bringIn(person, admin, demo, guest, prove) {
  await step.invite(admin, demo, guest);
  const mail = await demo.nextMail(guest.email);
  const tab = await step.acceptFromInbox(await person(), demo, mail);
  await prove(tab);
  await step.accept(tab);
}

const agree = (tab) => tab.getByRole('button', { name: 'Accept', exact: true }).click();

async function shown(tab) {
  const text = tab.locator('pre');
  // The page of an application that has a server is nothing but the answer.
  await text.filter({ hasText: '{' }).waitFor();
  const answer = JSON.parse(await text.innerText());
  assert.equal(answer.fault, undefined, JSON.stringify(answer));
  return answer;
}

function libraries(useTest) {
  useTest('Authlib signs a member and a guest with a passcode in, refreshes, and signs out without a question', async ({
    person,
    demo,
  }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    const guest = { email: PAT, name: 'Pat Example' };
    await bringIn(person, admin, demo, guest, (tab) => step.proveByCode(tab, demo, PAT));
    const registered = await register(admin, demo, 'Board of Authlib', SERVERS, [MEGAN, PAT]);
    const client = await startClient('authlib_flask.py', demo, registered);

    const tab = await person();
    await tab.goto(client.root);
    await step.typeCredentials(tab, demo.user(MEGAN));
    await agree(tab);
    await tab.waitForURL(`${client.root}/callback**`);
    const answer = await shown(tab);
    assert.equal(answer.claims.preferred_username, MEGAN);
    assert.equal(answer.claims.acct, 0);
    assert.equal(answer.userinfo.sub, answer.claims.sub);
    assert.equal(answer.me.displayName, 'Megan Bowen');
    assert.equal(answer.refreshed, true);
    // The ID token proves that it is the application of this very session.
    await tab.goto(`${client.root}/leave`);
    await tab.waitForURL(`${client.root}/bye?state=over`);
    await tab.goto(`${demo.root}/myapps`);
    await tab.getByLabel('Email address or user name').waitFor();

    const other = await person();
    await other.goto(client.root);
    await other.getByLabel('Email address or user name').fill(PAT);
    await other.getByRole('button', { name: 'Next', exact: true }).click();
    await other.getByLabel('Code', { exact: true }).fill(codeOf(await demo.nextMail(PAT)));
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await agree(other);
    await other.waitForURL(`${client.root}/callback**`);
    const { claims, me } = await shown(other);
    assert.equal(claims.acct, 1);
    assert.equal(claims.idp, 'mail');
    assert.equal(claims.email, PAT);
    assert.equal(me.id, claims.oid);
  });

  useTest('oidc-client-ts signs a guest in on a page of its own, renews, calls Graph, and signs out', async ({
    person,
    demo,
  }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    const guest = { email: SAM, name: 'Sam Rivera' };
    await bringIn(person, admin, demo, guest, (tab) => step.proveByPassword(tab, demo.user(SAM)));
    const uris = { 'Single-page application': 'http://localhost/' };
    const registered = await register(admin, demo, 'Board of oidc-client-ts', uris, [SAM]);
    const client = await startClient('oidc_client_ts.js', demo, registered);

    const tab = await person();
    await tab.goto(client.root);
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await step.typeCredentials(tab, demo.user(SAM));
    await agree(tab);
    await tab.waitForURL(`${client.root}/?code=**`);
    const answer = await shown(tab);
    const fabrikam = demo.tenants.find((tenant) => tenant.name === 'Fabrikam');
    assert.equal(answer.claims.acct, 1);
    assert.equal(answer.claims.preferred_username, SAM);
    assert.ok(answer.claims.idp.includes(fabrikam.id), answer.claims.idp);
    assert.equal(answer.refreshed, true);
    assert.equal(answer.me, 'Sam Rivera');
    await tab.getByRole('button', { name: 'Leave' }).click();
    await tab.waitForURL(`${client.root}/?state=**`);
    assert.deepEqual(await shown(tab), { left: 'over' });
    await tab.goto(`${demo.root}/myapps`);
    await tab.getByLabel('Email address or user name').waitFor();
  });
}

const { test } = useDemo({ https: true });
libraries(test);

if (process.env.TEST_DATABASE_URL) {
  const { test: testOnPostgres } = useDemo({ https: true, postgres: process.env.TEST_DATABASE_URL });
  libraries((name, run) => testOnPostgres(`on PostgreSQL, ${name}`, run));
}
