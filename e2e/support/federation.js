// Guests who sign in at their own organization: what they do, and what an administrator does for it.

import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from './certificate.js';
import { invitationLink } from './demo.js';
import * as step from './steps.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });
const link = (page, name) => page.getByRole('link', { name, exact: true });

/** What a server has to be told so that it may go to these partners. */
export async function environmentOf(partners) {
  // A file holds as many authorities as one likes.
  const file = join(await temporaryFolder(), 'authorities.pem');
  await writeFile(file, partners.map((partner) => readFileSync(partner.authority, 'utf8')).join('\n'));
  return {
    HOSPES_FEDERATION_INTERNAL_HOSTS: partners.map((partner) => new URL(partner.issuer).host).join(','),
    HOSPES_FEDERATION_AUTHORITIES_FILE: file,
    HOSPES_FEDERATION_TIMEOUT_SECONDS: '2',
  };
}

/** Waits for the page with this heading, which comes after others that lead on by themselves. */
export async function shows(page, title) {
  await page.getByRole('heading', { name: title, level: 1, exact: true }).waitFor();
}

/**
 * **External Identities > All identity providers > Add provider**, and at the partner what the page says. With `byKey`
 * this server proves itself by a key of its own instead of a secret.
 */
export async function addProvider(admin, demo, partner, domains, { byKey = false } = {}) {
  await admin.goto(`${demo.root}/admin/external-collaboration`);
  await link(admin, 'All identity providers').click();
  await link(admin, 'Add provider').first().click();
  await step.assertHeading(admin, 'Add identity provider');
  const client = await partner.register(await admin.getByLabel('Redirect URI', { exact: true }).inputValue());
  await admin.getByLabel('Name', { exact: true }).fill(partner.name);
  await admin.getByLabel('Issuer or metadata URL').fill(partner.issuer);
  await admin.getByLabel('Client ID').fill(client.id);
  if (byKey) await admin.getByLabel('How this server proves itself').selectOption('private_key_jwt');
  else await admin.getByLabel('Client secret', { exact: true }).fill(client.secret);
  await admin.getByLabel('Domains', { exact: true }).fill(domains);
  // The partner runs on this machine, in no domain.
  await admin.getByLabel('Use these domains without a proof').check();
  await button(admin, 'Add provider').click();
  await step.assertHeading(admin, partner.name);
  if (byKey) partner.takesKeysFrom(client.id, await admin.getByLabel('Key set (JWKS) URL').inputValue());
}

/** Lets a partner that speaks SAML take the metadata of the demo's organization, which signs what it asks. */
export async function introduceTo(admin, demo, partner) {
  await admin.goto(`${demo.root}/admin/identity-providers/saml`);
  if (await admin.getByText('No certificate yet').isVisible()) {
    await admin.getByRole('button', { name: 'New certificate' }).click();
    await admin.getByText('Active', { exact: true }).waitFor();
  }
  const url = await admin.getByLabel('Metadata URL, and entity ID').inputValue();
  await partner.register(await (await admin.request.get(url)).text());
}

/** **Add provider > SAML**, with its metadata, after the partner took ours; once for each. */
export async function addSamlProvider(admin, demo, partner, domain) {
  demo.added ??= new Set();
  if (demo.added.has(partner)) return;
  demo.added.add(partner);
  await introduceTo(admin, demo, partner);
  await admin.goto(`${demo.root}/admin/identity-providers/new?kind=saml`);
  await admin.getByLabel('Name', { exact: true }).fill(partner.name);
  await admin.getByLabel('Metadata URL', { exact: true }).fill(partner.entityId);
  await admin.getByLabel('Domains', { exact: true }).fill(domain);
  await admin.getByLabel('Use these domains without a proof').check();
  await admin.getByRole('button', { name: 'Add provider', exact: true }).click();
  await step.assertHeading(admin, partner.name);
}

/** From the invitation to a partner. */
export const goTo = (tab, partner) => button(tab, `Sign in with your ${partner.name} account`).click();

/** Goes on by hand, as people do without script: the form of the provider, then that of this server. */
export async function goOnByHand(tab) {
  await button(tab, 'Continue').click();
  await shows(tab, 'Signing you in');
  await button(tab, 'Continue').click();
}

/** **Sign out** in the menu of whoever is signed in, on the page that a tab shows. */
export async function signOut(tab) {
  await tab.locator('details:has(form[action="/signout"]) > summary').click();
  await button(tab, 'Sign out').click();
}

/** Opens the page of a provider. */
export async function openProvider(admin, demo, partner) {
  await admin.goto(`${demo.root}/admin/identity-providers`);
  await link(admin, partner.name).click();
  await step.assertHeading(admin, partner.name);
}

/** Waits until somebody is at a partner, on the page on which its people sign in. */
export async function arriveAt(tab, partner) {
  await tab.waitForURL(`${partner.issuer}/interaction/**`);
  await tab.getByLabel('Account').waitFor();
}

/** Signs in at a partner. */
export async function signInAt(tab, partner, account) {
  await arriveAt(tab, partner);
  await tab.getByLabel('Account').fill(account);
  await button(tab, 'Sign in').click();
}

/** Does not sign in at a partner. */
export async function refuse(tab, partner) {
  await arriveAt(tab, partner);
  await button(tab, 'Cancel').click();
}

/** Signs in at a partner in a browser without script, in which people go on by themselves. */
export async function signInAtWithoutScript(tab, partner, account) {
  await signInAt(tab, partner, account);
  await shows(tab, 'Signing you in');
  await button(tab, 'Continue').click();
}

/** Opens an invitation, and goes to a partner. */
export async function goFrom(tab, mail, partner) {
  await tab.goto(invitationLink(mail));
  await button(tab, `Sign in with your ${partner.name} account`).click();
  await arriveAt(tab, partner);
}

/** Says who signs in, where it is known whose guest they are. */
export async function comeAgain(tab, demo, email) {
  const contoso = demo.tenants.find((tenant) => tenant.name === 'Contoso');
  const place = `${demo.root}/myapps?tenantid=${contoso.id}`;
  await tab.goto(place);
  await tab.getByLabel('Email address or user name').fill(email);
  await button(tab, 'Next').click();
  return place;
}
