// Where an invitation does not lead to My Apps, the guest reads what happened, what to do now, and the
// reference number to give to whoever helps.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { blockLink, codeOf, invitationLink } from '../support/demo.js';
import { Inspection } from '../support/look.js';
import { sql } from '../support/sql.js';
import * as step from '../support/steps.js';

const { test } = useDemo();

/** An administrator who has invited somebody, the mail, and the guest's own browser. */
async function invited({ person, demo }, email, name) {
  const [admin, guest] = [await person(), await person()];
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email, name });
  return { admin, guest, mail: await demo.nextMail(email) };
}

/** The page says that this happened, what can be done, and by which number it can be found; to everybody. */
async function assertDeadEnd(page, title, next) {
  await step.assertHeading(page, title);
  const told = await page.locator('body').innerText();
  assert.ok(told.includes(next), `the page does not say "${next}":\n${told}`);
  assert.match(told, /Reference\s+[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, 'the reference number');
  const inspection = new Inspection();
  await inspection.look(page, title);
  inspection.finish();
}

test('a revoked invitation says that it was withdrawn, and whom to ask', async (here) => {
  const { admin, guest, mail } = await invited(here, 'revoked@example.org', 'Robin Revoked');
  await step.openUser(admin, here.demo, 'Robin Revoked');
  await admin.getByRole('button', { name: 'Revoke invitation' }).click();
  await step.confirm(admin, 'Revoke invitation');
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'This invitation was withdrawn', 'Ask admin@contoso.example');
});

test('a superseded link says that there is a newer mail, and the newer link works', async (here) => {
  const email = 'superseded@example.org';
  const { admin, guest, mail } = await invited(here, email, 'Sacha Superseded');
  await step.openUser(admin, here.demo, 'Sacha Superseded');
  await admin.getByRole('button', { name: 'Resend invitation' }).click();
  const newer = await here.demo.nextMail(email);
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'There is a newer invitation', 'Look for the newest mail');
  await guest.goto(invitationLink(newer));
  await step.proveByCode(guest, here.demo, email);
  await step.accept(guest);
});

test('a redemption begun with a link cannot be finished after a newer one was sent', async (here) => {
  const email = 'overtaken@example.org';
  const { admin, guest, mail } = await invited(here, email, 'Olli Overtaken');
  await guest.goto(invitationLink(mail));
  await step.proveByCode(guest, here.demo, email);
  await step.openUser(admin, here.demo, 'Olli Overtaken');
  await admin.getByRole('button', { name: 'Resend invitation' }).click();
  await here.demo.nextMail(email);
  await guest.getByRole('button', { name: 'Accept', exact: true }).click();
  await assertDeadEnd(guest, 'There is a newer invitation', 'Look for the newest mail');
  assert.equal(await step.invitationState(admin, here.demo, email), 'Pending acceptance');
});

test('a declined invitation stays declined and tells the inviter why', async (here) => {
  const { admin, guest, mail } = await invited(here, 'declined@example.org', 'Dana Declined');
  await guest.goto(invitationLink(mail));
  await guest.getByRole('link', { name: 'This is not for me' }).click();
  await guest.getByLabel('Reason (optional)').fill('I left the project.');
  await guest.getByRole('button', { name: 'Decline', exact: true }).click();
  await assertDeadEnd(guest, 'You declined', 'You can close this page.');
  const told = await here.demo.nextMail('admin@contoso.example');
  assert.match(told.text, /I left the project\./);
  assert.equal(await step.invitationState(admin, here.demo, 'declined@example.org'), 'Declined');

  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'You declined this invitation', 'Ask the person who invited you for a new one.');
  assert.equal(await step.invitationState(admin, here.demo, 'declined@example.org'), 'Declined');
});

test('an expired invitation can be asked for again, once, and the new one works', async (here) => {
  const { demo } = here;
  const email = 'expired@example.org';
  const { admin, guest, mail } = await invited(here, email, 'Edda Expired');
  sql(demo.database, `UPDATE invitations SET expires_at = created_at + 1 WHERE address = '${email}'`);
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'This invitation has expired', 'Ask for a new invitation');
  await guest.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await assertDeadEnd(guest, 'We passed on your request', 'If they agree, you get a new mail.');
  const told = await demo.nextMail('admin@contoso.example');
  assert.match(told.text, /expired@example\.org/);
  await step.openUser(admin, demo, 'Edda Expired');
  await admin.getByRole('button', { name: 'Resend invitation' }).click();
  await guest.goto(invitationLink(await demo.nextMail(email)));
  await step.proveByCode(guest, demo, email);
  await step.accept(guest);
});

test('a cancelled redemption shares nothing and leaves the invitation open', async (here) => {
  const email = 'cancelled@example.org';
  const { admin, guest, mail } = await invited(here, email, 'Cary Cancelled');
  await guest.goto(invitationLink(mail));
  await step.proveByCode(guest, here.demo, email);
  await guest.getByRole('button', { name: 'Cancel' }).click();
  await assertDeadEnd(guest, 'You cancelled', 'The invitation stays open.');
  assert.equal(await step.invitationState(admin, here.demo, email), 'Pending acceptance');
  await guest.getByRole('link', { name: 'Back to the invitation' }).click();
  await step.assertHeading(guest, 'Adele Vance invites you to Contoso');
});

test('who blocks future invitations gets none until they allow them again', async (here) => {
  const email = 'blocker@example.org';
  const { admin, guest, mail } = await invited(here, email, 'Billie Blocker');
  await guest.goto(blockLink(mail));
  await guest.getByRole('button', { name: 'Block future invitations' }).click();
  await step.assertHeading(guest, 'Invitations are blocked');

  await step.invite(admin, here.demo, { email, name: 'Billie Blocker', heading: 'Invited again' });
  await admin.getByText('Not sent: blocked by the recipient').waitFor();

  await guest.getByRole('button', { name: 'Allow invitations again' }).click();
  await step.assertHeading(guest, 'Invitations are allowed again');
  await step.invite(admin, here.demo, { email, name: 'Billie Blocker', heading: 'Invited again' });
  await here.demo.nextMail(email);
});

test('the wrong account uses nothing up, and Switch account leads to the right one', async (here) => {
  const { demo } = here;
  const { admin, guest, mail } = await invited(here, 'sam@fabrikam.example', 'Sam Rivera');
  await step.signIn(guest, demo, demo.user('admin@fabrikam.example'), '/myapps');
  await guest.goto(invitationLink(mail));
  await guest.getByRole('button', { name: 'Sign in with your Fabrikam account' }).click();
  await guest.getByRole('link', { name: 'Use another account' }).click();
  await step.typeCredentials(guest, demo.user('admin@fabrikam.example'));
  await assertDeadEnd(guest, 'This invitation is for another account', 'Sign in as sam@fabrikam.example instead of admin@fabrikam.example');
  assert.equal(await step.invitationState(admin, demo, 'sam@fabrikam.example'), 'Pending acceptance');

  await guest.getByRole('button', { name: 'Switch account' }).click();
  await step.proveByPassword(guest, demo.user('sam@fabrikam.example'));
  await step.accept(guest);
});

test('an accepted invitation opens My Apps when its link is opened again', async (here) => {
  const email = 'twice@example.org';
  const { guest, mail } = await invited(here, email, 'Toni Twice');
  await guest.goto(invitationLink(mail));
  await step.proveByCode(guest, here.demo, email);
  await step.accept(guest);
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'You have already accepted', 'What you were given is in My Apps.');
  await guest.getByRole('link', { name: 'Open My Apps' }).click();
  await step.assertHeading(guest, 'My Apps');
});

test('a deleted guest reads that they are no longer a guest', async (here) => {
  const { admin, guest, mail } = await invited(here, 'gone@example.org', 'Gabi Gone');
  await step.deleteUser(admin, here.demo, 'Gabi Gone');
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'You’re no longer a guest here', 'ask the person who invited you');
});

test('a domain that was blocked after the invitation cannot accept, and can once it is allowed', async (here) => {
  const { admin, guest, mail } = await invited(here, 'later@blocked.example', 'Lou Later');
  await restrictDomains(admin, here.demo, /Deny/, 'blocked.example');
  await guest.goto(invitationLink(mail));
  await assertDeadEnd(guest, 'Guests of your domain aren’t accepted', 'Ask the person who invited you');
  await restrictDomains(admin, here.demo, /any domain/i, '');
  await guest.goto(invitationLink(mail));
  await step.proveByCode(guest, here.demo, 'later@blocked.example');
  await step.accept(guest);
});

async function restrictDomains(admin, { root }, choice, domains) {
  await admin.goto(`${root}/admin/external-collaboration`);
  await admin.getByRole('radio', { name: choice }).check();
  await admin.getByLabel('Domains', { exact: true }).fill(domains);
  await admin.getByRole('button', { name: 'Save' }).click();
  await admin.getByRole('status').waitFor();
}

test('five wrong codes end the code and not the invitation', async (here) => {
  const email = 'fumble@example.org';
  const { guest, mail } = await invited(here, email, 'Fran Fumble');
  await guest.goto(invitationLink(mail));
  await guest.getByRole('button', { name: 'Email me a code' }).click();
  const code = codeOf(await here.demo.nextMail(email));
  const wrong = code.replace(/\d/, (digit) => (Number(digit) + 1) % 10);
  for (const told of ['4 tries left', '3 tries left', '2 tries left', '1 try left', 'no longer works']) {
    await guest.getByLabel('Code', { exact: true }).fill(wrong);
    await guest.getByRole('button', { name: 'Sign in' }).click();
    await guest.locator('#code-error', { hasText: told }).waitFor();
  }
  await guest.getByRole('button', { name: 'Send a new code' }).click();
  await guest.getByLabel('Code', { exact: true }).fill(codeOf(await here.demo.nextMail(email)));
  await guest.getByRole('button', { name: 'Sign in' }).click();
  await step.accept(guest);
});

test('a link that was cut off says so', async ({ person, demo }) => {
  const guest = await person();
  await guest.goto(`${demo.root}/redeem?tenant=${demo.tenants[0].id}&user=`);
  await assertDeadEnd(guest, 'This link doesn’t lead to an invitation', 'Open the link directly from the mail.');
});

test('a page that does not exist, one that is not allowed and a form that is too old say what to do', async ({ person, demo }) => {
  const visitor = await person();
  await visitor.goto(`${demo.root}/nowhere`);
  await assertDeadEnd(visitor, 'There is nothing here', 'begin again from the start page');

  await step.signIn(visitor, demo, demo.user('megan@contoso.example'), '/myapps');
  await visitor.goto(`${demo.root}/admin`);
  await assertDeadEnd(visitor, 'You don’t have access to this', 'ask an administrator for the access you need');

  await visitor.goto(`${demo.root}/account`);
  await visitor.context().clearCookies({ name: /form/i });
  await visitor.getByRole('button', { name: 'Sign out everywhere else' }).click();
  await assertDeadEnd(visitor, 'This form is too old', 'Open the page again');
});
