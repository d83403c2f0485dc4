// Everything works with Tab, Enter and the space bar.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { codeOf, invitationLink } from '../support/demo.js';
import { enter, focusOf, tabTo, type } from '../support/keyboard.js';
import * as step from '../support/steps.js';

const { test } = useDemo();

/** Signs in without touching anything but the keyboard. */
async function signInByKeyboard(page, demo) {
  const { upn, password } = demo.user('admin@contoso.example');
  await page.goto(`${demo.root}/admin`);
  await type(page, upn);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Enter your password' }).waitFor();
  await type(page, password);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Contoso', level: 1 }).waitFor();
}

test('the first press of Tab offers to skip to the content', async ({ person, demo }) => {
  const page = await person();
  await signInByKeyboard(page, demo);
  for (const path of ['/admin/users', '/myapps', '/account', '/inbox', '/signed-out']) {
    await page.goto(demo.root + path);
    await page.keyboard.press('Tab');
    assert.equal((await focusOf(page)).words, 'Skip to main content', path);
    assert.ok(await page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top >= 0), `${path}: the skip link shows`);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'main', path);
  }
});

test('somebody without a mouse signs in and invites', async ({ person, demo }) => {
  const page = await person();
  await signInByKeyboard(page, demo);
  await enter(page, 'All users', 'All users');
  await enter(page, 'New user');
  await enter(page, /^Invite external user/, 'Invite external user');
  // The first field has the focus already.
  await type(page, 'kay@example.org');
  await tabTo(page, 'Display name (optional)');
  await type(page, 'Kay Keyboard');
  await enter(page, 'Next: Properties');
  await page.getByRole('heading', { name: 'Job information' }).waitFor();
  await tabTo(page, 'Job title');
  await type(page, 'Pianist');
  await enter(page, 'Next: Assignments');
  await page.getByText('Access ends (optional)').waitFor();
  await tabTo(page, /^Guest Inviter/);
  await page.keyboard.press('Space');
  await enter(page, 'Review + invite');
  await page.getByText('Pianist').waitFor();
  assert.match(await page.locator('form.wizard').innerText(), /Guest Inviter/);
  await enter(page, 'Invite', 'Invited');
});

test('Enter in a field of the wizard goes on and does not invite', async ({ person, demo }) => {
  const page = await person();
  await signInByKeyboard(page, demo);
  await page.goto(`${demo.root}/admin/users/invite`);
  await type(page, 'enter@example.org');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Job information' }).waitFor();
  await step.assertHeading(page, 'Invite external user');
});

test('a fault takes the focus to what has to be mended', async ({ person, demo }) => {
  const page = await person();
  await signInByKeyboard(page, demo);
  await page.goto(`${demo.root}/admin/users/invite`);
  await enter(page, 'Review + invite');
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor();
  await enter(page, 'Enter the address to invite.');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'email');
});

test('Escape closes a menu and gives the focus back', async ({ person, demo }) => {
  const page = await person();
  await signInByKeyboard(page, demo);
  await page.goto(`${demo.root}/admin/users`);
  await enter(page, 'New user');
  await tabTo(page, /^Create new user/);
  await page.keyboard.press('Escape');
  assert.equal((await focusOf(page)).words, 'New user');
  assert.ok(await page.getByRole('link', { name: /^Create new user/ }).isHidden());
});

test('a guest without a mouse accepts', async ({ person, demo }) => {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email: 'quinn@example.org', name: 'Quinn Quick' });
  const page = await person();
  await page.goto(invitationLink(await demo.nextMail('quinn@example.org')));
  await enter(page, 'Email me a code', 'Enter the code');
  await type(page, codeOf(await demo.nextMail('quinn@example.org')));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Review permissions' }).waitFor();
  await enter(page, 'Accept', 'My Apps');
});
