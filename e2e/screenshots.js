// Walks the quickstart and takes the pictures of docs/guide/quickstart.md, in the order of its steps.

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { closeContext, launch, openContext } from './support/browser.js';
import { startDemo } from './support/demo.js';
import * as step from './support/steps.js';

const images = fileURLToPath(new URL('../docs/guide/images', import.meta.url));
const WINDOW = { viewport: { width: 1280, height: 800 } };
const PHONE = { viewport: { width: 390, height: 844 }, scheme: 'dark' };
const SAM = { email: 'sam@fabrikam.example', name: 'Sam Rivera' };
const APPLICATION = { name: 'Project board', page: 'https://board.contoso.example/' };

const demo = await startDemo();
const browser = await launch();
const contexts = await Promise.all([WINDOW, WINDOW, PHONE].map((options) => openContext(browser, options)));
try {
  await mkdir(images, { recursive: true });
  await walk(await Promise.all(contexts.map((context) => context.newPage())));
  for (const context of contexts) await closeContext(context);
} finally {
  await browser.close();
  await demo.stop();
}

/** Takes a picture of what the window shows, from its top. */
async function take(page, name) {
  // No ring around what happens to have the focus, no row that happens to lie under the pointer.
  await page.evaluate(() => document.activeElement?.blur());
  await page.mouse.move(0, 0);
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${images}/${name}.png` });
}

async function walk([admin, guest, phone]) {
  await admin.goto(`${demo.root}/admin`);
  await take(admin, '01-sign-in');
  await step.signInAsAdministrator(admin, demo);
  await admin.goto(`${demo.root}/admin`);
  await take(admin, '02-admin-home');
  await admin.goto(`${demo.root}/admin/users`);
  await take(admin, '03-all-users');

  await invite(admin);
  await step.openUser(admin, demo, SAM.name);
  await take(admin, '08-pending');

  const mail = await demo.nextMail(SAM.email);
  await guest.goto(`${demo.root}/inbox/${mail.id}`);
  await guest.frameLocator('iframe').getByRole('link', { name: 'Accept invitation' }).waitFor();
  await take(guest, '09-mail');
  await guest.goto(mail.links[0]);
  await take(guest, '10-landing');
  await phone.goto(mail.links[0]);
  for (const page of [guest, phone]) await step.proveByPassword(page, demo.user(SAM.email));
  await take(guest, '11-review-permissions');
  await take(phone, '16-phone-dark');
  await step.accept(guest);
  await take(guest, '12-my-apps-empty');

  await step.createApplication(admin, demo, APPLICATION.name, APPLICATION.page);
  await step.assign(admin, SAM.email);
  await take(admin, '13-assign-application');
  await guest.goto(`${demo.root}/myapps`);
  await take(guest, '14-my-apps-tile');
  await step.deleteUser(admin, demo, SAM.name);
  await admin.goto(`${demo.root}/admin/deleted-users`);
  await take(admin, '15-deleted-users');
}

async function invite(admin) {
  await step.openWizard(admin);
  await step.fillBasics(admin, { ...SAM, message: 'The project starts on Monday. I look forward to working with you.' });
  await take(admin, '04-invite-basics');
  await admin.getByRole('button', { name: 'Next: Properties' }).click();
  await admin.getByLabel('Company name').fill('Fabrikam');
  await take(admin, '05-invite-properties');
  await admin.getByRole('button', { name: 'Next: Assignments' }).click();
  await take(admin, '06-invite-assignments');
  await step.toReview(admin);
  await take(admin, '07-invite-review');
  await admin.getByRole('button', { name: 'Invite', exact: true }).click();
  await step.assertHeading(admin, 'Invited');
}
