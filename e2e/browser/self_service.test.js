// People from outside ask for access to an application, as a person and whoever decides go through it.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { linkOf } from '../support/demo.js';
import * as federation from '../support/federation.js';
import { startPartner } from '../support/partner.js';
import * as ask from '../support/self_service.js';
import * as step from '../support/steps.js';

const CREDENTIALS = { name: 'hospes', password: 'p:ä s+s' };

/** Says who the person is, lets nobody in from `blocked.example`, and wants a number of three digits. */
function answer({ step: at, email, extension_badge: badge }) {
  const go = { version: '1.0.0', action: 'Continue' };
  if (email.endsWith('@blocked.example')) {
    return [200, { ...go, action: 'ShowBlockPage', userMessage: 'Your company has no contract with us.' }];
  }
  if (at !== 'PostAttributeCollection') return [200, { ...go, extension_badge: 'B-1' }];
  if (/^\d{3}$/.test(badge)) return [200, { ...go, extension_badge: `number ${badge}` }];
  return [400, { version: '1.0.0', status: 400, action: 'ValidationError', userMessage: 'A badge has three digits.' }];
}

let uni;
let service;
const partners = async () => {
  uni = await startPartner('University', { domain: 'uni.example', people: ['lee', 'pat'] });
  service = await ask.startConnector(CREDENTIALS, answer);
  return [uni, service];
};

const { test } = useDemo({ partners });
const button = (page, name) => page.getByRole('button', { name, exact: true });

async function administrator({ person, demo }) {
  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await ask.switchOn(admin, demo);
  return admin;
}

/** Accepts, is led to the application that they asked for, which nobody runs, and finds it in My Apps, too. */
async function acceptAndHave(page, demo, application) {
  const home = `https://${application.toLowerCase()}.contoso.example/`;
  const led = page.waitForRequest(home);
  await button(page, 'Accept').click();
  await led;
  await page.waitForURL('chrome-error://**', { waitUntil: 'commit' });
  await page.goto(`${demo.root}/myapps`);
  await page.getByText(application, { exact: true }).first().waitFor();
}

for (const script of [true, false]) {
  const how = script ? 'with script' : 'without script';
  const name = script ? 'Wiki' : 'Notes';

  test(`who asks ${how} proves the address, answers, accepts, and has the application at once`, async (here) => {
    const { person, demo } = here;
    const admin = await administrator(here);
    const url = await ask.createFlow(admin, demo, name);
    await ask.addQuestion(admin, 'purpose', 'What for');
    const address = `ada.${name.toLowerCase()}@example.org`;
    const page = await person({ script });
    await ask.begin(page, url, address);
    await ask.proveAddress(page, demo, address);
    await step.assertHeading(page, 'Tell Contoso who you are');
    await button(page, 'Next').click();
    await page.getByText('What for: an answer is needed.').first().waitFor();
    await page.getByLabel('What for').fill('To read along');
    await button(page, 'Next').click();
    await step.assertHeading(page, 'Review permissions');
    await acceptAndHave(page, demo, name);
    // What they answered is where an administrator looks for it.
    await step.openUser(admin, demo, `ada.${name.toLowerCase()}`);
    await admin.getByText('To read along').waitFor();
  });

  test(`a request that is made ${how} waits, is withdrawn, is denied with a reason, or is approved`, async (here) => {
    const { person, demo } = here;
    const admin = await administrator(here);
    const app = `${name}2`;
    const url = await ask.createFlow(admin, demo, app, { sponsors: 'megan@contoso.example' });
    const asks = async (who) => {
      const address = `${who}.${app.toLowerCase()}@example.org`;
      const page = await person({ script });
      await ask.begin(page, url, address);
      await ask.proveAddress(page, demo, address);
      await button(page, 'Send request').click();
      await step.assertHeading(page, 'Your request waits for a decision');
      const told = await demo.nextMail('megan@contoso.example');
      assert.match(told.text, new RegExp(app));
      return { page, address, opens: linkOf(told, new URL(told.links.find((one) => one.includes('/myapps/approvals'))).pathname) };
    };
    const withdraws = await asks('wen');
    await button(withdraws.page, 'Withdraw the request').click();
    await step.assertHeading(withdraws.page, 'Your request is withdrawn');

    const megan = await person({ script });
    const decides = async ({ address, opens }, reason) => {
      await megan.goto(opens);
      if (await megan.getByLabel('Email address or user name').isVisible()) await step.typeCredentials(megan, demo.user('megan@contoso.example'));
      await megan.getByText(address).first().waitFor();
      if (reason) await megan.getByLabel('Reason (optional)').fill(reason);
      await button(megan, reason ? 'Deny' : 'Approve').click();
      await megan.getByText(`The request is ${reason ? 'denied' : 'approved'}.`).waitFor();
    };
    const denied = await asks('dora');
    await decides(denied, 'We know nobody of that name.');
    assert.match((await demo.nextMail(denied.address)).text, /We know nobody of that name\./);

    const approved = await asks('amy');
    await decides(approved);
    const mail = await demo.nextMail(approved.address);
    await approved.page.goto(linkOf(mail, '/redeem'));
    // Who asked in this browser has proved the address, and needs no code.
    await button(approved.page, 'Email me a code').click();
    await step.assertHeading(approved.page, 'Review permissions');
    await acceptAndHave(approved.page, demo, app);
  });
}

test('who has an account at a provider proves the address by it', async (here) => {
  const { person, demo } = here;
  const admin = await administrator(here);
  await federation.addProvider(admin, demo, uni, 'uni.example');
  const url = await ask.createFlow(admin, demo, 'Library');
  const page = await person();
  await ask.begin(page, url, 'lee@uni.example');
  await federation.signInAt(page, uni, 'lee');
  await federation.shows(page, 'Ask for access to Library');
  await button(page, 'Next').click();
  await step.assertHeading(page, 'Review permissions');
  await acceptAndHave(page, demo, 'Library');
  // Somebody else of the university is not the one who asked.
  const other = await person();
  await ask.begin(other, url, 'lee.two@uni.example');
  await federation.signInAt(other, uni, 'pat');
  await federation.shows(other, 'This is another account');
});

test('a service of the organization fills in, refuses, and has the last word', async (here) => {
  const { person, demo } = here;
  const admin = await administrator(here);
  const url = await ask.createFlow(admin, demo, 'Plant');
  await ask.addQuestion(admin, 'badge', 'Badge');
  await ask.connect(admin, 'API connector: after federating with an identity provider', `${service.issuer}/who`, CREDENTIALS);
  await ask.connect(admin, 'API connector: before creating the user', `${service.issuer}/may`, CREDENTIALS);
  const page = await person();
  await ask.begin(page, url, 'eve@example.org');
  await ask.proveAddress(page, demo, 'eve@example.org');
  await button(page, 'Next').click();
  const badge = page.getByLabel('Badge');
  assert.equal(await badge.inputValue(), 'B-1');
  await button(page, 'Next').click();
  await page.getByText('A badge has three digits.').waitFor();
  await badge.fill('007');
  await button(page, 'Next').click();
  await step.assertHeading(page, 'Review permissions');
  assert.deepEqual(service.asked.map((one) => [one.step, one.email, one.extension_badge]), [
    ['PostFederationSignup', 'eve@example.org', undefined],
    ['PostAttributeCollection', 'eve@example.org', 'B-1'],
    ['PostAttributeCollection', 'eve@example.org', '007'],
  ]);
  await acceptAndHave(page, demo, 'Plant');
  await step.openUser(admin, demo, 'eve');
  await admin.getByText('number 007').waitFor();

  const blocked = await person();
  await ask.begin(blocked, url, 'max@blocked.example');
  await ask.proveAddress(blocked, demo, 'max@blocked.example');
  await button(blocked, 'Next').click();
  await step.assertHeading(blocked, 'You can’t go on');
  await blocked.getByText('Your company has no contract with us.').waitFor();
});
