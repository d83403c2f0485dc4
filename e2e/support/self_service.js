// Asking for access from outside: what an administrator prepares, what people do, and a service that is asked on the way.

import { once } from 'node:events';
import https from 'node:https';
import { makeServerCertificate } from './certificate.js';
import { codeOf } from './demo.js';
import * as step from './steps.js';

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** **External collaboration settings > Self-service sign-up**. */
export async function switchOn(admin, demo) {
  await admin.goto(`${demo.root}/admin/external-collaboration`);
  await admin.getByLabel('Enable guest self-service sign-up via user flows').check();
  await button(admin, 'Save').first().click();
  await admin.getByRole('status').first().waitFor();
}

/**
 * Makes a flow for an application that it makes, too, by which people have it at once, or `sponsors` decide; gives the link
 * for outsiders. The page of the flow stays open.
 */
export async function createFlow(admin, demo, name, { sponsors } = {}) {
  await step.createApplication(admin, demo, name, `https://${name.toLowerCase()}.contoso.example/`);
  await admin.goto(`${demo.root}/admin/user-flows`);
  await admin.getByLabel('Name', { exact: true }).fill(name);
  await admin.getByRole('radio', { name: 'None: access at once' }).check();
  await button(admin, 'Create').click();
  await step.assertHeading(admin, `B2X_1_${name}`);
  if (sponsors) {
    await admin.getByRole('radio', { name: 'Named sponsors' }).check();
    await admin.locator('#sponsors').fill(sponsors);
    await button(admin, 'Save approval').click();
  }
  await admin.getByRole('checkbox', { name }).check();
  await button(admin, 'Add applications').click();
  return admin.getByLabel(`Link for outsiders: ${name}`).inputValue();
}

/** Adds what is asked: a custom attribute that is typed. */
export async function addQuestion(admin, name, label) {
  await admin.getByLabel('Attribute', { exact: true }).selectOption('custom');
  await admin.getByLabel('Name of a custom attribute').fill(name);
  await admin.getByLabel('Label', { exact: true }).fill(label);
  await admin.getByLabel('An answer is required').check();
  await button(admin, 'Add attribute').click();
  await admin.getByRole('link', { name: label }).waitFor();
}

/** Has the flow ask a service at one of its two steps, with a name and a password. */
export async function connect(admin, title, url, { name, password }) {
  const card = admin.getByRole('region', { name: title });
  await card.getByLabel('Endpoint URL').fill(url);
  await card.getByLabel('How this server proves itself').selectOption({ label: 'User name and password' });
  await card.getByLabel('User name').fill(name);
  await card.getByLabel('Password', { exact: true }).fill(password);
  await card.getByRole('button', { name: 'Save connector' }).click();
  await card.getByRole('button', { name: 'Remove connector' }).waitFor();
}

/** Opens the link for outsiders and says who asks. */
export async function begin(page, url, address) {
  await page.goto(url);
  await page.locator('#address').fill(address);
  await page.locator('form[action="/request-access"] button').click();
}

/** Proves the address by the code that is sent to it. */
export async function proveAddress(page, demo, address) {
  await page.locator('#code').fill(codeOf(await demo.nextMail(address)));
  await page.locator('form:has(#code) .button-primary').click();
}

/**
 * A service that is asked on the way, over TLS and by name and password. `answer` gets what was sent, and gives status and
 * body; what was sent stays in `asked`.
 */
export async function startConnector(credentials, answer) {
  const certificate = await makeServerCertificate();
  const expected = `Basic ${Buffer.from(`${credentials.name}:${credentials.password}`).toString('base64')}`;
  const asked = [];
  const server = https.createServer(certificate, async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const known = request.headers.authorization === expected;
    if (known) asked.push(JSON.parse(text));
    const [status, body] = known ? answer(asked.at(-1)) : [401, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority: certificate.authority,
    issuer: `https://localhost:${server.address().port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
