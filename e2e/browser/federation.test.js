// Guests who sign in at their own organization's identity provider, which is one that others wrote, over TLS.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { codeOf, invitationLink } from '../support/demo.js';
import * as at from '../support/federation.js';
import { enter, tabTo, type } from '../support/keyboard.js';
import { startPartner } from '../support/partner.js';
import * as step from '../support/steps.js';
import { until } from '../support/until.js';

const TILE = 'Sample application';

const partners = () =>
  Promise.all([
    startPartner('University', {
      domain: 'uni.example',
      people: ['lee', 'kim', 'max', 'noor', 'ola', 'pia', 'quin', 'rio', 'sol', 'tam', 'uma', 'vic', 'wes'],
      // Many providers say nothing of it; `undefined` is left out.
      more: { noor: { email_verified: undefined }, ola: { email_verified: false } },
    }),
    // One that knows no other prompt than those that all must.
    startPartner('College', { domain: 'college.example', people: ['ada', 'bo'], prompts: [] }),
    // One that says how, and on what, its people signed in, and wants no secret.
    startPartner('Institute', {
      domain: 'institute.example',
      people: ['ivy', 'jo'],
      factors: { ivy: ['pwd', 'mfa'], jo: ['pwd'] },
      more: { ivy: { signin_state: ['dvc_mngd', 'dvc_cmp', 'kmsi'] } },
    }),
  ]);

/** Somebody invited by an administrator: the mail. */
async function invited(admin, demo, email) {
  await step.invite(admin, demo, { email, name: email.split('@')[0] });
  return demo.nextMail(email);
}

/** An administrator, who signs in to each demo once. */
async function administrator({ person, demo }) {
  const admin = await person();
  if (!demo.cookies) {
    await step.signInAsAdministrator(admin, demo);
    demo.cookies = await admin.context().cookies();
  }
  await admin.context().addCookies(demo.cookies);
  return admin;
}

/** The value of a claim in the table that the page shows. */
async function claim(page, name) {
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
  return (await row.locator('td').first().innerText()).trim();
}

async function assertTold(page, ...words) {
  const told = await page.innerText('main');
  for (const word of words) assert.ok(told.includes(word), `the page does not say "${word}":\n${told}`);
}

/** A guest is invited, accepts, comes again, and uses an application; the administrator sees why it went so. */
async function walk(here, account, { script }) {
  const { person, demo, partners: [uni] } = here;
  const [admin, visitor] = [await administrator(here), await person({ script })];
  const signIn = script ? at.signInAt : at.signInAtWithoutScript;
  const email = `${account}@uni.example`;
  const tab = await step.acceptFromInbox(visitor, demo, await invited(admin, demo, email));
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await signIn(tab, uni, account);
  await at.shows(tab, 'Review permissions');
  await assertTold(tab, email, 'Account of University');
  await step.accept(tab);
  assert.equal(await step.invitationState(admin, demo, email), 'Accepted');

  await admin.goto(`${demo.root}/admin/applications`);
  await admin.getByRole('link', { name: TILE, exact: true }).click();
  await step.assign(admin, email);
  const again = await person({ script });
  const place = await at.comeAgain(again, demo, email);
  await signIn(again, uni, account);
  await again.waitForURL(place);
  await again.getByRole('link', { name: TILE }).click();
  await again.getByRole('button', { name: 'Accept', exact: true }).click();
  await again.waitForURL(`${demo.sample}/`);
  assert.equal(await claim(again, 'idp'), uni.issuer);
  assert.equal(await claim(again, 'acct'), '1');
  assert.equal(await claim(again, 'amr'), 'fed');

  // Nobody typed a name, so the guest has the one that the university says.
  await step.openUser(admin, demo, `${account} of University`);
  await assertTold(admin, 'The domain is one of an identity provider’s domains', 'identity provider University', uni.issuer);
  await admin.goto(`${demo.root}/admin/identity-providers/what-if`);
  await admin.getByLabel('Email address').fill(email);
  await admin.getByRole('button', { name: 'Show what would happen' }).click();
  await assertTold(admin, 'They are bound already', 'They sign in at University', 'The domain is one of this provider’s domains.');
}

/** Adds the providers. */
async function furnish(here) {
  const { demo, partners: [uni, college] } = here;
  const admin = await administrator(here);
  await at.addProvider(admin, demo, uni, 'uni.example');
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, uni, 'lee');
  await at.shows(admin, 'Test sign-in');
  await assertTold(admin, 'The address is believed', 'lee@uni.example', uni.issuer, 'email_verified', 'lee of University');
  await at.openProvider(admin, demo, uni);
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, uni, 'noor');
  await at.shows(admin, 'Test sign-in');
  await assertTold(admin, 'The address is not believed: the provider does not say that it is verified.');
  await at.openProvider(admin, demo, uni);
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.refuse(admin, uni);
  await at.shows(admin, 'The test failed');
  await assertTold(admin, 'access_denied');
  await at.addProvider(admin, demo, college, 'college.example');
}

const { test } = useDemo({ partners });

test('an administrator adds a provider, and sees what it says before anybody is sent there', furnish);

test('whoever signs out here is signed out at the university, which asks them', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  const mail = await invited(admin, demo, 'wes@uni.example');
  await at.goFrom(tab, mail, uni);
  await at.signInAt(tab, uni, 'wes');
  await step.accept(tab);
  await at.shows(tab, 'My Apps');
  await at.signOut(tab);
  await tab.getByRole('button', { name: 'Yes, sign me out' }).click();
  await at.shows(tab, 'You’re signed out');
  await tab.waitForURL(`${demo.root}/signed-out`);
  await at.comeAgain(tab, demo, 'wes@uni.example');
  await at.arriveAt(tab, uni);
});

test('a server that is killed and started again takes back whoever is at the provider', async (here) => {
  const { person, demo, partners: [uni, college] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  await at.goFrom(tab, await invited(admin, demo, 'tam@uni.example'), uni);
  const mail = await invited(admin, demo, 'bo@college.example');
  await demo.killAndStartAgain();
  await at.signInAt(tab, uni, 'tam');
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);

  // It has forgotten what the providers said. One that is down then leads nobody anywhere.
  const other = await person();
  await college.isDown();
  await other.goto(invitationLink(mail));
  await other.getByRole('button', { name: 'Sign in with your College account' }).click();
  await at.shows(other, 'College can’t be used at present');
  await college.isBack();
});

test('a guest comes in by their university, and is sent there from then on', (here) => walk(here, 'lee', { script: true }));

test('a guest comes in by their university without script', (here) => walk(here, 'kim', { script: false }));

test('of whose address the university does not say that it is theirs types a code besides, once', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const admin = await administrator(here);
  for (const account of ['noor', 'ola']) {
    const email = `${account}@uni.example`;
    const tab = await person();
    await at.goFrom(tab, await invited(admin, demo, email), uni);
    await at.signInAt(tab, uni, account);
    await at.shows(tab, 'Is this address yours?');
    await tab.getByRole('button', { name: 'Send a code' }).click();
    await tab.getByLabel('Code', { exact: true }).fill(codeOf(await demo.nextMail(email)));
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click();
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
  }
  const again = await person();
  const place = await at.comeAgain(again, demo, 'noor@uni.example');
  await at.signInAt(again, uni, 'noor');
  await again.waitForURL(place);
});

test('with the wrong account nobody gets in, and nothing is lost', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  await at.goFrom(tab, await invited(admin, demo, 'max@uni.example'), uni);
  await at.signInAt(tab, uni, 'pia');
  await at.shows(tab, 'Is this address yours?');
  await assertTold(tab, 'pia@uni.example', 'max@uni.example');
  await tab.getByRole('button', { name: 'Use another account' }).click();
  await at.shows(tab, 'Adele Vance invites you to Contoso');
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  // Pia is still signed in there, and yet is asked.
  await at.signInAt(tab, uni, 'max');
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);
  // Who has an account there is nobody's guest by it.
  const stranger = await person();
  await at.comeAgain(stranger, demo, 'max@uni.example');
  await at.signInAt(stranger, uni, 'pia');
  await at.shows(stranger, 'You have no access with this account');
  await assertTold(stranger, 'pia@uni.example');
  await stranger.getByRole('link', { name: 'Use another account' }).click();
  await stranger.getByLabel('Email address or user name').waitFor();
});

test('who cancels at the provider, or goes back, gets on again', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  const mail = await invited(admin, demo, 'quin@uni.example');
  await at.goFrom(tab, mail, uni);
  await at.refuse(tab, uni);
  await at.shows(tab, 'You weren’t signed in');
  await tab.getByRole('link', { name: 'Back to the invitation' }).click();
  await at.shows(tab, 'Adele Vance invites you to Contoso');
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await at.arriveAt(tab, uni);
  await tab.goBack();
  await at.shows(tab, 'Adele Vance invites you to Contoso');
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await at.signInAt(tab, uni, 'quin');
  await at.shows(tab, 'Review permissions');
  await tab.goBack();
  await tab.goBack();
  await at.shows(tab, 'Adele Vance invites you to Contoso');
  await tab.getByRole('button', { name: 'Continue as quin@uni.example' }).click();
  await step.accept(tab);
});

test('of two tabs one gets in, and a newer invitation ends what an older one began', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  const mail = await invited(admin, demo, 'rio@uni.example');
  const other = await tab.context().newPage();
  await at.goFrom(tab, mail, uni);
  await at.goFrom(other, mail, uni);
  await at.signInAt(other, uni, 'rio');
  await at.shows(other, 'Review permissions');
  await step.accept(other);
  await at.signInAt(tab, uni, 'rio');
  await at.shows(tab, 'This sign-in is over');
  await tab.goto(`${demo.root}/myapps`);
  await step.assertHeading(tab, 'My Apps');

  const late = await person();
  await at.goFrom(late, await invited(admin, demo, 'sol@uni.example'), uni);
  await step.openUser(admin, demo, 'sol');
  await admin.getByRole('button', { name: 'Resend invitation' }).click();
  const newer = await demo.nextMail('sol@uni.example');
  await at.signInAt(late, uni, 'sol');
  await at.shows(late, 'There is a newer invitation');
  await at.goFrom(late, newer, uni);
  await at.signInAt(late, uni, 'sol');
  await at.shows(late, 'Review permissions');
  await step.accept(late);
});

test('a provider that is down, slow or refuses is told as such, and the way goes on when it is back', async (here) => {
  const { person, demo, partners: [, college] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  const mail = await invited(admin, demo, 'ada@college.example');
  const trouble = async () => {
    await at.shows(tab, 'College can’t be used at present');
    await assertTold(tab, 'It doesn’t answer');
    await tab.getByRole('link', { name: 'Back to the invitation' }).click();
    await tab.getByRole('button', { name: 'Sign in with your College account' }).click();
  };
  await at.goFrom(tab, mail, college);
  college.isSlow();
  await at.signInAt(tab, college, 'ada');
  await trouble();
  await college.isBack();
  await at.arriveAt(tab, college);
  college.refusesCodes();
  await at.signInAt(tab, college, 'ada');
  await trouble();
  await at.arriveAt(tab, college);
  await college.isBack();
  await at.signInAt(tab, college, 'ada');
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);
});

test('a guest without a mouse comes in by their university', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  await tab.goto(invitationLink(await invited(admin, demo, 'uma@uni.example')));
  await tabTo(tab, 'Sign in with your University account');
  await tab.keyboard.press('Enter');
  await at.arriveAt(tab, uni);
  await tab.keyboard.type('uma');
  await tab.keyboard.press('Enter');
  await at.shows(tab, 'Review permissions');
  await enter(tab, 'Accept', 'My Apps');
});

test('the provider’s new key is asked for', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  const mail = await invited(admin, demo, 'vic@uni.example');
  // For a key that is missing it is asked once a minute.
  await until('its keys to be a minute old', () => uni.gaveKeysBefore(61), { seconds: 61 });
  uni.rollKeyOver();
  await at.goFrom(tab, mail, uni);
  await at.signInAt(tab, uni, 'vic');
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);
});

test('to a provider that wants no secret this server proves itself by a key of its own', async (here) => {
  const { person, demo, partners: [, , institute] } = here;
  const admin = await administrator(here);
  await at.addProvider(admin, demo, institute, 'institute.example', { byKey: true });
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, institute, 'ivy');
  await at.shows(admin, 'Test sign-in');
  await assertTold(admin, 'The address is believed', 'ivy@institute.example', 'Said, and not trusted');
  for (const account of ['ivy', 'jo']) {
    const tab = await person();
    await at.goFrom(tab, await invited(admin, demo, `${account}@institute.example`), institute);
    await at.signInAt(tab, institute, account);
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
  }
  // A key that it doesn't know proves nothing.
  const { id } = await institute.register(`${demo.root}/nowhere`);
  await at.openProvider(admin, demo, institute);
  const client = await admin.getByLabel('Client ID').inputValue();
  assert.notEqual(client, id);
  institute.takesKeysFrom(client, `${demo.root}/common/discovery/v2.0/keys`);
  const tab = await person();
  await at.comeAgain(tab, demo, 'ivy@institute.example');
  await at.signInAt(tab, institute, 'ivy');
  await at.shows(tab, 'Institute can’t be used at present');
  const keys = await admin.getByLabel('Key set (JWKS) URL').inputValue();
  institute.takesKeysFrom(client, keys);
});

test('this server proves itself by its secret in each way that a provider may want', async (here) => {
  const { demo, partners: [uni] } = here;
  const admin = await administrator(here);
  const tries = async () => {
    await admin.getByRole('button', { name: 'Test sign-in' }).click();
    await at.signInAt(admin, uni, 'lee');
  };
  await at.openProvider(admin, demo, uni);
  const client = await admin.getByLabel('Client ID').inputValue();
  for (const method of ['client_secret_post', 'client_secret_jwt', 'client_secret_basic']) {
    uni.takesSecretBy(client, method);
    // It takes a secret in the header and in the form alike.
    if (method !== 'client_secret_post') {
      await tries();
      await at.shows(admin, 'The test failed');
      await assertTold(admin, 'invalid_client', 'how this server proves itself');
      await at.openProvider(admin, demo, uni);
    }
    await admin.getByLabel('How this server proves itself').selectOption(method);
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByRole('status').waitFor();
    await tries();
    await at.shows(admin, 'Test sign-in');
    await assertTold(admin, 'lee@uni.example');
    await at.openProvider(admin, demo, uni);
  }
});

test('whoever signs out at the university is signed out here', async (here) => {
  const { person, demo, partners: [uni] } = here;
  const [admin, tab] = [await administrator(here), await person()];
  await at.openProvider(admin, demo, uni);
  const client = await admin.getByLabel('Client ID').inputValue();
  uni.tellsOfSignOutAt(client, await admin.getByLabel('Back-channel logout URI').inputValue());
  const place = await at.comeAgain(tab, demo, 'lee@uni.example');
  await at.signInAt(tab, uni, 'lee');
  await tab.waitForURL(place);
  const isIn = async () => (await tab.request.get(`${demo.root}/account`, { maxRedirects: 0 })).status() === 200;
  assert.ok(await isIn());
  await tab.goto(`${uni.issuer}/session/end`);
  await tab.getByRole('button', { name: 'Yes, sign me out' }).click();
  await until('the session here to be over', async () => !(await isIn()));
});

test('who proved several factors at a provider that is trusted in that proves no other one', async (here) => {
  const { person, demo, partners: [, , institute] } = here;
  const admin = await administrator(here);
  const guestsNeedIt = async (needed) => {
    await admin.goto(`${demo.root}/admin/sign-in-settings`);
    await admin.getByLabel('Require it of guests').setChecked(needed);
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByRole('status').waitFor();
  };
  const trust = async (trusted) => {
    await at.openProvider(admin, demo, institute);
    await admin.getByLabel('Trust multifactor authentication of this provider').setChecked(trusted);
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByRole('status').waitFor();
  };
  const come = async (account) => {
    const tab = await person();
    const place = await at.comeAgain(tab, demo, `${account}@institute.example`);
    await at.signInAt(tab, institute, account);
    return { tab, place };
  };
  await guestsNeedIt(true);
  const before = await come('ivy');
  await at.shows(before.tab, 'Add a second factor');
  await trust(true);
  // Whoever was asked before need only go on.
  await before.tab.goto(before.place);
  await step.assertHeading(before.tab, 'My Apps');
  const ivy = await come('ivy');
  await ivy.tab.waitForURL(ivy.place);
  await step.assertHeading(ivy.tab, 'My Apps');
  const jo = await come('jo');
  await at.shows(jo.tab, 'Add a second factor');
  await trust(false);
  await ivy.tab.goto(ivy.place);
  await at.shows(ivy.tab, 'Add a second factor');
  await guestsNeedIt(false);
});

test('what a provider says of a device is read by an application that asks, once it is trusted', async (here) => {
  const { person, demo, partners: [, , institute] } = here;
  const admin = await administrator(here);
  const save = async () => {
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByRole('status').waitFor();
  };
  await admin.goto(`${demo.root}/admin/app-registrations`);
  await admin.getByRole('link', { name: TILE, exact: true }).click();
  await admin.getByRole('link', { name: 'Token configuration', exact: true }).click();
  await admin.getByRole('group', { name: 'Optional claims of ID tokens' }).getByLabel('signin_state').check();
  await save();
  await admin.goto(`${demo.root}/admin/applications`);
  await admin.getByRole('link', { name: TILE, exact: true }).click();
  await step.assign(admin, 'ivy@institute.example');
  await at.openProvider(admin, demo, institute);
  await admin.getByLabel('Trust what this provider says of devices').check();
  await save();
  await admin.getByRole('button', { name: 'Test sign-in' }).click();
  await at.signInAt(admin, institute, 'ivy');
  await at.shows(admin, 'Test sign-in');
  await assertTold(admin, 'dvc_mngd, dvc_cmp', 'Handed on in signin_state');
  const tab = await person();
  const place = await at.comeAgain(tab, demo, 'ivy@institute.example');
  await at.signInAt(tab, institute, 'ivy');
  await tab.waitForURL(place);
  await tab.getByRole('link', { name: TILE }).click();
  await tab.getByRole('button', { name: 'Accept', exact: true }).click();
  await tab.waitForURL(`${demo.sample}/`);
  assert.equal(await claim(tab, 'signin_state'), 'dvc_mngd, dvc_cmp');
});

if (process.env.TEST_DATABASE_URL) {
  const { test: testOnPostgres } = useDemo({ partners, postgres: process.env.TEST_DATABASE_URL });

  testOnPostgres('on PostgreSQL, a guest comes in by their university', async (here) => {
    await furnish(here);
    await walk(here, 'lee', { script: true });
  });
}
