// Guests whose organization speaks SAML: by identity providers that others wrote, over TLS.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import * as at from '../support/federation.js';
import { NAME_ID, startSamlPartner } from '../support/saml_partner.js';
import { signInAtSimpleSaml, startSimpleSaml, whyNoSimpleSaml } from '../support/simplesamlphp.js';
import * as step from '../support/steps.js';
import { until } from '../support/until.js';

const MAIL = 'urn:oid:0.9.2342.19200300.100.1.3';
const skip = whyNoSimpleSaml();

const partners = () =>
  Promise.all([
    startSamlPartner('University', { domain: 'uni.example', people: ['lee', 'kim', 'max', 'noor', 'ola', 'pia', 'quin', 'rae', 'sol'] }),
    ...(skip ? [] : [startSimpleSaml('Academy', { domain: 'academy.example', people: ['ada'], encrypts: true })]),
    startSamlPartner('Institute', { domain: 'institute.example', people: ['ivy', 'jo'] }),
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

async function assertTold(page, ...words) {
  const told = await page.innerText('main');
  for (const word of words) assert.ok(told.includes(word), `the page does not say "${word}":\n${told}`);
}

async function openInvitation(here, email, visitor) {
  const { demo } = here;
  const admin = await administrator(here);
  await at.addSamlProvider(admin, demo, here.partners[0], 'uni.example');
  await step.invite(admin, demo, { email, name: email.split('@')[0] });
  return step.acceptFromInbox(visitor, demo, await demo.nextMail(email));
}

for (const script of [true, false]) {
  test(`a guest accepts with the account of their university and comes again, ${script ? 'with' : 'without'} script`, async (here) => {
    const { person, demo, partners: [uni] } = here;
    const account = script ? 'lee' : 'kim';
    const email = `${account}@uni.example`;
    uni.says({ encrypts: script });
    const visitor = await person({ script });
    const tab = await openInvitation(here, email, visitor);
    await at.goTo(tab, uni);
    await at.signInAt(tab, uni, account);
    if (!script) await at.goOnByHand(tab);
    await at.shows(tab, 'Review permissions');
    const page = await tab.innerText('main');
    assert.ok(page.includes(email) && page.includes('Account of University'), page);
    await step.accept(tab);
    const admin = await administrator(here);
    assert.equal(await step.invitationState(admin, demo, email), 'Accepted');
    await step.openUser(admin, demo, `${account} of University`);
    await assertTold(admin, 'The domain is one of an identity provider’s domains', 'identity provider University', uni.entityId);
    await admin.goto(`${demo.root}/admin/identity-providers/what-if`);
    await admin.getByLabel('Email address').fill(email);
    await admin.getByRole('button', { name: 'Show what would happen' }).click();
    await assertTold(admin, 'They are bound already', 'They sign in at University');
    const again = await person({ script });
    const place = await at.comeAgain(again, demo, email);
    await at.signInAt(again, uni, account);
    if (!script) await at.goOnByHand(again);
    await again.waitForURL(place);
  });
}

for (const script of [true, false]) {
  test(`whoever signs out here is signed out at the university, ${script ? 'with' : 'without'} script`, async (here) => {
    const { person, partners: [uni] } = here;
    const account = script ? 'rae' : 'sol';
    for (const [signsOut, said] of [['wholly', 'On a computer that others use too'], ['partly', 'University signed you out, but not of everything']]) {
      uni.says({ signsOut });
      const visitor = await person({ script });
      const place = signsOut === 'wholly' ? undefined : await at.comeAgain(visitor, here.demo, `${account}@uni.example`);
      const tab = place ? visitor : await openInvitation(here, `${account}@uni.example`, visitor);
      if (!place) await at.goTo(tab, uni);
      await at.signInAt(tab, uni, account);
      if (!script) await at.goOnByHand(tab);
      if (!place) await step.accept(tab);
      await at.shows(tab, 'My Apps');
      const there = uni.sessionsOf(account);
      await at.signOut(tab);
      if (!script) {
        await at.shows(tab, 'Signing you out');
        assert.ok((await tab.innerText('main')).includes('You’re signed out here.'));
        await tab.getByRole('button', { name: 'Continue', exact: true }).click();
      }
      await at.shows(tab, 'You’re signed out');
      assert.ok((await tab.innerText('main')).includes(said), await tab.innerText('main'));
      assert.equal(uni.sessionsOf(account), there - 1);
      await tab.goto(`${here.demo.root}/account`);
      await tab.getByLabel('Email address or user name').waitFor();
    }
    uni.says({});
  });
}

test('Test sign-in shows every attribute and what is made of it', async (here) => {
  const { demo, partners: [uni] } = here;
  const admin = await administrator(here);
  await at.addSamlProvider(admin, demo, uni, 'uni.example');
  uni.says({});
  await at.openProvider(admin, demo, uni);
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, uni, 'max');
  await admin.waitForURL('**/saml/sp/finish');
  const page = await admin.innerText('main');
  for (const part of [MAIL, 'max@uni.example', 'id-of-max', NAME_ID.persistent]) assert.ok(page.includes(part), `${part}:\n${page}`);
});

test('a provider that takes requests by POST alone is added by the file of its metadata', async (here) => {
  const { person, demo, partners } = here;
  const [admin, institute] = [await administrator(here), partners.at(-1)];
  await at.introduceTo(admin, demo, institute);
  const all = await (await admin.request.get(institute.entityId)).text();
  const xml = all.replace(/<SingleSignOnService[^>]*HTTP-Redirect[^>]*>/, '');
  assert.notEqual(xml, all);
  await admin.goto(`${demo.root}/admin/identity-providers/new?kind=saml`);
  await admin.getByLabel('Name', { exact: true }).fill('Institute');
  await admin.getByText('There is no URL').click();
  const file = { name: 'metadata.xml', mimeType: 'application/xml', buffer: Buffer.from(xml) };
  await admin.getByLabel('Metadata file').setInputFiles(file);
  const text = admin.getByLabel('Metadata', { exact: true });
  await until('the text of the file', async () => (await text.inputValue()).includes(institute.entityId));
  await admin.getByLabel('Domains', { exact: true }).fill('institute.example');
  await admin.getByLabel('Use these domains without a proof').check();
  await admin.getByRole('button', { name: 'Add provider', exact: true }).click();
  await step.assertHeading(admin, 'Institute');
  for (const [account, script] of [['ivy', true], ['jo', false]]) {
    const email = `${account}@institute.example`;
    await step.invite(admin, demo, { email, name: account });
    const tab = await step.acceptFromInbox(await person({ script }), demo, await demo.nextMail(email));
    const asked = tab.waitForRequest((request) => request.url().startsWith(`${institute.issuer}/sso`));
    await at.goTo(tab, institute);
    if (!script) await tab.getByRole('button', { name: 'Continue', exact: true }).click();
    assert.match((await asked).postData() ?? '', /^SAMLRequest=/);
    await at.signInAt(tab, institute, account);
    if (!script) await at.goOnByHand(tab);
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
  }
});

test('a key that was rolled over early is found', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'noor@uni.example', visitor);
  await uni.rollKeyOver();
  await at.goTo(tab, uni);
  await at.signInAt(tab, uni, 'noor');
  await at.shows(tab, 'Review permissions');
});

test('who says no at the university can still accept', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'ola@uni.example', visitor);
  await at.goTo(tab, uni);
  await at.refuse(tab, uni);
  await tab.waitForURL('**/saml/sp/finish');
  await tab.locator('.guest-actions .button').first().click();
  await at.goTo(tab, uni);
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
    await at.goTo(tab, uni);
    await at.signInAt(tab, uni, 'pia');
    await tab.waitForURL('**/saml/sp/finish');
    const said = await tab.innerText('main');
    assert.ok(!said.includes('Review permissions'), JSON.stringify(manner));
    await tab.locator('.guest-actions .button').first().click();
  }
  uni.says({});
  await at.goTo(tab, uni);
  await at.signInAt(tab, uni, 'pia');
  await at.shows(tab, 'Review permissions');
});

test('somebody else of the university is told which account was invited', async (here) => {
  const { person, partners: [uni] } = here;
  uni.says({});
  const visitor = await person();
  const tab = await openInvitation(here, 'quin@uni.example', visitor);
  await at.goTo(tab, uni);
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
    await at.addSamlProvider(admin, demo, academy, 'academy.example');
    await step.invite(admin, demo, { email: 'ada@academy.example', name: 'Ada' });
    const tab = await step.acceptFromInbox(await person(), demo, await demo.nextMail('ada@academy.example'));
    await at.goTo(tab, academy);
    await signInAtSimpleSaml(tab, academy, 'ada');
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
    assert.equal(await step.invitationState(admin, demo, 'ada@academy.example'), 'Accepted');
    await at.signOut(tab);
    await at.shows(tab, 'You’re signed out');
    assert.ok(!(await tab.innerText('main')).includes('Academy'), 'it says that it is done');
    // There, too: nobody is let through without a password.
    await at.comeAgain(tab, demo, 'ada@academy.example');
    await signInAtSimpleSaml(tab, academy, 'ada');
    await at.shows(tab, 'My Apps');
    // Whoever signs out there is signed out here.
    const isIn = async () => (await tab.request.get(`${demo.root}/account`, { maxRedirects: 0 })).status() === 200;
    assert.ok(await isIn());
    await tab.goto(`${academy.issuer}/saml2/idp/SingleLogoutService.php?ReturnTo=${encodeURIComponent(`${academy.issuer}/logout.php`)}`);
    await until('the session here to be over', async () => !(await isIn()));
  });
}
