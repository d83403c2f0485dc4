// Guests whose organization speaks SAML: by identity providers that others wrote, over TLS.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import * as at from '../support/federation.js';
import { NAME_ID, startSamlPartner } from '../support/saml_partner.js';
import { signInAtSimpleSaml, startSimpleSaml, whyNoSimpleSaml } from '../support/simplesamlphp.js';
import * as step from '../support/steps.js';

const MAIL = 'urn:oid:0.9.2342.19200300.100.1.3';
const skip = whyNoSimpleSaml();

const partners = () =>
  Promise.all([
    startSamlPartner('University', { domain: 'uni.example', people: ['lee', 'kim', 'max', 'noor', 'ola', 'pia', 'quin'] }),
    ...(skip ? [] : [startSimpleSaml('Academy', { domain: 'academy.example', people: ['ada'], encrypts: true })]),
  ]);

const { test } = useDemo({ partners });

/** An administrator, who signs in once, and has added what the test needs. */
async function administrator({ person, demo }) {
  const admin = await person();
  if (!demo.cookies) {
    await step.signInAsAdministrator(admin, demo);
    demo.cookies = await admin.context().cookies();
  }
  await admin.context().addCookies(demo.cookies);
  return admin;
}

/** **Add provider > SAML**, with its metadata, after the partner took ours; once for each. */
async function add(admin, demo, partner, domain) {
  demo.added ??= new Set();
  if (demo.added.has(partner)) return;
  demo.added.add(partner);
  const list = `${demo.root}/admin/identity-providers`;
  await admin.goto(`${list}/saml`);
  if (await admin.getByText('No certificate yet').isVisible()) {
    await admin.getByRole('button', { name: 'New certificate' }).click();
    await admin.getByText('Active', { exact: true }).waitFor();
  }
  const url = await admin.getByLabel('Metadata URL, and entity ID').inputValue();
  await partner.register(await (await admin.request.get(url)).text());
  await admin.goto(`${list}/new?kind=saml`);
  await admin.getByLabel('Name', { exact: true }).fill(partner.name);
  await admin.getByLabel('Metadata URL', { exact: true }).fill(partner.entityId);
  await admin.getByLabel('Domains', { exact: true }).fill(domain);
  await admin.getByLabel('Use these domains without a proof').check();
  await admin.getByRole('button', { name: 'Add provider', exact: true }).click();
  await step.assertHeading(admin, partner.name);
}

async function openInvitation(here, email, visitor) {
  const { demo } = here;
  const admin = await administrator(here);
  await add(admin, demo, here.partners[0], 'uni.example');
  await step.invite(admin, demo, { email, name: email.split('@')[0] });
  return step.acceptFromInbox(visitor, demo, await demo.nextMail(email));
}

const goTo = (tab, partner) => tab.getByRole('button', { name: `Sign in with your ${partner.name} account` }).click();

/** Goes on by hand, as people do without script: the form of the provider, then that of this server. */
async function goOnByHand(tab) {
  await tab.getByRole('button', { name: 'Continue', exact: true }).click();
  await at.shows(tab, 'Signing you in');
  await tab.getByRole('button', { name: 'Continue', exact: true }).click();
}

for (const script of [true, false]) {
  test(`a guest accepts with the account of their university and comes again, ${script ? 'with' : 'without'} script`, async (here) => {
    const { person, demo, partners: [uni] } = here;
    const account = script ? 'lee' : 'kim';
    const email = `${account}@uni.example`;
    uni.says({ encrypts: script });
    const visitor = await person({ script });
    const tab = await openInvitation(here, email, visitor);
    await goTo(tab, uni);
    await at.signInAt(tab, uni, account);
    if (!script) await goOnByHand(tab);
    await at.shows(tab, 'Review permissions');
    const page = await tab.innerText('main');
    assert.ok(page.includes(email) && page.includes('Account of University'), page);
    await step.accept(tab);
    const admin = await administrator(here);
    assert.equal(await step.invitationState(admin, demo, email), 'Accepted');
    const again = await person({ script });
    const place = await at.comeAgain(again, demo, email);
    await at.signInAt(again, uni, account);
    if (!script) {
      await goOnByHand(again);
      await again.getByRole('link', { name: 'Continue', exact: true }).click();
    }
    await again.waitForURL(place);
  });
}

test('Test sign-in shows every attribute and what is made of it', async (here) => {
  const { demo, partners: [uni] } = here;
  const admin = await administrator(here);
  await add(admin, demo, uni, 'uni.example');
  uni.says({});
  await at.openProvider(admin, demo, uni);
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, uni, 'max');
  await admin.waitForURL('**/saml/sp/finish');
  const page = await admin.innerText('main');
  for (const part of [MAIL, 'max@uni.example', 'id-of-max', NAME_ID.persistent]) assert.ok(page.includes(part), `${part}:\n${page}`);
});

test('a key that was rolled over early is found', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'noor@uni.example', visitor);
  await uni.rollKeyOver();
  await goTo(tab, uni);
  await at.signInAt(tab, uni, 'noor');
  await at.shows(tab, 'Review permissions');
});

test('who says no at the university can still accept', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'ola@uni.example', visitor);
  await goTo(tab, uni);
  await at.refuse(tab, uni);
  await tab.waitForURL('**/saml/sp/finish');
  await tab.locator('.guest-actions .button').first().click();
  await goTo(tab, uni);
  await at.signInAt(tab, uni, 'ola');
  await at.shows(tab, 'Review permissions');
});

test('what no honest provider says lets nobody in', async (here) => {
  const { person, partners: [uni] } = here;
  const visitor = await person();
  const tab = await openInvitation(here, 'pia@uni.example', visitor);
  const wrong = [
    { signs: 'nothing' },
    { signs: 'response' },
    { usesForeignKey: true },
    { alter: (xml) => xml.replace('pia@uni.example', 'lee@uni.example') },
    { options: { audience: 'https://another.example' } },
    { options: { recipient: 'https://another.example' } },
    { options: { inResponseTo: '_another' } },
    { options: { issuer: 'https://another.example' } },
    { options: { lifetimeInSeconds: -600 } },
    { options: { signatureAlgorithm: 'rsa-sha1', digestAlgorithm: 'sha1' } },
    { nameId: 'transient' },
  ];
  for (const manner of wrong) {
    uni.says(manner);
    await goTo(tab, uni);
    await at.signInAt(tab, uni, 'pia');
    await tab.waitForURL('**/saml/sp/finish');
    const said = await tab.innerText('main');
    assert.ok(!said.includes('Review permissions'), JSON.stringify(manner));
    await tab.locator('.guest-actions .button').first().click();
  }
  uni.says({});
  await goTo(tab, uni);
  await at.signInAt(tab, uni, 'pia');
  await at.shows(tab, 'Review permissions');
});

test('somebody else of the university is told which account was invited', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'quin@uni.example', visitor);
  await goTo(tab, uni);
  await at.signInAt(tab, uni, 'max');
  await tab.getByText('quin@uni.example').first().waitFor();
  assert.ok(!(await tab.innerText('main')).includes('Review permissions'));
});

// Where PHP is missing, the suite of this machine says so, and tests the rest.
if (skip) console.warn(`SimpleSAMLphp was not tried: ${skip}`);
else {
  test('SimpleSAMLphp signs a guest in, with an encrypted assertion', async (here) => {
    const { person, demo, partners: [, academy] } = here;
    const admin = await administrator(here);
    await add(admin, demo, academy, 'academy.example');
    await step.invite(admin, demo, { email: 'ada@academy.example', name: 'Ada' });
    const tab = await step.acceptFromInbox(await person(), demo, await demo.nextMail('ada@academy.example'));
    await goTo(tab, academy);
    await signInAtSimpleSaml(tab, academy, 'ada');
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
    assert.equal(await step.invitationState(admin, demo, 'ada@academy.example'), 'Accepted');
  });
}
