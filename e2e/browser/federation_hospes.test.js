// Another Hospes as a guest's own organization, by OpenID Connect and by SAML: a server in a process of its own, over TLS,
// which knows nothing of where its people are guests.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { codeOf, invitationLink, startDemo } from '../support/demo.js';
import * as at from '../support/federation.js';
import * as step from '../support/steps.js';

/** A demo whose organization signs its people in elsewhere, once it registered an application. */
async function startThere() {
  const there = await startDemo({ https: true });
  const { id } = there.tenants.find((tenant) => tenant.name === 'Contoso');
  return { there, name: 'Partner', issuer: `${there.root}/${id}/v2.0`, authority: there.ca, stop: () => there.stop() };
}

const { test } = useDemo({ partners: async () => [await startThere()] });

// The demo that invites has an organization of their domain, too: another of the same name.
const MEMBERS = [
  { script: true, upn: 'megan@contoso.example', email: 'megan@partner.example' },
  { script: false, upn: 'admin@contoso.example', email: 'adele@partner.example' },
];

/** The organization there registers this one as an application; once. */
async function introducePartner(admin, theirs, demo, partner) {
  if (partner.register) return;
  partner.register = async (redirectUri) => {
    const registered = await step.registerApplication(theirs, partner.there, 'Where they are guests', { Web: redirectUri });
    await step.openApplication(theirs, partner.there, 'Where they are guests');
    for (const { upn } of MEMBERS) await step.assign(theirs, upn);
    return { id: registered.clientId, secret: registered.secret };
  };
  await at.addProvider(admin, demo, partner, 'partner.example');
}

for (const { script, upn, email } of MEMBERS) {
  test(`an account of another Hospes proves the invited mailbox by a code besides, once, ${script ? 'with' : 'without'} script`, async ({ person, demo, partners: [partner] }) => {
    const [admin, theirs, tab] = [await person(), await person(), await person({ script })];
    const { there } = partner;
    const goOn = async () => {
      if (!script) await tab.getByRole('button', { name: 'Continue', exact: true }).click();
    };
    await step.signInAsAdministrator(theirs, there);
    await step.signInAsAdministrator(admin, demo);
    await introducePartner(admin, theirs, demo, partner);
    await step.invite(admin, demo, { email, name: 'A guest' });
    await tab.goto(invitationLink(await demo.nextMail(email)));
    await tab.getByRole('button', { name: 'Sign in with your Partner account' }).click();
    await tab.waitForURL(`${there.root}/**`);
    await step.typeCredentials(tab, there.user(upn));
    await tab.getByRole('button', { name: 'Accept', exact: true }).click();
    await goOn();
    // Hospes says what the address is, and not that it was verified.
    await at.shows(tab, 'Is this address yours?');
    await tab.getByRole('button', { name: 'Send a code' }).click();
    await tab.getByLabel('Code', { exact: true }).fill(codeOf(await demo.nextMail(email)));
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);

    // Whoever is signed in there still is let through without a question, and without a code.
    // The cookies of a server with TLS have names of their own.
    await tab.context().clearCookies({ name: 'hospes-session' });
    const place = await at.comeAgain(tab, demo, email);
    await goOn();
    await tab.waitForURL(place);
    await step.assertHeading(tab, 'My Apps');
  });
}

const LABS = [
  { script: true, name: 'Sam Rivera', upn: 'sam@fabrikam.example', email: 'sam@labs.example' },
  { script: false, name: 'Frida Admin', upn: 'admin@fabrikam.example', email: 'frida@labs.example' },
];

/** Another organization of that server, to which this one is an application that speaks SAML; introduced once. */
async function introduceLabs(admin, theirs, demo, there) {
  const register = async (metadata) => {
    for (const { name, email } of LABS) {
      await step.openUser(theirs, there, name);
      await theirs.getByRole('link', { name: 'Properties' }).first().click();
      await theirs.getByRole('link', { name: 'Edit properties' }).click();
      await theirs.getByLabel('Email', { exact: true }).fill(email);
      await theirs.getByRole('button', { name: 'Save', exact: true }).click();
      await theirs.getByText(email).first().waitFor();
    }
    await step.createApplication(theirs, there, 'Where we are guests', 'https://contoso.example/');
    await step.setUpSaml(theirs, async (page) => {
      await page.getByLabel('Metadata of the application').fill(metadata);
      await page.getByRole('button', { name: 'Read metadata' }).click();
      await page.getByText('The form below is filled in from the metadata.').waitFor();
      // So that the browser in between can't read them.
      const certificate = await page.getByLabel('signing certificates').inputValue();
      await page.getByLabel('encryption certificate').fill(certificate);
    });
    labs.entityId = await theirs.getByLabel('Metadata URL', { exact: true }).inputValue();
    for (const { email } of LABS) await step.assign(theirs, email);
  };
  const labs = { name: 'Labs', register };
  await at.addSamlProvider(admin, demo, labs, 'labs.example');
  return labs;
}

/** Signs in at the other Hospes. */
async function signInThere(tab, there, { upn, script }) {
  await tab.waitForURL(`${there.root}/**`);
  await step.typeCredentials(tab, there.user(upn));
  if (script) return;
  // Two pages there and one here have the same heading, so what tells them apart is where they are.
  const goOn = () => tab.getByRole('button', { name: 'Continue', exact: true }).click();
  await goOn();
  await tab.waitForURL('**/saml2/sign-in');
  await goOn();
  await tab.waitForURL('**/saml/sp/acs');
  await goOn();
}

for (const who of LABS) {
  test(`an account of another Hospes is a guest by SAML and comes again, ${who.script ? 'with' : 'without'} script`, async ({ person, demo, partners: [{ there }] }) => {
    const { email, name, script } = who;
    const [admin, theirs, visitor, again] = [await person(), await person(), await person({ script }), await person({ script })];
    await step.signInAsAdministrator(admin, demo);
    await step.signIn(theirs, there, there.user('admin@fabrikam.example'));
    demo.labs ??= await introduceLabs(admin, theirs, demo, there);
    await step.invite(admin, demo, { email, name });
    const tab = await step.acceptFromInbox(visitor, demo, await demo.nextMail(email));
    await at.goTo(tab, demo.labs);
    await signInThere(tab, there, who);
    await at.shows(tab, 'Review permissions');
    const page = await tab.innerText('main');
    assert.ok(page.includes(email) && page.includes('Account of Labs'), page);
    await step.accept(tab);
    await at.shows(tab, 'My Apps');
    assert.equal(await step.invitationState(admin, demo, email), 'Accepted');

    const place = await at.comeAgain(again, demo, email);
    await signInThere(again, there, who);
    await again.waitForURL(place);
    await step.assertHeading(again, 'My Apps');
  });
}
