// The process is killed again and again, wherever it happens to be. What it answered is true afterwards:
// the guest exists, the mail goes out, the audit log is whole.

import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { prepare } from '../support/server.js';
import { startSmtp } from '../support/smtp.js';
import { sql } from '../support/sql.js';
import { until } from '../support/until.js';

const KILLS = 20;
const CLIENTS = 4;
const postgres = process.env.TEST_DATABASE_URL;

test('no invitation that was answered is lost on SQLite', () => invitedThroughCrashes({}));

test('no invitation that was answered is lost on PostgreSQL', { skip: !postgres && 'TEST_DATABASE_URL is not set' }, () =>
  invitedThroughCrashes({ postgres }));

async function invitedThroughCrashes({ postgres }) {
  const smtp = await startSmtp();
  const server = await prepare({ mail: smtp.port, postgres });
  try {
    await server.start();
    await server.token();
    const inviting = { over: false, answered: [] };
    const clients = Array.from({ length: CLIENTS }, (_, number) => inviteUntilOver(server, number, inviting));
    await killAndRestart(server, smtp, inviting);
    inviting.over = true;
    await Promise.all(clients);

    await allMailed(server, smtp, inviting.answered);
    await allThere(server, inviting.answered);
    sameMessageIds(smtp.mails);
    const chain = await until('all audit events to be sealed', () => /^.* 0 waiting.*$/m.exec(server.command('audit', 'verify'))?.[0]);
    assert.match(chain, /^contoso\.example: good\. /);
    assert.equal(await server.end('SIGTERM'), 0);
    console.log(`${inviting.answered.length} invitations, ${smtp.mails.length} mails, ${KILLS} kills`);
  } finally {
    await server.dispose();
    await smtp.stop();
  }
}

/** Invites one after the other. Without an answer it asks again, as a script does that wants an answer. */
async function inviteUntilOver(server, client, inviting) {
  for (let number = 0; !inviting.over; number += 1) {
    const address = `guest-${client}-${number}@partner.example`;
    const answer = await until(`an answer about ${address}`, () => server.invite(address).catch(() => null));
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    inviting.answered.push({ address, id: answer.body.invitedUser.id, link: answer.body.inviteRedeemUrl });
  }
}

async function killAndRestart(server, smtp, inviting) {
  for (let kills = 0; kills < KILLS; kills += 1) {
    const before = inviting.answered.length;
    await until('an answer after the start', () => inviting.answered.length > before);
    if (kills % 2) await killWhileMailing(server, smtp);
    else {
      // Not a wait for anything: the moment is what is random.
      await pause(randomInt(250));
      await server.end('SIGKILL');
    }
    await server.start();
  }
}

/** Kills when a mail was taken and the program doesn't know yet. */
async function killWhileMailing(server, smtp) {
  await new Promise((killed, failed) => {
    smtp.beforeAnswer = () => {
      smtp.beforeAnswer = async () => {};
      return server.end('SIGKILL').then(killed, failed);
    };
    // What an earlier process had taken to send is free again after its lease.
    endLeases(server);
  });
}

const endLeases = (server) => sql(server.database, 'UPDATE outbox SET leased_until = 0');

async function allMailed(server, smtp, answered) {
  await server.end('SIGKILL');
  endLeases(server);
  await server.start();
  await until('every invitation to be mailed', () => {
    const links = new Set(smtp.mails.map((mail) => `${mail.to} ${mail.link}`));
    return answered.every(({ address, link }) => links.has(`${address} ${link}`));
  }, { seconds: 40 });
}

async function allThere(server, answered) {
  const left = [...answered];
  const asking = Array.from({ length: CLIENTS }, async () => {
    for (let guest = left.pop(); guest; guest = left.pop()) {
      const { status, body } = await server.graph(`/users/${guest.id}?$select=mail,userType,externalUserState`);
      assert.equal(status, 200, guest.address);
      const { mail, userType, externalUserState } = body;
      assert.deepEqual({ mail, userType, externalUserState }, { mail: guest.address, userType: 'Guest', externalUserState: 'PendingAcceptance' });
    }
  });
  await Promise.all(asking);
  const addresses = answered.map((guest) => guest.id);
  assert.equal(new Set(addresses).size, addresses.length, 'each address has a guest of its own');
}

/** A mail that was sent again is the same mail to its reader: same Message-ID. Another one has its own. */
function sameMessageIds(mails) {
  const byLink = grouped(mails, (mail) => mail.link);
  for (const [link, same] of byLink) {
    assert.equal(new Set(same.map((mail) => mail.messageId)).size, 1, `the mails with ${link}`);
  }
  assert.equal(new Set(mails.map((mail) => mail.messageId)).size, byLink.size);
  assert.ok(mails.length > byLink.size, 'some mails were sent again');
}

function grouped(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
