// Opening links changes nothing: a mail scanner that comes first must not use up the invitation.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { invitationLink } from '../support/demo.js';
import { crawl, fetchLink } from '../support/scanner.js';
import * as step from '../support/steps.js';

const here = useDemo();
const { test } = here;

async function invited(person, demo, email, name) {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email, name });
  return { admin, mail: await demo.nextMail(email) };
}

async function assertStillPending(admin, demo, email) {
  assert.equal(await step.invitationState(admin, demo, email), 'Pending acceptance');
  const others = (await demo.mails()).filter((mail) => mail.to.includes(email));
  assert.equal(others.length, 1, 'no code or other mail was sent because somebody opened a link');
}

test('an invitation survives a scanner that runs every link and everything behind it', async ({ person, demo }) => {
  const email = 'sam@fabrikam.example';
  const { admin, mail } = await invited(person, demo, email, 'Sam Rivera');
  for (const link of mail.links) {
    await fetchLink(link, 'HEAD');
    await fetchLink(link, 'GET');
  }
  const seen = await crawl(here.browser, mail.links);
  for (const path of ['/redeem', '/invitations/block', '/redeem/decline']) {
    assert.ok([...seen].some((url) => new URL(url).pathname === path), `the scanner saw ${path}`);
  }
  await assertStillPending(admin, demo, email);

  const guest = await person();
  await guest.goto(invitationLink(mail));
  await step.proveByPassword(guest, demo.user(email));
  await step.accept(guest);
  assert.equal(await step.invitationState(admin, demo, email), 'Accepted');
});

test('an invitation by passcode survives a scanner that opens it first, and twice', async ({ person, demo }) => {
  const email = 'pat@example.org';
  const { admin, mail } = await invited(person, demo, email, 'Pat Example');
  const link = invitationLink(mail);
  await Promise.all([fetchLink(link, 'GET'), fetchLink(link, 'HEAD')]);
  await Promise.all([crawl(here.browser, [link], { depth: 0 }), crawl(here.browser, [link], { depth: 0 })]);
  await assertStillPending(admin, demo, email);

  const guest = await person();
  await guest.goto(link);
  await step.proveByCode(guest, demo, email);
  await step.accept(guest);
  assert.equal(await step.invitationState(admin, demo, email), 'Accepted');
});

test('a scanner that opens the link between the code and Accept changes nothing', async ({ person, demo }) => {
  const email = 'kim@example.org';
  const { admin, mail } = await invited(person, demo, email, 'Kim Example');
  const guest = await person();
  await guest.goto(invitationLink(mail));
  await step.proveByCode(guest, demo, email);
  await crawl(here.browser, mail.links);
  await step.accept(guest);
  assert.equal(await step.invitationState(admin, demo, email), 'Accepted');
});
