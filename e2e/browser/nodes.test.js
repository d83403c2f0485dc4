// Two nodes on one PostgreSQL: no guest has to come back to the node that they left, and none is accepted twice.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeContext, launch, openContext, photograph } from '../support/browser.js';
import { invitationLink } from '../support/demo.js';
import * as at from '../support/federation.js';
import { startNodes } from '../support/nodes.js';
import { startPartner } from '../support/partner.js';
import { startSamlPartner } from '../support/saml_partner.js';
import { sql } from '../support/sql.js';
import * as step from '../support/steps.js';
import { until } from '../support/until.js';

const postgres = process.env.TEST_DATABASE_URL;
const PASSWORD = 'horse staple battery correct';
const [FIRST, SECOND] = [0, 1];
const DEPARTS = ['POST', /^\/redeem\/sign-in$/];
const RETURNS = ['POST', /^\/signin\/providers\/[^/]+\/finish$/];
const RETURNS_BY_SAML = ['POST', /^\/[^/]+\/saml\/sp\/finish$/];
const ACCEPTS = ['POST', /^\/redeem\/accept$/];

const here = {};
// Each waits for the one before: they kill nodes.
const walk = (name, run) =>
  test(name, { skip: !postgres && 'TEST_DATABASE_URL is not set' }, async () => {
    const contexts = [];
    const person = async () => {
      contexts.push(await openContext(here.browser, { anyCertificate: true }));
      return contexts.at(-1).newPage();
    };
    try {
      await run({ person, ...here });
    } catch (fault) {
      await photograph(contexts, name);
      throw fault;
    }
    for (const context of contexts) await closeContext(context);
  });

before(async () => {
  if (!postgres) return;
  here.uni = await startPartner('University', { domain: 'uni.example', people: ['lee', 'kim', 'max', 'noor', 'ola'] });
  here.college = await startSamlPartner('College', { domain: 'college.example', people: ['ada', 'bo'] });
  const environment = await at.environmentOf([here.uni, here.college]);
  [here.nodes, here.browser] = await Promise.all([startNodes({ postgres, environment }), launch()]);
});
after(async () => {
  await here.browser?.close();
  await here.nodes?.stop();
  await here.uni?.stop();
  await here.college?.stop();
});

/** An administrator, who signs in once. */
async function administrator({ person, nodes }) {
  const admin = await person();
  if (!nodes.cookies) {
    await admin.goto(`${nodes.root}/admin`);
    await step.typeCredentials(admin, nodes.administrator);
    await step.assertHeading(admin, 'Choose a new password');
    await admin.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await admin.getByLabel('The same password again').fill(PASSWORD);
    await admin.getByRole('button', { name: 'Save and sign in' }).click();
    await admin.waitForURL(`${nodes.root}/admin`);
    nodes.cookies = await admin.context().cookies();
  }
  await admin.context().addCookies(nodes.cookies);
  return admin;
}

async function invited(admin, nodes, email) {
  await step.invite(admin, nodes, { email, name: email.split('@')[0] });
  return nodes.nextMail(email);
}

/** How often somebody was accepted, and what they are now, as the database has it. */
function assertAcceptedOnce({ database }, email) {
  const events = `SELECT count(*) FROM audit_events e JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.target_id
    WHERE e.activity = 'Redeem external user invite' AND e.result = 'success' AND u.mail = '${email}'`;
  assert.equal(sql(database, events), '1', `how often ${email} was accepted`);
  assert.equal(sql(database, `SELECT invitation_state FROM users WHERE mail = '${email}'`), 'Completed');
}

walk('an administrator signs in and adds a provider, with each request at the other node', async (world) => {
  const admin = await administrator(world);
  await at.addProvider(admin, world.nodes, world.uni, 'uni.example');
  assert.deepEqual(new Set(world.nodes.proxy.log.map(({ node }) => node)), new Set([FIRST, SECOND]));
});

walk('a guest proves their mailbox, with each request at the other node', async (world) => {
  const { nodes, person } = world;
  const email = 'pat@example.org';
  const [admin, tab] = [await administrator(world), await person()];
  const mail = await invited(admin, nodes, email);
  await tab.goto(invitationLink(mail));
  await step.proveByCode(tab, nodes, email);
  await step.accept(tab);
  assert.equal(await step.invitationState(admin, nodes, email), 'Accepted');
  assertAcceptedOnce(nodes, email);
  // The invitation and the code: both nodes send mails, and none sends what the other sends.
  assert.equal(nodes.mailsTo(email).length, 2);
});

walk('a guest leaves for their university at one node and comes back to the other', async (world) => {
  const { nodes, person, uni } = world;
  const admin = await administrator(world);
  for (const [account, leaves, returns] of [['lee', FIRST, SECOND], ['kim', SECOND, FIRST]]) {
    const [email, tab] = [`${account}@uni.example`, await person()];
    await tab.goto(invitationLink(await invited(admin, nodes, email)));
    nodes.proxy.next(leaves);
    await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
    await at.arriveAt(tab, uni);
    // What came back is posted on by the page that is read first.
    nodes.proxy.next(leaves);
    await at.signInAt(tab, uni, account);
    await at.shows(tab, 'Review permissions');
    assert.deepEqual([nodes.proxy.nodeOf(...DEPARTS), nodes.proxy.nodeOf(...RETURNS)], [leaves, returns]);
    await step.accept(tab);
    assertAcceptedOnce(nodes, email);
  }
});

walk('a guest leaves for their college by SAML at one node and comes back to the other', async (world) => {
  const { nodes, person, college } = world;
  const admin = await administrator(world);
  await at.addSamlProvider(admin, nodes, college, 'college.example');
  for (const [account, leaves, returns] of [['ada', FIRST, SECOND], ['bo', SECOND, FIRST]]) {
    const [email, tab] = [`${account}@college.example`, await person()];
    await tab.goto(invitationLink(await invited(admin, nodes, email)));
    nodes.proxy.next(leaves);
    await at.goTo(tab, college);
    await at.arriveAt(tab, college);
    nodes.proxy.next(leaves);
    await at.signInAt(tab, college, account);
    await at.shows(tab, 'Review permissions');
    assert.deepEqual([nodes.proxy.nodeOf(...DEPARTS), nodes.proxy.nodeOf(...RETURNS_BY_SAML)], [leaves, returns]);
    await step.accept(tab);
    assertAcceptedOnce(nodes, email);
  }
});

walk('a node is killed while a guest is at their university, and the other takes them back', async (world) => {
  const { nodes, person, uni } = world;
  const [admin, tab] = [await administrator(world), await person()];
  const email = 'max@uni.example';
  await tab.goto(invitationLink(await invited(admin, nodes, email)));
  nodes.proxy.next(FIRST);
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await at.arriveAt(tab, uni);
  assert.equal(nodes.proxy.nodeOf(...DEPARTS), FIRST);
  await nodes.kill(FIRST);
  await at.signInAt(tab, uni, 'max');
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);
  assert.equal(nodes.proxy.nodeOf(...RETURNS), SECOND);
  assertAcceptedOnce(nodes, email);
  await nodes.start(FIRST);
});

walk('a node that has just been started asks the university itself', async (world) => {
  const { nodes, person, uni } = world;
  const [admin, tab] = [await administrator(world), await person()];
  const email = 'noor@uni.example';
  await tab.goto(invitationLink(await invited(admin, nodes, email)));
  nodes.proxy.next(FIRST);
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await at.arriveAt(tab, uni);
  await nodes.kill(SECOND);
  await nodes.start(SECOND);
  const asked = uni.asked('/jwks');
  nodes.proxy.next(FIRST);
  await at.signInAt(tab, uni, 'noor');
  await at.shows(tab, 'Review permissions');
  assert.equal(nodes.proxy.nodeOf(...RETURNS), SECOND);
  assert.equal(uni.asked('/jwks'), asked + 1, 'how often the keys were asked for');
  await step.accept(tab);
  assertAcceptedOnce(nodes, email);
});

walk('who accepts at both nodes at once is accepted once', async (world) => {
  const { nodes, person } = world;
  const [admin, tab] = [await administrator(world), await person()];
  const email = 'sam@example.org';
  await tab.goto(invitationLink(await invited(admin, nodes, email)));
  await step.proveByCode(tab, nodes, email);
  const csrf = await tab.locator('form[action="/redeem/accept"] input[name=csrf]').inputValue();
  const jar = await tab.context().cookies();
  const headers = {
    cookie: jar.map(({ name, value }) => `${name}=${value}`).join('; '),
    origin: nodes.root,
    host: new URL(nodes.root).host,
  };
  nodes.proxy.next(FIRST);
  const accepting = [1, 2, 3, 4].map(() =>
    fetch(`${nodes.root}/redeem/accept`, { method: 'POST', headers, body: new URLSearchParams({ csrf }), redirect: 'manual' }));
  const statuses = (await Promise.all(accepting)).map((answer) => answer.status);
  assert.ok(statuses.includes(303), `${statuses}`);
  assert.ok(statuses.every((status) => status < 500), `${statuses}`);
  assert.deepEqual(new Set(nodes.proxy.log.filter((one) => ACCEPTS[1].test(one.path)).slice(-4).map(({ node }) => node)), new Set([FIRST, SECOND]));
  assertAcceptedOnce(nodes, email);
});

walk('what an administrator changes at one node counts at the other at once', async (world) => {
  const { nodes, person, uni } = world;
  const [admin, tab] = [await administrator(world), await person()];
  const email = 'ola@uni.example';
  await tab.goto(invitationLink(await invited(admin, nodes, email)));
  await tab.getByRole('button', { name: 'Sign in with your University account' }).click();
  await at.arriveAt(tab, uni);
  await at.openProvider(admin, nodes, uni);
  nodes.proxy.next(FIRST);
  await admin.getByRole('button', { name: 'Disable', exact: true }).click();
  await admin.getByRole('button', { name: 'Enable', exact: true }).waitFor();
  nodes.proxy.next(FIRST);
  await at.signInAt(tab, uni, 'ola');
  await at.shows(tab, 'This way to sign in is not in use any more');
  assert.equal(nodes.proxy.nodeOf(...RETURNS), SECOND);
  assert.equal(sql(nodes.database, `SELECT invitation_state FROM users WHERE mail = '${email}'`), 'PendingAcceptance');
});

walk('the audit log of both nodes is one chain', async ({ nodes }) => {
  const chain = await until('all audit events to be sealed', () => /^.* 0 waiting.*$/m.exec(nodes.command('audit', 'verify'))?.[0]);
  assert.match(chain, /^contoso\.example: good\. /);
});
