// Walks past every page of the program. `look` is called at each; it may be anything that looks.

import { blockLink, codeOf, invitationLink } from './demo.js';
import * as step from './steps.js';

/** Adds what an organization has after a while: groups, applications, guests in every state. */
export async function furnish(admin, demo) {
  await step.signInAsAdministrator(admin, demo);
  await step.createGroup(admin, demo, 'Project Aurora');
  await step.createApplication(admin, demo, 'Expenses', 'https://expenses.contoso.example/');
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
  await page.goto(`${demo.root}/contoso.example/oauth2/v2.0/logout`);
  await look(page, 'signing out of an application');
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
  await page.goto(`${demo.root}/myapps?q=nothing-like-this`);
  await look(page, 'My Apps, nothing found');
  for (const menu of await page.locator('details.menu > summary').all()) {
    await menu.click();
    await look(page, 'My Apps with an open menu');
  }
  await page.goto(`${demo.root}/account`);
  await look(page, 'My account');
  await page.goto(`${demo.root}/account/organizations`);
  await look(page, 'organizations');
  await page.locator('a[href$="/leave"]').click();
  await look(page, 'leave an organization');
  await page.goto(`${demo.root}/admin`);
  await look(page, 'no access');
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

/** The admin center of an organization that was furnished. Gives the user whose password is new. */
export async function adminPages(admin, demo, look) {
  const at = async (path, name = path) => {
    await admin.goto(demo.root + path);
    await look(admin, name);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();

  for (const path of ['', '/users', '/deleted-users', '/groups', '/applications', '/external-collaboration', '/outbox', '/audit']) {
    await at(`/admin${path}`);
  }
  for (const path of ['/users?q=nobody', '/users?type=guest&state=pending', '/deleted-users?q=nobody', '/groups?q=nothing', '/applications?q=nothing', '/outbox?q=nobody', '/audit?actor=nobody']) {
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
  for (const part of ['/properties', '/properties?edit=yes', '/groups', '/roles', '/applications', '/audit', '/reset-redemption', '/delete']) {
    await at(user + part, `user${part}`);
  }
  await admin.goto(`${demo.root}${user}/properties?edit=yes`);
  await admin.locator('#display_name').fill('');
  await press('Save');
  await look(admin, 'user/properties with a fault');
  await step.openUser(admin, demo, 'Priya Pending');
  await press('Revoke invitation');
  await look(admin, 'question before revoking');
  await step.openUser(admin, demo, 'Megan Bowen');
  await at(`${new URL(admin.url()).pathname}/reset-password`, 'question before resetting a password');

  await admin.goto(`${demo.root}/admin/deleted-users`);
  await step.rowOf(admin, 'Dora Deleted').getByRole('button', { name: 'Delete permanently' }).click();
  await look(admin, 'question before deleting permanently');

  for (const [list, name] of [['groups', 'Project Aurora'], ['applications', 'Expenses']]) {
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
    }
  }

  await admin.goto(`${demo.root}/admin/external-collaboration`);
  await admin.locator('#privacy_statement_url').fill('nonsense');
  await press('Save');
  await look(admin, 'external collaboration settings with a fault');
  await admin.goto(`${demo.root}/admin/audit`);
  await admin.locator('a.row-link').first().click();
  await look(admin, 'audit event');

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
