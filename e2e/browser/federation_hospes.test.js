// Another Hospes as a guest's own organization: a server in a process of its own, over TLS, which knows nothing of
// where its people are guests.

import { useDemo } from '../support/browser.js';
import { codeOf, invitationLink, startDemo } from '../support/demo.js';
import * as at from '../support/federation.js';
import * as step from '../support/steps.js';

const MEGAN = 'megan@contoso.example';
// The demo that invites has an organization of Megan's domain, too: another of the same name.
const INVITED = 'megan@partner.example';

/** A demo whose organization signs its people in elsewhere, once it registered an application. */
async function startThere() {
  const there = await startDemo({ https: true });
  const { id } = there.tenants.find((tenant) => tenant.name === 'Contoso');
  return { there, name: 'Partner', issuer: `${there.root}/${id}/v2.0`, authority: there.ca, stop: () => there.stop() };
}

const { test } = useDemo({ partners: async () => [await startThere()] });

test('an account of another Hospes proves the invited mailbox by a code besides, once', async ({ person, demo, partners: [partner] }) => {
  const [admin, theirs, tab] = [await person(), await person(), await person()];
  const { there } = partner;
  await step.signInAsAdministrator(theirs, there);
  await step.signInAsAdministrator(admin, demo);
  partner.register = async (redirectUri) => {
    const registered = await step.registerApplication(theirs, there, 'Where they are guests', { Web: redirectUri });
    await step.openApplication(theirs, there, 'Where they are guests');
    await step.assign(theirs, MEGAN);
    return { id: registered.clientId, secret: registered.secret };
  };
  await at.addProvider(admin, demo, partner, 'partner.example');

  await step.invite(admin, demo, { email: INVITED, name: 'Megan There' });
  await tab.goto(invitationLink(await demo.nextMail(INVITED)));
  await tab.getByRole('button', { name: 'Sign in with your Partner account' }).click();
  await tab.waitForURL(`${there.root}/**`);
  await step.typeCredentials(tab, there.user(MEGAN));
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  // Hospes says what the address is, and not that it was verified.
  await at.shows(tab, 'Is this address yours?');
  await tab.getByRole('button', { name: 'Send a code' }).click();
  await tab.getByLabel('Code', { exact: true }).fill(codeOf(await demo.nextMail(INVITED)));
  await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);

  // Whoever is signed in there still is let through without a question, and without a code.
  // The cookies of a server with TLS have names of their own.
  await tab.context().clearCookies({ name: 'hospes-session' });
  const place = await at.comeAgain(tab, demo, INVITED);
  await tab.waitForURL(place);
  await step.assertHeading(tab, 'My Apps');
});
