// Every page can be used by everybody: no violation that axe-core finds, nothing to scroll sideways,
// nothing too small for a finger; on a wide screen and on a phone, and with colours that can be read in the dark.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { useDemo } from '../support/browser.js';
import { Inspection } from '../support/look.js';
import { startPartner } from '../support/partner.js';
import * as ask from '../support/self_service.js';
import * as step from '../support/steps.js';
import * as tour from '../support/tours.js';
import * as providers from '../support/provider_tours.js';

const partners = () =>
  Promise.all(['University', 'College'].map((name) => startPartner(name, { domain: 'uni.example', people: ['lee'] })));

const { test } = useDemo({ partners });
const seen = new Set();

/** An inspection that also remembers where it was. */
function inspect() {
  const inspection = new Inspection();
  const look = (page, name) => {
    seen.add(new URL(page.url()).pathname);
    return inspection.look(page, name);
  };
  return { look, finish: () => inspection.finish() };
}

/** Invites somebody, and gives the mail and a browser for them. */
async function invited({ person, demo }, email, name) {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await step.invite(admin, demo, { email, name });
  return [await person(), demo, await demo.nextMail(email)];
}

test('the pages of signing in can be used by everybody', async ({ person, demo }) => {
  const { look, finish } = inspect();
  await tour.signInPages(await person(), demo, look);
  finish();
});

test('the pages of an invitation can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  await tour.invitationPages(...(await invited(here, 'sam@fabrikam.example', 'Sam Rivera')), look);
  await tour.invitationPages(...(await invited(here, 'pat@example.org', 'Pat Example')), look);
  await tour.declinedPages(...(await invited(here, 'dana@example.org', 'Dana Declined')), look);
  finish();
});

test('the pages of the admin center can be used by everybody', async ({ person, demo }) => {
  const { look, finish } = inspect();
  const admin = await person();
  await tour.furnish(admin, demo);
  const newcomer = await tour.adminPages(admin, demo, look);
  await tour.wizardPages(admin, demo, look);
  await tour.newPasswordPages(await person(), demo, newcomer, look);
  finish();
});

test('the pages around identity providers, and of asking for access, can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  const { person, demo, partners } = here;
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await providers.identityProviderPages(admin, demo, partners, 'shared.example', look);
  const [guest, , mail] = await invited(here, 'wim@shared.example', 'Wim Shared');
  await providers.providerPages(guest, { demo, uni: partners[0] }, mail, look);
  await ask.switchOn(admin, demo);
  const link = await ask.createFlow(admin, demo, 'Wiki', { sponsors: 'megan@contoso.example' });
  await ask.addQuestion(admin, 'badge', 'Badge');
  await providers.askingPages(await person(), demo, { link, address: 'asking@example.org' }, look);
  finish();
});

test('My Apps and My account can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  const { demo } = here;
  const [guest, , mail] = await invited(here, 'admin@fabrikam.example', 'Frida Admin');
  const admin = await here.person();
  await step.signInAsAdministrator(admin, demo);
  await step.createApplication(admin, demo, 'Travel', 'https://travel.contoso.example/');
  await step.createCollection(admin, demo, 'Away from home', 'Travel');
  await step.openApplication(admin, demo, 'Travel');
  await guest.goto(mail.links[0]);
  await step.proveByPassword(guest, demo.user('admin@fabrikam.example'));
  await step.accept(guest);
  await step.assign(admin, 'admin@fabrikam.example');
  await tour.ownPages(guest, demo, look);
  finish();
});

test('the second factor can be used by everybody', async ({ person, demo }) => {
  const { look, finish } = inspect();
  await tour.securityPages(await person(), demo, demo.user('megan@contoso.example'), look);
  finish();
});

test('what an application asks for can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  const redirectUri = 'http://localhost/callback';
  const admin = await here.person();
  await step.signInAsAdministrator(admin, here.demo);
  const { clientId } = await step.registerApplication(admin, here.demo, 'Ledger', { Web: redirectUri });
  await admin.goto(`${here.demo.root}/admin/applications`);
  await admin.getByRole('link', { name: 'Ledger', exact: true }).click();
  await step.assign(admin, 'megan@contoso.example');
  const page = await here.person();
  await step.signIn(page, here.demo, here.demo.user('megan@contoso.example'), '/myapps');
  await tour.applicationPages(page, here.demo, look, { clientId, redirectUri });
  await tour.adminConsentPages(admin, here.demo, look, { clientId, redirectUri });
  finish();
});

test('the pages of devices can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  const admin = await here.person();
  await step.signInAsAdministrator(admin, here.demo);
  const uris = { 'Mobile and desktop': 'http://localhost' };
  const { clientId } = await step.registerApplication(admin, here.demo, 'Terminal', uris);
  await admin.goto(`${here.demo.root}/admin/applications`);
  await admin.getByRole('link', { name: 'Terminal', exact: true }).click();
  await step.assign(admin, 'megan@contoso.example');
  const page = await here.person();
  await step.signIn(page, here.demo, here.demo.user('megan@contoso.example'), '/myapps');
  await tour.devicePages(page, here.demo, look, { clientId });
  finish();
});

test('the inbox and every kind of mail can be used by everybody', async (here) => {
  const { look, finish } = inspect();
  await invited(here, 'ines@example.org', 'Ines Inbox');
  await tour.inboxPages(await here.person(), here.demo, look);
  finish();
});

test('no page was forgotten', async () => {
  const routes = await readFile(new URL('../../crates/hospes-server/src/routes.rs', import.meta.url), 'utf8');
  // What people see is added by these functions; the others are for programs.
  const pages = routes.slice(routes.indexOf('pub(crate) fn people()'));
  const paths = [...pages.matchAll(/\.get\("([^"]+)"/g)].map(([, path]) => path);
  const leadElsewhere = [
    '/', '/redeem', '/myapps/{domain}', '/inbox/messages', '/{tenant}/oauth2/deviceauth',
    // Files.
    '/{tenant}/federationmetadata/2007-06/federationmetadata.xml',
    '/admin/applications/{id}/single-sign-on/certificates/{key}', '/{tenant}/saml/sp/metadata',
    '/admin/identity-providers/saml/certificates/{key}', '/admin/user-flows/{id}/certificates/{key}',
    // Between servers, and in their frames.
    '/{tenant}/signin/providers/{id}/frontchannel-logout', '/{tenant}/saml/sp/logout',
    // This takes somebody outside who asks.
    '/myapps/approvals/{id}',
    // These take a provider that answers.
    '/signin/providers/{id}/callback', '/admin/identity-providers/{id}/delete',
  ];
  const forgotten = paths.filter((path) => {
    const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return !leadElsewhere.includes(path) && ![...seen].some((visited) => pattern.test(visited));
  });
  assert.deepEqual(forgotten, []);
});
