// Walks past what turns guests into members, and members into guests. Nothing is turned.

import * as step from './steps.js';

/** The forms, and the same with a fault. */
export async function conversionPages(admin, demo, look) {
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();
  const open = async (name, part) => {
    await step.openUser(admin, demo, name);
    await admin.goto(`${demo.root}${new URL(admin.url()).pathname}/${part}`);
    await look(admin, `user/${part}`);
  };
  await open('Priya Pending', 'convert-to-internal');
  await admin.locator('#user_name').fill('');
  await press('Convert to internal user');
  await look(admin, 'user/convert-to-internal with a fault');
  await open('Megan Bowen', 'convert-to-external');
  await press('Invite to convert');
  await look(admin, 'user/convert-to-external with a fault');
  await step.openUser(admin, demo, 'Priya Pending');
  await press('Revoke invitation');
  await look(admin, 'question before revoking');
}
