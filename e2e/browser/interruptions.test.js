// What comes between a guest and their own organization's identity provider, whichever protocol it speaks, with script and
// without; what `federation.test.js` tries with one that speaks OpenID Connect, and with script, is not tried so again.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import * as at from '../support/federation.js';
import { startPartner } from '../support/partner.js';
import { startSamlPartner } from '../support/saml_partner.js';
import * as step from '../support/steps.js';
import { sql } from '../support/sql.js';

// Some are guests once with script and once without.
const people = ['lee', 'kim', 'pia', 'quin'].flatMap((one) => [one, `${one}.too`]).concat(['max', 'noor', 'ola', 'rio']);
const partners = () =>
  Promise.all([
    startPartner('College', { domain: 'college.example', people }),
    startSamlPartner('University', { domain: 'uni.example', people }),
  ]);
const OPENID = {
  speaks: 'OpenID Connect',
  domain: 'college.example',
  of: ([college]) => college,
  add: at.addProvider,
  goOnByHand: async (tab) => {
    await at.shows(tab, 'Signing you in');
    await tab.getByRole('button', { name: 'Continue', exact: true }).click();
  },
  no: 'You weren’t signed in',
  troubles: [(college) => college.isSlow(), (college) => college.refusesCodes()],
  isBack: (college) => college.isBack(),
};
const SAML = {
  speaks: 'SAML',
  domain: 'uni.example',
  of: ([, uni]) => uni,
  add: at.addSamlProvider,
  goOnByHand: at.goOnByHand,
  // It does not say in the response that it was the person.
  no: 'University can’t be used at present',
  // Its new key is in metadata that it does not give.
  troubles: [
    async (uni) => {
      await uni.rollKeyOver();
      uni.says({ isSlow: true });
    },
  ],
  isBack: (uni) => uni.says(),
};
const WAYS = [
  [OPENID, true],
  [OPENID, false],
  [SAML, true],
  [SAML, false],
];
// Those that `federation.test.js` leaves.
const OTHER_WAYS = WAYS.slice(1);
const words = ([kind, script]) => `${kind.speaks}, ${script ? 'with' : 'without'} script`;
const named = (account, script) => (script ? account : `${account}.too`);

const { test } = useDemo({ partners });

/** An administrator, who signs in once. */
async function administrator({ person, demo }) {
  const admin = await person();
  if (!demo.cookies) {
    await step.signInAsAdministrator(admin, demo);
    demo.cookies = await admin.context().cookies();
  }
  await admin.context().addCookies(demo.cookies);
  return admin;
}

/** An administrator, a partner that is a provider of the demo, and somebody at it whom `invite` invited. */
async function visit(here, kind, { script } = {}) {
  const { person, demo } = here;
  const [admin, partner] = [await administrator(here), kind.of(here.partners)];
  demo.has ??= new Set();
  if (!demo.has.has(kind)) await kind.add(admin, demo, partner, kind.domain);
  demo.has.add(kind);
  const invite = async (account) => {
    const email = `${account}@${kind.domain}`;
    await step.invite(admin, demo, { email, name: `${account} of ${partner.name}` });
    return { email, mail: await demo.nextMail(email) };
  };
  const signIn = async (tab, account) => {
    await at.signInAt(tab, partner, account);
    if (script === false) await kind.goOnByHand(tab);
  };
  return { admin, partner, invite, tab: await person({ script }), signIn };
}

for (const way of WAYS) {
  const [kind, script] = way;
  test(`an invitation that ends while its guest is at a provider of ${words(way)}, lets nobody in`, async (here) => {
    const { demo } = here;
    const { admin, partner, invite, signIn } = await visit(here, kind, { script });
    const ends = {
      lee: ['This invitation was withdrawn', async (_, name) => {
        await step.openUser(admin, demo, name);
        await admin.getByRole('button', { name: 'Revoke invitation' }).click();
        await step.confirm(admin, 'Revoke invitation');
        await step.assertHeading(admin, name);
      }],
      kim: ['This invitation has expired', async (email) => {
        sql(demo.database, `UPDATE invitations SET expires_at = created_at + 1 WHERE address = '${email}'`);
      }],
    };
    for (const [one, [title, end]] of Object.entries(ends)) {
      const account = named(one, script);
      const [tab, { email, mail }] = [await here.person({ script }), await invite(account)];
      await at.goFrom(tab, mail, partner);
      await end(email, `${account} of ${partner.name}`);
      await signIn(tab, account);
      await at.shows(tab, title);
      assert.notEqual(await step.invitationState(admin, demo, email), 'Accepted');
    }
  });
}

for (const way of OTHER_WAYS) {
  const [kind, script] = way;
  test(`a newer invitation ends what an older one began at a provider of ${words(way)}`, async (here) => {
    const { demo } = here;
    const { admin, partner, invite, tab, signIn } = await visit(here, kind, { script });
    const account = named('pia', script);
    const { email, mail } = await invite(account);
    await at.goFrom(tab, mail, partner);
    await step.openUser(admin, demo, `${account} of ${partner.name}`);
    await admin.getByRole('button', { name: 'Resend invitation' }).click();
    const newer = await demo.nextMail(email);
    await signIn(tab, account);
    await at.shows(tab, 'There is a newer invitation');
    await at.goFrom(tab, newer, partner);
    await signIn(tab, account);
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
  });
}

/** Says no, goes back, is somebody else, and has two tabs; in the end they are in. */
async function wander(here, kind, account, how) {
  const { demo } = here;
  const { partner, invite, tab, signIn } = await visit(here, kind, how);
  const { email, mail } = await invite(account);
  const landing = 'Adele Vance invites you to Contoso';
  await at.goFrom(tab, mail, partner);
  await at.refuse(tab, partner);
  if (!how.script) await kind.goOnByHand(tab);
  await at.shows(tab, kind.no);
  await tab.getByRole('link', { name: 'Back to the invitation' }).click();
  await at.goTo(tab, partner);
  await at.arriveAt(tab, partner);
  await tab.goBack();
  await at.shows(tab, landing);
  await at.goTo(tab, partner);
  await signIn(tab, 'rio');
  await at.shows(tab, 'Is this address yours?');
  await tab.getByRole('button', { name: 'Use another account' }).click();
  await at.shows(tab, landing);

  // In a browser in which nobody is signed in at the provider yet.
  const one = await here.person(how);
  const other = await one.context().newPage();
  await at.goFrom(one, mail, partner);
  await at.goFrom(other, mail, partner);
  await signIn(other, account);
  await at.shows(other, 'Review permissions');
  // Without script the page before is one that the provider's form made, which browsers ask about before they show it.
  if (how.script || kind === OPENID) {
    await other.goBack();
    await other.goForward();
    await at.shows(other, 'Review permissions');
  }
  await step.accept(other);
  await signIn(one, account);
  await at.shows(one, 'This sign-in is over');
  await one.goto(`${demo.root}/myapps`);
  await step.assertHeading(one, 'My Apps');
  assert.equal(await step.invitationState(await administrator(here), demo, email), 'Accepted');
}

test('who says no, goes back, is somebody else or has two tabs gets in by SAML', (here) => wander(here, SAML, 'max', { script: true }));

test('the same by SAML without script', (here) => wander(here, SAML, 'noor', { script: false }));

test('the same by OpenID Connect without script', (here) => wander(here, OPENID, 'ola', { script: false }));

for (const way of OTHER_WAYS) {
  const [kind, script] = way;
  test(`a provider of ${words(way)}, that is in trouble is told as such, and a server that was killed takes its guest back`, async (here) => {
    const { demo } = here;
    const { partner, invite, tab, signIn } = await visit(here, kind, { script });
    const account = named('quin', script);
    const { mail } = await invite(account);
    await at.goFrom(tab, mail, partner);
    for (const begin of kind.troubles) {
      await begin(partner);
      await signIn(tab, account);
      await at.shows(tab, `${partner.name} can’t be used at present`);
      await kind.isBack(partner);
      await tab.getByRole('link', { name: 'Back to the invitation' }).click();
      await at.goTo(tab, partner);
      await at.arriveAt(tab, partner);
    }
    await partner.rollKeyOver();
    // It also forgets the keys that it knew, and that it asked for them a moment ago.
    await demo.killAndStartAgain();
    await signIn(tab, account);
    await at.shows(tab, 'Review permissions');
    await step.accept(tab);
  });
}
