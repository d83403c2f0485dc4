import * as step from './steps.js';

/** Cross-tenant access settings: the default, and those for an organization of the demo. */
export async function crossTenantAccess(admin, demo, look) {
  const path = '/admin/cross-tenant-access';
  const at = async (part) => {
    await admin.goto(demo.root + path + part);
    await look(admin, `cross-tenant access${part}`);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();

  for (const part of ['', '/default', '/new']) await at(part);
  await admin.locator('#domain').fill('nobody.example');
  await press('Add organization');
  await look(admin, 'cross-tenant access/new with a fault');
  await admin.locator('#domain').fill('fabrikam.example');
  await press('Add organization');
  await look(admin, 'cross-tenant access of an organization');
  const found = new URL(admin.url()).pathname;
  await admin.locator('input[name=inbound_own][value=own]').check();
  await admin.locator('#inbound_people').selectOption('only');
  await admin.locator('#inbound_users').fill('no id');
  await press('Save');
  await look(admin, 'cross-tenant access with a fault');
  await step.invite(admin, demo, { email: 'nora@fabrikam.example', name: 'Nora Kept' });
  await admin.goto(demo.root + found);
  await admin.locator('input[name=inbound_own][value=own]').check();
  await admin.locator('#inbound_people').selectOption('none');
  await press('Save');
  await admin.getByRole('link', { name: 'Nora Kept', exact: true }).waitFor();
  await look(admin, 'question before guests are kept out');
  await press('Back to the settings');
  await at('');
  await admin.goto(`${demo.root}${found}/delete`);
  await look(admin, 'question before removing the settings for an organization');
  await press('Remove settings');
}
