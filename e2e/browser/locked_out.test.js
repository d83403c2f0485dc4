// Whom an administrator would keep out by what they are about to do: told before, and helped after.

import { useDemo } from '../support/browser.js';
import { invitationLink } from '../support/demo.js';
import * as at from '../support/federation.js';
import { Inspection } from '../support/look.js';
import { startPartner } from '../support/partner.js';
import * as step from '../support/steps.js';

const partners = () =>
  Promise.all([startPartner('Club', { domain: 'club.example', people: ['ann', 'bob', 'cat'] })]);

const { test } = useDemo({ partners });
const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });

/** Says which domains may be invited. */
async function restrict(admin, demo, restriction, domains) {
  await admin.goto(`${demo.root}/admin/external-collaboration`);
  await admin.locator(`input[name=restriction][value=${restriction}]`).check();
  await admin.locator('#domains').fill(domains);
  await button(admin, 'Save').click();
  await admin.getByRole('status').first().waitFor();
}

for (const [script, guests] of [[true, ['ann', 'bob']], [false, ['cat']]]) {
  test(`who is locked out by a provider that is removed is reset with all others, and comes another way, ${script ? 'with' : 'without'} script`, async ({ person, demo, partners: [club] }) => {
    const inspection = new Inspection();
    const reset = script ? 'Reset all 2 guests' : 'Reset this guest';
    // It looks by script.
    const look = async (page, name) => script && inspection.look(page, name);
    const admin = await person({ script });
    await step.signInAsAdministrator(admin, demo);
    await at.addProvider(admin, demo, club, 'club.example');
    for (const account of guests) {
      const email = `${account}@club.example`;
      await step.invite(admin, demo, { email, name: account });
      const tab = await person({ script });
      await tab.goto(invitationLink(await demo.nextMail(email)));
      await at.goTo(tab, club);
      await (script ? at.signInAt : at.signInAtWithoutScript)(tab, club, account);
      await at.shows(tab, 'Review permissions');
      await step.accept(tab);
    }
    await at.openProvider(admin, demo, club);
    await link(admin, 'See who').click();
    await step.assertHeading(admin, 'Who would be locked out');
    await look(admin, 'whom a provider would lock out');
    await at.openProvider(admin, demo, club);
    await link(admin, 'Remove').click();
    await step.assertHeading(admin, 'Remove this identity provider?');
    await look(admin, 'question before a provider is removed that guests have');
    await button(admin, 'Remove provider').click();
    await step.assertHeading(admin, 'Guests who are locked out');
    await look(admin, 'guests who are locked out');
    // Whoever goes away finds it again.
    await admin.goto(`${demo.root}/admin/identity-providers`);
    await look(admin, 'identity providers, of which one locks guests out');
    const list = admin.getByRole('region', { name: 'Guests who are locked out' });
    await list.getByRole('link').first().click();
    const place = admin.url();
    await restrict(admin, demo, 'deny', 'club.example');
    await admin.goto(place);
    await button(admin, reset).click();
    await admin.getByRole('listitem').filter({ hasText: 'Your settings do not let this domain be invited.' }).first().waitFor();
    await look(admin, 'guests who can’t be reset');
    await restrict(admin, demo, 'any', '');
    await admin.goto(place);
    await button(admin, reset).click();
    await admin.getByText('Nobody is locked out any more.').waitFor();
    await look(admin, 'guests who were reset');
    for (const account of guests) {
      const email = `${account}@club.example`;
      const tab = await person({ script });
      await tab.goto(invitationLink(await demo.nextMail(email)));
      await step.proveByCode(tab, demo, email);
      await step.accept(tab);
    }
    inspection.finish();
  });
}

test('whom cross-tenant access settings would keep out is told before they are saved', async ({ person, demo }) => {
  const inspection = new Inspection();
  const [admin, sam] = [await person(), await person()];
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email: 'sam@fabrikam.example', name: 'Sam Rivera' });
  await sam.goto(invitationLink(await demo.nextMail('sam@fabrikam.example')));
  await step.proveByPassword(sam, demo.user('sam@fabrikam.example'));
  await step.accept(sam);
  await admin.goto(`${demo.root}/admin/cross-tenant-access/new`);
  await admin.locator('#domain').fill('fabrikam.example');
  await button(admin, 'Add organization').click();
  await admin.locator('input[name=inbound_own][value=own]').check();
  await admin.locator('#inbound_people').selectOption('none');
  await button(admin, 'Save').click();
  await step.assertHeading(admin, 'Keep out 1 guest?');
  await link(admin, 'Sam Rivera').waitFor();
  await inspection.look(admin, 'question before a guest is kept out');
  await sam.reload();
  await step.assertHeading(sam, 'My Apps');
  await button(admin, 'Save, and keep out 1 guest').click();
  await admin.getByRole('status').first().waitFor();
  await sam.reload();
  await step.assertHeading(sam, 'You can’t use Contoso at present');
  inspection.finish();
});
