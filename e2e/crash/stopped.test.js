// The process is asked to stop (SIGTERM): what is under way is finished, nothing new begins, exit code 0.

import assert from 'node:assert/strict';
import http from 'node:http';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { text } from 'node:stream/consumers';
import { invitation, prepare } from '../support/server.js';
import { startSmtp } from '../support/smtp.js';
import { until } from '../support/until.js';

let smtp;
let server;

before(async () => {
  smtp = await startSmtp();
  server = await prepare({ mail: smtp.port });
});
after(async () => {
  await server?.dispose();
  await smtp?.stop();
});

/** Begins to invite and stops before the body; `finish` sends the rest and gives the answer. */
async function beginToInvite(address) {
  const body = JSON.stringify(invitation(address));
  const request = http.request(`${server.root}/v1.0/invitations`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await server.token()}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      expect: '100-continue',
    },
  });
  request.flushHeaders();
  // The server asks for the body: the request has reached its handler.
  await once(request, 'continue');
  return async () => {
    request.end(body);
    const [answer] = await once(request, 'response');
    return { status: answer.statusCode, body: JSON.parse(await text(answer)) };
  };
}

test('requests that are under way are finished, and new ones are refused', async () => {
  await server.start();
  const addresses = Array.from({ length: 8 }, (_, number) => `late-${number}@partner.example`);
  const begun = await Promise.all(addresses.map(beginToInvite));
  const ended = server.end('SIGTERM');
  await server.closed();
  const answers = await Promise.all(begun.map((finish) => finish()));
  assert.deepEqual(answers.map((answer) => answer.status), addresses.map(() => 201));
  assert.equal(await ended, 0);

  await server.start();
  for (const { body } of answers) {
    assert.equal((await server.graph(`/users/${body.invitedUser.id}`)).status, 200);
  }
  await until('their mails', () => addresses.every((address) => smtp.mails.some((mail) => mail.to.includes(address))));
  assert.equal(await server.end('SIGTERM'), 0);
});

test('a mail that is being handed over is finished, and not sent again', async () => {
  await server.start();
  const address = 'handed-over@partner.example';
  let answer;
  const answered = new Promise((resolve) => (answer = resolve));
  const taken = new Promise((tell) => {
    smtp.beforeAnswer = (mail) => {
      tell(mail);
      return answered;
    };
  });
  assert.equal((await server.invite(address)).status, 201);
  assert.deepEqual((await taken).to, [address]);
  const ended = server.end('SIGTERM');
  await server.closed();
  answer();
  assert.equal(await ended, 0);
  smtp.beforeAnswer = async () => {};

  await server.start();
  assert.equal((await server.invite('next@partner.example')).status, 201);
  await until('the next mail', () => smtp.mails.some((mail) => mail.to.includes('next@partner.example')));
  assert.equal(smtp.mails.filter((mail) => mail.to.includes(address)).length, 1);
  assert.equal(await server.end('SIGTERM'), 0);
});

test('a browser that keeps its connection open holds nothing up', async () => {
  await server.start();
  const agent = new http.Agent({ keepAlive: true });
  const request = http.get(`${server.root}/signin`, { agent });
  const [answer] = await once(request, 'response');
  await text(answer);
  assert.equal(await server.end('SIGTERM'), 0);
  agent.destroy();
});
