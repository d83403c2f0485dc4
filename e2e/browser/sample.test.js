// The sample application of the demo: one click on its tile, its claims, Graph, and out again.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { Inspection } from '../support/look.js';
import * as step from '../support/steps.js';

const MEGAN = 'megan@contoso.example';
const SAM = 'sam@fabrikam.example';
const TILE = 'Sample application';

/** Signs in to My Apps. */
async function openMyApps(page, demo, upn) {
  await step.signIn(page, demo, demo.user(upn), '/myapps');
}

/** One click on the tile. */
async function clickTile(page, demo) {
  await page.getByRole('link', { name: TILE }).click();
  await page.waitForURL(`${demo.sample}/`);
  await step.assertHeading(page, 'You are signed in');
}

/** The value of a claim in the table that the page shows. */
async function claim(page, name) {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return (await row.locator('td').first().innerText()).trim();
}

function journeys(test, title) {
  for (const script of [true, false]) {
    const how = script ? title : `${title} without script`;
    test(`${how}, a tile signs in by one click, and the application calls Graph and signs out`, async ({ person, demo }) => {
      const page = await person({ script });
      await openMyApps(page, demo, MEGAN);
      const first = page.locator('a.app').first();
      assert.ok((await first.innerText()).includes(TILE), 'it is the first tile');
      await clickTile(page, demo);
      await page.getByText(`You are Megan Bowen, ${MEGAN}.`).waitFor();
      await page.getByText(/^You are a member of /).waitFor();
      assert.equal(await claim(page, 'preferred_username'), MEGAN);
      assert.equal(await claim(page, 'acct'), '0');

      await page.getByRole('link', { name: 'Call Microsoft Graph' }).click();
      await page.getByText('Graph knows you as Megan Bowen.').waitFor();
      const answer = JSON.parse(await page.locator('pre').innerText());
      assert.equal(answer.userPrincipalName, MEGAN);

      await page.getByRole('link', { name: 'Back to the claims' }).click();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await step.assertHeading(page, 'Sign out?');
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.waitForURL(`${demo.sample}/signed-out**`);
      await step.assertHeading(page, 'You are signed out');
      await page.goto(`${demo.root}/myapps`);
      await page.getByLabel('Email address or user name').waitFor();
    });
  }
}

const { test } = useDemo();
journeys(test, 'without TLS');

test('a guest who was given the sample application agrees once, and is read as a guest', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email: SAM, name: 'Sam Rivera' });
  const visitor = await person();
  const tab = await step.acceptFromInbox(visitor, demo, await demo.nextMail(SAM));
  await step.proveByPassword(tab, demo.user(SAM));
  await step.accept(tab);
  await tab.getByRole('heading', { name: 'There are no apps to show.' }).waitFor();
  await admin.goto(`${demo.root}/admin/applications`);
  await admin.getByRole('link', { name: TILE, exact: true }).click();
  await step.assign(admin, SAM);

  await tab.goto(`${demo.root}/myapps`);
  await tab.getByRole('link', { name: TILE }).click();
  await step.assertHeading(tab, 'Permissions requested');
  await tab.getByRole('button', { name: 'Cancel', exact: true }).click();
  await step.assertHeading(tab, 'You are not signed in');
  await tab.getByText('access_denied').waitFor();
  await tab.getByText('AADSTS65004').waitFor();
  await tab.getByRole('link', { name: 'Try again' }).click();
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${demo.sample}/`);
  await tab.getByText(`You are Sam Rivera, ${SAM}.`).waitFor();
  await tab.getByText(/^You are a guest of /).waitFor();
  const fabrikam = demo.tenants.find((tenant) => tenant.name === 'Fabrikam');
  await tab.getByText(`Your home organization signed you in: ${demo.root}/${fabrikam.id}/`).waitFor();
});

test('the pages of the sample application can be used by everybody', async ({ person, demo }) => {
  const inspection = new Inspection();
  const { look } = inspection;
  const page = await person();
  await page.goto(demo.sample);
  await look(page, 'nobody is signed in');
  await page.goto(`${demo.sample}/callback?error=access_denied`);
  await look(page, 'an answer that nobody asked for');
  await openMyApps(page, demo, MEGAN);
  await clickTile(page, demo);
  await look(page, 'claims');
  await page.getByRole('link', { name: 'Call Microsoft Graph' }).click();
  await look(page, 'Graph');
  await page.goto(`${demo.sample}/signed-out`);
  await look(page, 'signed out');
  inspection.finish();
});

const { test: testOverTls } = useDemo({ https: true });
journeys(testOverTls, 'over TLS');
