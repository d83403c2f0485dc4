// What people do, step by step, with the words that they read. Each step works with and without script.

import assert from 'node:assert/strict';
import { codeOf } from './demo.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name, exact: true });

/** Fails unless the page's heading is this one. */
export async function assertHeading(page, expected) {
  assert.equal((await page.locator('h1').innerText()).trim(), expected);
}

/** Types user name and password into the sign-in that the page shows. */
export async function typeCredentials(page, { upn, password }) {
  await page.getByLabel('Email address or user name').fill(upn);
  await button(page, 'Next').click();
  await typePassword(page, password);
}

export async function typePassword(page, password) {
  await page.getByLabel('Password').fill(password);
  await button(page, 'Sign in').click();
}

export async function signIn(page, { root }, user, path = '/admin') {
  await page.goto(root + path);
  await typeCredentials(page, user);
  await page.waitForURL(root + path);
}

/** A member of Contoso signs in to the admin center. */
export async function signInAsAdministrator(page, demo) {
  await signIn(page, demo, demo.user('admin@contoso.example'));
}

/** **Users > All users > New user > Invite external user**, from the admin center. */
export async function openWizard(page) {
  await link(page, 'All users').click();
  await page.getByText('New user', { exact: true }).click();
  await page.getByRole('link', { name: 'Invite external user' }).click();
  await assertHeading(page, 'Invite external user');
}

export async function fillBasics(page, { email, name, message, cc }) {
  await page.getByLabel('Email', { exact: true }).fill(email);
  if (name) await page.getByLabel('Display name (optional)').fill(name);
  if (message) await page.getByLabel('Message (optional)').fill(message);
  if (cc) await page.getByLabel('Cc recipient (optional)').fill(cc);
}

/** The button that stands under every step; the tab of the same name stands over it. */
export async function toReview(page) {
  await button(page, 'Review + invite').last().click();
}

/** Invites with nothing but the address and a name. */
export async function invite(page, { root }, guest) {
  await page.goto(`${root}/admin/users/invite`);
  await fillBasics(page, guest);
  await toReview(page);
  await button(page, 'Invite').click();
  await heading(page, guest.heading ?? 'Invited').waitFor();
}

/** The row of somebody in the list that the page shows. */
export function rowOf(page, text) {
  return page.getByRole('row').filter({ hasText: text });
}

/** Opens the page of a user from All users. */
export async function openUser(page, { root }, name) {
  await page.goto(`${root}/admin/users?q=${encodeURIComponent(name)}`);
  await link(page, name).click();
  await assertHeading(page, name);
}

/** What the list says of a guest's invitation. */
export async function invitationState(page, { root }, email) {
  await page.goto(`${root}/admin/users?q=${encodeURIComponent(email)}`);
  const row = rowOf(page, email);
  return (await row.locator('.badge:visible').first().innerText()).trim();
}

/** Opens the newest mail to somebody in the demo's inbox and follows its button into a new tab. */
export async function acceptFromInbox(page, { root }, mail) {
  await page.goto(`${root}/inbox`);
  await page.getByRole('link').filter({ hasText: mail.to }).first().click();
  const opened = page.waitForEvent('popup');
  await page.frameLocator('iframe').getByRole('link', { name: 'Accept invitation' }).click();
  const tab = await opened;
  await tab.waitForURL(`${root}/redeem/invitation`);
  return tab;
}

/** Proves who the guest is, by the password at their own organization. */
export async function proveByPassword(page, { password }) {
  await page.getByRole('button', { name: /^Sign in with your .* account$/ }).click();
  await typePassword(page, password);
  await assertHeading(page, 'Review permissions');
}

/** Proves who the guest is, by the code that is sent to their mailbox. */
export async function proveByCode(page, demo, email) {
  await button(page, 'Email me a code').click();
  await page.getByLabel('Code', { exact: true }).fill(codeOf(await demo.nextMail(email)));
  await button(page, 'Sign in').click();
  await assertHeading(page, 'Review permissions');
}

/** Agrees, and lands in My Apps. */
export async function accept(page) {
  await button(page, 'Accept').click();
  await assertHeading(page, 'My Apps');
}

/** Creates an application and stays on its page of users and groups. */
export async function createApplication(page, { root }, name, homePage) {
  await page.goto(`${root}/admin/applications/new`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Home page URL').fill(homePage);
  await button(page, 'Create application').click();
  await assertHeading(page, name);
}

/** Opens the page of an application. */
export async function openApplication(page, { root }, name) {
  await page.goto(`${root}/admin/applications`);
  await link(page, name).click();
  await assertHeading(page, name);
}

/** Makes a collection with one application in it. */
export async function createCollection(page, { root }, name, application) {
  await page.goto(`${root}/admin/collections/new`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await button(page, 'Create collection').click();
  await assertHeading(page, name);
  await page.getByRole('checkbox', { name: application }).check();
  await button(page, 'Add').click();
  await rowOf(page, application).waitFor();
}

/** Registers an application with these redirect URIs; gives its client id and a secret. */
export async function registerApplication(page, demo, name, uris) {
  await createApplication(page, demo, name, 'https://expenses.contoso.example/');
  await link(page, 'App registration').click();
  await link(page, 'Authentication').click();
  for (const [platform, uri] of Object.entries(uris)) await page.getByLabel(platform, { exact: true }).fill(uri);
  await button(page, 'Save').click();
  await page.getByText('The redirect URIs are saved.').waitFor();
  const clientId = await page.getByLabel('Application (client) ID').inputValue();
  const authority = await page.getByLabel('Authority').inputValue();
  await link(page, 'Certificates & secrets').click();
  await button(page, 'New client secret').click();
  const secret = await page.getByLabel('Client secret', { exact: true }).inputValue();
  return { clientId, authority, secret };
}

/** Adds a certificate to the application that the page shows; `name` is its subject. */
export async function addCertificate(page, pem, name) {
  await link(page, 'App registration').click();
  await link(page, 'Certificates & secrets').click();
  await page.getByLabel('New certificate').fill(pem);
  await button(page, 'Add certificate').click();
  await rowOf(page, name).waitFor();
}

/**
 * Sets the application that the page shows up for SAML, by what `fill` types; gives what the page then says for the
 * application.
 */
export async function setUpSaml(page, fill) {
  await link(page, 'Single sign-on').click();
  await fill(page);
  await button(page, 'Save').click();
  await heading(page, 'For the application').waitFor();
  const value = (label) => page.getByLabel(label, { exact: true }).inputValue();
  const download = page.getByRole('link', { name: /^Download / });
  // With the session of whoever looks at the page.
  const file = await page.request.get(new URL(await download.getAttribute('href'), page.url()).href);
  return {
    certificate: await file.text(),
    login: await value('Login URL'),
    logout: await value('Logout URL'),
    issuer: await value('Identifier of this organization'),
  };
}

/** Creates a group. */
export async function createGroup(page, { root }, name) {
  await page.goto(`${root}/admin/groups/new`);
  await page.getByLabel('Group name').fill(name);
  await button(page, 'Create group').click();
  await assertHeading(page, name);
}

/** Gives the application that the page shows to somebody. */
export async function assign(page, email) {
  await page.getByRole('link', { name: 'Users and groups' }).click();
  await page.getByRole('checkbox', { name: email }).check();
  await button(page, 'Assign').click();
  await rowOf(page, email).waitFor();
}

/** Answers the question whether something with consequences is meant. */
export async function confirm(page, name) {
  await page.getByRole('heading', { name: /\?$/ }).waitFor();
  await button(page, name).click();
}

/** **Users > the user > Delete**, with the confirmation. */
export async function deleteUser(page, demo, name) {
  await openUser(page, demo, name);
  await link(page, 'Delete').click();
  await confirm(page, `Delete ${name}`);
  await assertHeading(page, 'All users');
}
