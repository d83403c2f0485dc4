// A service provider on node-saml signs people in, over TLS: set up by its metadata and by hand.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { makeCertificate } from '../support/certificate.js';
import { startClient } from '../support/client.js';
import * as step from '../support/steps.js';

const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MICROSOFT = 'http://schemas.microsoft.com/identity/claims';
const { test } = useDemo({ https: true });

const shown = async (tab) => {
  const answer = JSON.parse(await tab.locator('body').innerText());
  assert.equal(answer.fault, undefined, JSON.stringify(answer));
  return answer;
};

/** Makes an application and sets it up on both sides. */
async function introduce(admin, demo, { name, client, fill, email }) {
  await step.createApplication(admin, demo, name, `${client.root}/`);
  const form = await step.setUpSaml(admin, fill);
  const answer = await admin.request.post(`${client.root}/set-up`, { form });
  assert.deepEqual(await answer.json(), { set: true });
  await step.assign(admin, email);
  return form;
}

test('node-saml signs a member in and out, with requests that it signs', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  const own = await makeCertificate('board');
  const client = await startClient('node_saml.js', demo, { more: own.files });
  const metadata = await (await admin.request.get(`${client.root}/metadata.xml`)).text();
  const { issuer } = await introduce(admin, demo, {
    name: 'Board of node-saml',
    client,
    email: 'megan@contoso.example',
    fill: async (page) => {
      await page.getByLabel('Metadata of the application').fill(metadata);
      await page.getByRole('button', { name: 'Read metadata' }).click();
      await page.getByText('The form below is filled in from the metadata.').waitFor();
      await page.getByLabel('Requests must be signed').check();
    },
  });
  const tab = await person();
  await tab.goto(client.root);
  await step.typeCredentials(tab, demo.user('megan@contoso.example'));
  await tab.waitForURL(`${client.root}/acs`);
  const answer = await shown(tab);
  assert.equal(answer.issuer, issuer);
  assert.equal(answer.nameID, 'megan@contoso.example');
  assert.equal(answer.nameIDFormat, 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress');
  assert.equal(answer.attributes[`${CLAIMS}/givenname`], 'Megan');
  assert.equal(answer.attributes[`${MICROSOFT}/displayname`], 'Megan Bowen');
  assert.equal(answer.state, '/boards/7');
  assert.ok(answer.inResponseTo);
  // It is signed by the application, so nobody is asked.
  await tab.goto(`${client.root}/leave`);
  await tab.waitForURL(`${client.root}/bye**`);
  assert.deepEqual(await shown(tab), { loggedOut: true, signed: true, state: '/bye-then' });
  await tab.goto(`${demo.root}/myapps`);
  await tab.getByLabel('Email address or user name').waitFor();
});

test('node-saml takes a guest in, who comes by the tile in My Apps', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email: 'sam@fabrikam.example', name: 'Sam Rivera' });
  const mail = await demo.nextMail('sam@fabrikam.example');
  const tab = await step.acceptFromInbox(await person(), demo, mail);
  await step.proveByPassword(tab, demo.user('sam@fabrikam.example'));
  await step.accept(tab);
  const client = await startClient('node_saml.js', demo, { more: { UNASKED: 'yes' } });
  await introduce(admin, demo, {
    name: 'Travel of node-saml',
    client,
    email: 'sam@fabrikam.example',
    fill: async (page) => {
      await page.getByLabel('Identifier (entity ID)').fill(`${client.root}/metadata.xml`);
      await page.getByLabel('Reply URLs (assertion consumer service)').fill(`${client.root}/acs`);
      await page.getByLabel('Logout URL (optional)').fill(`${client.root}/bye`);
    },
  });
  await tab.reload();
  await tab.getByRole('link', { name: /Travel of node-saml/ }).click();
  await tab.waitForURL(`${client.root}/acs`);
  const answer = await shown(tab);
  const [contoso, fabrikam] = ['Contoso', 'Fabrikam'].map((name) => demo.tenants.find((tenant) => tenant.name === name));
  assert.equal(answer.nameID, 'sam@fabrikam.example');
  assert.equal(answer.attributes[`${MICROSOFT}/tenantid`], contoso.id);
  assert.ok(answer.attributes[`${MICROSOFT}/identityprovider`].includes(fabrikam.id));
  assert.equal(answer.inResponseTo, undefined);
  // Anybody could have made a request that is not signed.
  await tab.goto(`${client.root}/leave`);
  await step.assertHeading(tab, 'Sign out?');
  await tab.getByRole('button', { name: 'Sign out', exact: true }).click();
  await tab.waitForURL(`${client.root}/bye**`);
  assert.equal((await shown(tab)).loggedOut, true);
});
