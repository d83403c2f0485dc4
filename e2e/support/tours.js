// Walks past every page of the program. `look` is called at each; it may be anything that looks.

import { crossTenantAccess } from './cross_tenant_access.js';
import { createHmac } from 'node:crypto';
import { conversionPages } from './conversions.js';
import { blockLink, codeOf, invitationLink } from './demo.js';
import { providerForms, userFlows } from './provider_tours.js';
import * as step from './steps.js';

/** Adds what an organization has after a while: groups, applications, guests in every state. */
export async function furnish(admin, demo) {
  await step.signInAsAdministrator(admin, demo);
  await step.createGroup(admin, demo, 'Project Aurora');
  await step.createApplication(admin, demo, 'Expenses', 'https://expenses.contoso.example/');
  await step.createCollection(admin, demo, 'On the road', 'Expenses');
  for (const [email, name] of [
    ['pending@example.org', 'Priya Pending'],
    ['revoked@example.org', 'Robin Revoked'],
    ['deleted@example.org', 'Dora Deleted'],
  ]) {
    await step.invite(admin, demo, { email, name });
  }
  await step.openUser(admin, demo, 'Robin Revoked');
  await admin.getByRole('button', { name: 'Revoke invitation' }).click();
  await step.confirm(admin, 'Revoke invitation');
  await step.deleteUser(admin, demo, 'Dora Deleted');
}

/** Signing in and out. Words in any language: what is pressed is found by where its form leads. */
export async function signInPages(page, demo, look) {
  const submit = (action) => page.locator(`form[action="${action}"] button`).last().click();
  await page.goto(`${demo.root}/signin`);
  await look(page, 'sign-in');
  await page.locator('#username').fill('nobody');
  await submit('/signin');
  await look(page, 'sign-in with a user name that is none');
  await page.locator('#username').fill('megan@contoso.example');
  await submit('/signin');
  await look(page, 'password');
  await page.locator('#password').fill('wrong');
  await submit('/signin/password');
  await look(page, 'password that is wrong');
  await page.locator('#password').fill(demo.user('megan@contoso.example').password);
  await submit('/signin/password');
  await page.waitForURL(`${demo.root}/myapps`);
  await page.goto(`${demo.root}/signed-out`);
  await look(page, 'signed out');
  await page.context().clearCookies();
  await page.goto(`${demo.root}/signin`);
  await page.locator('#username').fill('stranger@example.com');
  await submit('/signin');
  await look(page, 'passcode for somebody who may not exist');
  await page.goto(`${demo.root}/signin/organization`);
  await look(page, 'which organization');
  await page.locator('#domain').fill('nowhere.example');
  await submit('/signin/organization');
  await look(page, 'an organization that is not here');
}

/** What an application asks for, and when it asks in vain. Takes somebody who is signed in, and the application. */
export async function applicationPages(page, demo, look, { clientId, redirectUri }) {
  const asked = (changes) => {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile email offline_access User.Read',
      ...changes,
    });
    return `${demo.root}/contoso.example/oauth2/v2.0/authorize?${query}`;
  };
  await page.goto(asked({}));
  await look(page, 'what an application asks for');
  await page.goto(asked({ scope: 'openid User.ReadWrite.All' }));
  await look(page, 'what an application asks for that is for administrators to give');
  await page.goto(asked({ redirect_uri: 'https://elsewhere.example/' }));
  await look(page, 'an application that does not fit');
  await page.goto(`${demo.root}/error?code=50011`);
  await look(page, 'what the number of an error means');
  await page.goto(`${demo.root}/error?code=53004`);
  await look(page, 'a number that is never given');
  await page.goto(`${demo.root}/contoso.example/oauth2/v2.0/logout`);
  await look(page, 'signing out of an application');
}

/** What an administrator agrees to for everybody. */
export async function adminConsentPages(page, demo, look, { clientId, redirectUri }) {
  const query = new URLSearchParams({ client_id: clientId, redirect_uri: redirectUri, scope: 'openid User.Read' });
  for (const path of ['v2.0/adminconsent', 'adminconsent']) {
    await page.goto(`${demo.root}/contoso.example/${path}?${query}`);
    await look(page, 'what an application asks for everybody');
  }
}

/** Typing the code of a device. Takes somebody who is signed in, and the application. */
export async function devicePages(page, demo, look, { clientId }) {
  const begin = async () => {
    const form = { client_id: clientId, scope: 'openid profile' };
    const answer = await page.request.post(`${demo.root}/contoso.example/oauth2/v2.0/devicecode`, { form });
    return (await answer.json()).user_code;
  };
  const type = async (code) => {
    await page.goto(`${demo.root}/devicelogin`);
    await page.locator('#code').fill(code);
    await page.locator('form[action="/devicelogin"] button').click();
  };
  const answer = (value) => page.locator(`button[name="answer"][value="${value}"]`).click();
  await page.goto(`${demo.root}/devicelogin`);
  await look(page, 'the code of a device');
  await type('BCDFGHJKL');
  await look(page, 'the code of a device that is wrong');
  await type(await begin());
  await page.waitForURL(`${demo.root}/devicelogin/confirm`);
  await look(page, 'is this your device');
  await answer('cancel');
  await page.waitForURL(`${demo.root}/devicelogin/cancelled`);
  await look(page, 'a device that was refused');
  await type(await begin());
  await answer('continue');
  await look(page, 'what a device asks for');
  await answer('accept');
  await page.waitForURL(`${demo.root}/devicelogin/done`);
  await look(page, 'a device that is signed in');
}

/** Choosing a new password. Takes a user who must. */
export async function newPasswordPages(page, demo, { upn, password }, look) {
  await page.goto(`${demo.root}/signin`);
  await step.typeCredentials(page, { upn, password });
  await look(page, 'new password');
  await page.locator('#password').fill('short');
  await page.locator('#repeat').fill('other');
  await page.locator('form[action="/signin/change-password"] button').click();
  await look(page, 'new password that is refused');
}

/** An invitation from its link to My Apps, past everything that can be seen on the way. */
export async function invitationPages(page, demo, mail, look) {
  const press = (action) => page.locator(`form[action="${action}"] button`).last().click();
  const address = mail.to.match(/[^\s<>]+@[^\s<>]+/)[0];
  await page.goto(blockLink(mail));
  await look(page, 'block list');
  await press('/invitations/block');
  await look(page, 'block list, blocked');
  await press('/invitations/unblock');
  await look(page, 'block list, allowed again');
  await page.goto(`${demo.root}/redeem?ticket=cut-off`);
  await look(page, 'a link that leads to no invitation');
  await page.goto(invitationLink(mail));
  await look(page, 'invitation');
  await page.locator('details.disclosure > summary').click();
  await look(page, 'invitation, with how to tell that it is genuine');
  await page.goto(`${demo.root}/redeem/decline`);
  await look(page, 'decline');
  await page.goto(`${demo.root}/redeem/invitation`);
  await press('/redeem/sign-in');
  if (page.url().endsWith('/signin/passcode')) {
    await look(page, 'passcode');
    await page.locator('#code').fill('00000000');
    await press('/signin/passcode');
    await look(page, 'passcode that is wrong');
    await page.locator('#code').fill(codeOf(await demo.nextMail(address)));
    await press('/signin/passcode');
  } else {
    await look(page, 'password of the guest’s own organization');
    await page.locator('#password').fill(demo.user(address).password);
    await press('/signin/password');
  }
  await look(page, 'Review permissions');
  await press('/redeem/cancel');
  await look(page, 'cancelled');
  await page.goto(`${demo.root}/redeem/invitation`);
  await look(page, 'invitation of somebody who is signed in');
  await press('/redeem/sign-in');
  await press('/redeem/accept');
  await page.waitForURL(/\/myapps/);
  await look(page, 'My Apps without apps');
  await page.goto(invitationLink(mail));
  await look(page, 'already accepted');
}

/** An invitation that is declined. */
export async function declinedPages(page, demo, mail, look) {
  await page.goto(invitationLink(mail));
  await page.goto(`${demo.root}/redeem/decline`);
  await page.locator('form[action="/redeem/decline"] button').click();
  await look(page, 'declined');
  await page.goto(invitationLink(mail));
  await look(page, 'declined earlier');
  await page.goto(`${demo.root}/redeem/asked`);
  await look(page, 'asked for a new invitation');
}

/** What somebody who is signed in has, who is a guest of Contoso and has the application Expenses. */
export async function ownPages(page, demo, look) {
  await page.goto(`${demo.root}/myapps`);
  await look(page, 'My Apps');
  const pin = page.locator('.app-pin button').first();
  if (await pin.count()) {
    await pin.click();
    await look(page, 'My Apps with a pinned app');
  }
  const tab = page.locator('nav.tabs a').last();
  if (await tab.count()) {
    await tab.click();
    await look(page, 'My Apps, a collection');
  }
  await page.goto(`${demo.root}/myapps?q=nothing-like-this`);
  await look(page, 'My Apps, nothing found');
  for (const menu of await page.locator('details.menu > summary').all()) {
    await menu.click();
    await look(page, 'My Apps with an open menu');
  }
  for (const path of ['/account', '/account/sign-out-everywhere', '/account/organizations']) {
    await page.goto(demo.root + path);
    await look(page, path);
  }
  await page.locator('a[href$="/leave"]').click();
  await look(page, 'leave an organization');
  await page.goto(`${demo.root}/admin`);
  await look(page, 'no access');
}

/** What an authenticator app with this secret shows now (RFC 6238). */
function totp(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(/\s/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  const value = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, '0');
}

/** A second factor from its first code to the next sign-in. Takes a browser in which nobody is signed in, and a member. */
export async function securityPages(page, demo, user, look) {
  const button = () => page.locator('form[action^="/signin/register-factor"] button');
  await step.signIn(page, demo, user, '/account/security');
  await look(page, 'security, without a second factor');
  await page.goto(`${demo.root}/signin/register-factor?next=/account/security`);
  await look(page, 'add a second factor');
  await page.locator('details.disclosure > summary').click();
  const secret = await page.locator('#secret').innerText();
  await page.locator('#code').fill('12');
  await button().click();
  await look(page, 'add a second factor, with a wrong code');
  await page.locator('#code').fill(totp(secret));
  await button().click();
  await look(page, 'recovery codes');
  await page.locator('.guest-actions a').click();
  await look(page, 'security, with a second factor');
  await page.context().clearCookies();
  await step.signIn(page, demo, user, '/account/security');
  await look(page, 'security, before the second factor is proved');
  await page.goto(`${demo.root}/signin/second-factor?next=/account/security`);
  await look(page, 'second factor');
  await page.locator('#code').fill('12');
  await page.locator('form:has(#code) button').click();
  await look(page, 'second factor that is wrong');
}

/** Every step of inviting, with and without faults. */
export async function wizardPages(admin, demo, look) {
  const go = (value) => admin.locator(`button[name="go"][value="${value}"]`).last().click();
  await admin.goto(`${demo.root}/admin/users/invite`);
  await look(admin, 'wizard: Basics');
  await go('review');
  await look(admin, 'wizard: Basics with a fault');
  await admin.locator('#email').fill('guest@example.org');
  await admin.locator('#message').fill('Hello');
  await go('properties');
  await look(admin, 'wizard: Properties');
  await go('assignments');
  await look(admin, 'wizard: Assignments');
  await go('review');
  await look(admin, 'wizard: Review + invite');
  await go('basics');
  await admin.locator('#send_message').uncheck();
  await admin.locator('button[name="go"][value="review"]').last().click();
  await look(admin, 'wizard: Review + invite without a mail');
  await go('invite');
  await look(admin, 'invited, with the link to pass on');
}

/** What an application registers: empty, with faults, and with something in it. */
async function registrationPages(admin, demo, look, path) {
  const at = async (part) => {
    await admin.goto(demo.root + path + part);
    await look(admin, `app registration${part}`);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();

  await admin.goto(`${demo.root}/admin/app-registrations/new`);
  await press('Register');
  await look(admin, 'app-registrations/new with a fault');
  for (const part of ['', '/token', '/api-permissions', '/expose', '/scope', '/roles', '/role', '/owners', '/manifest']) await at(part);
  await admin.goto(`${demo.root}${path}/scope`);
  await press('Save');
  await look(admin, 'scope with a fault');
  await admin.locator('#value').fill('Expenses.Read');
  await admin.locator('#admin_name').fill('Read expenses');
  await admin.locator('#description').fill('Reads the expenses of whoever is signed in.');
  await press('Save');
  await look(admin, 'app registration/expose with a scope');
  await admin.locator('#uri').fill('nonsense');
  await press('Add URI');
  await look(admin, 'app registration/expose with a fault');
  await admin.goto(`${demo.root}${path}/role`);
  await press('Save');
  await look(admin, 'app role with a fault');
  await admin.locator('#name').fill('Approver');
  await admin.locator('#value').fill('Approver');
  await admin.locator('#description').fill('Approves expenses.');
  await press('Save');
  await look(admin, 'app registration/roles with a role');
  await admin.goto(`${demo.root}${path}/api-permissions`);
  await press('Add permission');
  await look(admin, 'app registration/api-permissions with a permission');
  await admin.goto(`${demo.root}${path}/owners`);
  await admin.getByRole('checkbox', { name: 'megan@contoso.example' }).check();
  await press('Add owners');
  await look(admin, 'app registration/owners with an owner');
  await admin.goto(`${demo.root}${path}/manifest`);
  await admin.locator('#manifest').fill('{}');
  await press('Save');
  await look(admin, 'app registration/manifest with a fault');
}

/** The admin center of an organization that was furnished. Gives the user whose password is new. */
export async function adminPages(admin, demo, look) {
  const at = async (path, name = path) => {
    await admin.goto(demo.root + path);
    await look(admin, name);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();

  for (const path of ['', '/users', '/deleted-users', '/groups', '/app-registrations', '/app-registrations?owned=yes', '/applications', '/collections', '/external-collaboration', '/sign-in-settings', '/outbox', '/audit', '/sign-ins']) {
    await at(`/admin${path}`);
  }
  for (const path of ['/users?q=nobody', '/users?type=guest&state=pending', '/deleted-users?q=nobody', '/groups?q=nothing', '/app-registrations?q=nothing', '/applications?q=nothing', '/outbox?q=nobody', '/audit?actor=nobody', '/sign-ins?user=nobody']) {
    await at(`/admin${path}`);
  }
  await admin.goto(`${demo.root}/admin/users`);
  await admin.getByText('New user', { exact: true }).click();
  await look(admin, 'All users with an open menu');

  for (const name of ['Priya Pending', 'Sam Rivera', 'Megan Bowen']) {
    await step.openUser(admin, demo, name);
    await look(admin, `user ${name}`);
  }
  await step.openUser(admin, demo, 'Sam Rivera');
  const user = new URL(admin.url()).pathname;
  for (const part of ['/properties', '/properties?edit=yes', '/groups', '/roles', '/applications', '/audit', '/sign-ins', '/reset-redemption', '/sign-in-method', '/delete']) {
    await at(user + part, `user${part}`);
  }
  await admin.goto(`${demo.root}${user}/properties?edit=yes`);
  await admin.locator('#display_name').fill('');
  await press('Save');
  await look(admin, 'user/properties with a fault');
  await conversionPages(admin, demo, look);
  await step.openUser(admin, demo, 'Megan Bowen');
  await at(`${new URL(admin.url()).pathname}/reset-password`, 'question before resetting a password');
  await step.openUser(admin, demo, 'Megan Bowen');
  await at(`${new URL(admin.url()).pathname}/require-registration`, 'question before requiring to register again');

  await admin.goto(`${demo.root}/admin/deleted-users`);
  await step.rowOf(admin, 'Dora Deleted').getByRole('button', { name: 'Delete permanently' }).click();
  await look(admin, 'question before deleting permanently');

  for (const [list, name] of [['groups', 'Project Aurora'], ['applications', 'Expenses'], ['collections', 'On the road']]) {
    await at(`/admin/${list}/new`);
    await admin.locator('button.button-primary').click();
    await look(admin, `${list}/new with a fault`);
    await admin.goto(`${demo.root}/admin/${list}`);
    await admin.getByRole('link', { name, exact: true }).click();
    const found = new URL(admin.url()).pathname;
    for (const part of ['', '/edit', '/delete']) await at(found + part, `${list}${part}`);
    if (list === 'applications') {
      await at(`${found}/users`, 'applications/users');
      await at(`${found}/authentication`, 'applications/authentication');
      await at(`${found}/sign-ins`, 'applications/sign-ins');
      await at(`${found}/single-sign-on`, 'applications/single-sign-on');
      await press('Save');
      await look(admin, 'applications/single-sign-on with a fault');
      await admin.locator('#entity_id').fill('https://expenses.contoso.example/saml');
      await admin.locator('#acs_urls').fill('https://expenses.contoso.example/acs');
      await press('Save');
      await look(admin, 'applications/single-sign-on, set up');
      await at(`${found}/single-sign-on/remove`, 'question before turning SAML off');
      await at('/contoso.example/saml2', 'a SAML request without a message');
      await at('/contoso.example/saml2/logout', 'a SAML logout without a message');
      await at(`${found}/api`, 'applications/api');
      await press('New client secret');
      await look(admin, 'application with a new secret');
      await admin.locator('#certificate').fill('nonsense');
      await press('Add certificate');
      await look(admin, 'application with a certificate that is none');
      await at(`${found}/permissions`, 'applications/permissions');
      await registrationPages(admin, demo, look, found.replace('/applications/', '/app-registrations/'));
      await at(`${found}/users`, 'applications/users with roles');
    }
  }

  await providerForms(admin, demo, look);
  await userFlows(admin, demo, look);
  await crossTenantAccess(admin, demo, look);

  await admin.goto(`${demo.root}/admin/external-collaboration`);
  await admin.locator('#privacy_statement_url').fill('nonsense');
  await press('Save');
  await look(admin, 'external collaboration settings with a fault');
  await admin.goto(`${demo.root}/admin/audit`);
  await admin.locator('a.row-link').first().click();
  await look(admin, 'audit event');
  await admin.goto(`${demo.root}/admin/sign-ins`);
  await admin.locator('a.row-link').first().click();
  await look(admin, 'sign-in');

  await at('/admin/users/new');
  await admin.locator('button.button-primary').click();
  await look(admin, 'new user with a fault');
  await admin.locator('#user_name').fill('newcomer');
  await admin.locator('#display_name').fill('Nora Newcomer');
  await press('Create user');
  await look(admin, 'new user, with the password');
  const password = await admin.getByLabel('Password').inputValue();
  await at('/nowhere', 'nothing here');
  return { upn: 'newcomer@contoso.example', password };
}

/** A mail's policy lets no script run, and so none that looks at it either. */
async function withoutPolicy(route) {
  const response = await route.fetch();
  const { 'content-security-policy': _, ...headers } = response.headers();
  await route.fulfill({ response, headers });
}

/** The demo's inbox: empty, full, and the mails themselves. */
export async function inboxPages(page, demo, look) {
  await page.goto(`${demo.root}/inbox`);
  await look(page, 'inbox');
  const kinds = new Map((await demo.mails()).map((mail) => [mail.subject.replace(/\S+@\S+/, ''), mail]));
  for (const mail of kinds.values()) {
    await page.goto(`${demo.root}/inbox/${mail.id}`);
    await look(page, `inbox: ${mail.subject}`);
  }
  await page.route('**/inbox/*/html', withoutPolicy);
  for (const mail of kinds.values()) {
    await page.goto(`${demo.root}/inbox/${mail.id}/html`);
    await look(page, `mail: ${mail.subject}`);
  }
  await page.unroute('**/inbox/*/html');
  const [{ id }] = kinds.values();
  for (const view of ['text', 'headers']) {
    await page.goto(`${demo.root}/inbox/${id}?view=${view}`);
    await look(page, `inbox: a mail’s ${view}`);
  }
  await page.goto(`${demo.root}/inbox`);
  await page.locator('form[action="/inbox/delete"] button').click();
  await look(page, 'inbox without mails');
}
