// The quickstart, start to end, for every kind of browser and of guest.

import assert from 'node:assert/strict';
import * as step from './steps.js';

/** Everything that a person gets from the program, in the order in which the guide tells it. */
export async function walk({ person, demo }, { script, guest, prove }) {
  const admin = await person({ script });
  const visitor = await person({ script });

  await step.signInAsAdministrator(admin, demo);
  await step.createGroup(admin, demo, `Friends of ${guest.name}`);
  await inviteThroughAllTabs(admin, demo, guest);
  assert.equal(await step.invitationState(admin, demo, guest.email), 'Pending acceptance');

  const tab = await acceptInvitation(visitor, demo, guest, prove);
  await tab.getByRole('heading', { name: 'There are no apps to show.' }).waitFor();
  assert.equal(await step.invitationState(admin, demo, guest.email), 'Accepted');

  await seeTileOnceAssigned(admin, tab, demo, guest);
  await deleteRestoreAndDeleteForGood(admin, tab, demo, guest);
}

async function inviteThroughAllTabs(admin, { root }, guest) {
  await admin.goto(`${root}/admin`);
  await step.openWizard(admin);
  await step.fillBasics(admin, { ...guest, message: 'The project starts on Monday.', cc: 'assistant@example.org' });
  await admin.getByRole('button', { name: 'Next: Properties' }).click();
  await admin.getByLabel('Job title').fill('Architect');
  await admin.getByLabel('Company name').fill('Fabrikam, Inc.');
  await admin.getByRole('radio', { name: 'Guest' }).check();
  await admin.getByRole('group', { name: 'Sponsors' }).getByRole('checkbox', { name: /Megan Bowen/ }).check();
  await admin.getByRole('button', { name: 'Next: Assignments' }).click();
  await admin.getByRole('checkbox', { name: `Friends of ${guest.name}` }).check();
  await step.toReview(admin);

  const review = await admin.locator('form.wizard').innerText();
  for (const told of [guest.email, guest.name, 'The project starts on Monday.', 'Architect', 'Megan Bowen', `Friends of ${guest.name}`]) {
    assert.ok(review.includes(told), `Review + invite does not name ${told}:\n${review}`);
  }
  await admin.getByRole('button', { name: 'Invite', exact: true }).click();
  await step.assertHeading(admin, 'Invited');
}

async function acceptInvitation(visitor, demo, guest, prove) {
  const mail = await demo.nextMail(guest.email);
  assert.match(mail.from, /^"?Hospes Invitations on behalf of Contoso"? </);
  assert.match(mail.reply_to, /admin@contoso\.example/);
  assert.match(mail.text, /The project starts on Monday\./);

  const tab = await step.acceptFromInbox(visitor, demo, mail);
  await step.assertHeading(tab, 'Adele Vance invites you to Contoso');
  await prove(tab, demo, guest);
  const asked = await tab.locator('main').innerText();
  for (const told of ['Contoso', 'contoso.example', guest.email.split('@')[0], 'has not provided a link to its privacy statement']) {
    assert.ok(asked.includes(told), `Review permissions does not say ${told}:\n${asked}`);
  }
  await step.accept(tab);
  return tab;
}

async function seeTileOnceAssigned(admin, tab, demo, guest) {
  const name = `Expenses of ${guest.name}`;
  await step.createApplication(admin, demo, name, 'https://expenses.contoso.example/');
  await step.assign(admin, guest.email);
  await tab.goto(`${demo.root}/myapps`);
  const tile = tab.getByRole('link', { name });
  assert.equal(await tile.getAttribute('href'), 'https://expenses.contoso.example/');
}

async function deleteRestoreAndDeleteForGood(admin, tab, demo, guest) {
  const deleted = `${demo.root}/admin/deleted-users`;
  await step.deleteUser(admin, demo, guest.name);
  await tab.goto(`${demo.root}/myapps`);
  assert.equal(await tab.getByRole('link', { name: /^Expenses/ }).count(), 0, 'a deleted guest has no tiles');

  await admin.goto(deleted);
  await step.rowOf(admin, guest.email).getByRole('button', { name: 'Restore user' }).click();
  await admin.getByText(`${guest.name} is back`).waitFor();
  assert.equal(await step.invitationState(admin, demo, guest.email), 'Accepted');

  await step.deleteUser(admin, demo, guest.name);
  await admin.goto(deleted);
  await step.rowOf(admin, guest.email).getByRole('button', { name: 'Delete permanently' }).click();
  await step.confirm(admin, 'Delete permanently');
  await step.assertHeading(admin, 'Deleted users');
  assert.equal(await step.rowOf(admin, guest.email).count(), 0);
  await admin.goto(`${demo.root}/admin/users?q=${encodeURIComponent(guest.email)}`);
  await admin.getByRole('heading', { name: 'No user matches' }).waitFor();
}
