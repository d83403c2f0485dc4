// The tour past identity providers and user flows.

import { invitationLink } from './demo.js';
import { addProvider, refuse, signInAt } from './federation.js';
import { begin, proveAddress } from './self_service.js';

/** Lets a request lead nowhere, so that a page that leads on by itself stays where it is; then lets it go. */
async function held(page, urls, act) {
  await page.route(urls, (route) => route.fulfill({ status: 204 }));
  await act();
  await page.unroute(urls);
}

/** What an administrator sees of identity providers. Takes somebody whose organization has none yet; adds both. */
export async function identityProviderPages(admin, demo, [uni, college], domains, look) {
  const at = async (path, name = path) => {
    await admin.goto(demo.root + path);
    await look(admin, name);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();
  const list = '/admin/identity-providers';

  await at(list, 'identity-providers without one');
  for (const kind of ['', '?kind=google', '?kind=microsoftAccount']) await at(`${list}/new${kind}`);
  await admin.goto(`${demo.root}${list}/new`);
  await press('Add provider');
  await look(admin, 'identity-providers/new with a fault');
  await addProvider(admin, demo, college, domains);
  await addProvider(admin, demo, uni, domains);
  await look(admin, 'identity provider');
  const found = new URL(admin.url()).pathname;
  await admin.getByLabel('Name', { exact: true }).fill('');
  await press('Save');
  await look(admin, 'identity provider with a fault');
  await admin.goto(demo.root + found);
  await admin.locator('#domains').fill('no domain!');
  await press('Save domains');
  await look(admin, 'identity provider with a domain that is none');
  for (const path of ['', '/order', '/what-if', '/what-if?address=nonsense', `/what-if?address=lee@${domains}`]) await at(list + path);
  await at(`${found}/delete`, 'question before removing an identity provider');
  await at(`${found}/locked-out`, 'whom an identity provider would lock out');
  await admin.goto(demo.root + found);
  await press('Test sign-in');
  await signInAt(admin, uni, 'lee');
  await admin.waitForURL('**/finish');
  await look(admin, 'test of an identity provider');
  await admin.goto(demo.root + found);
  await press('Test sign-in');
  await refuse(admin, uni);
  await admin.waitForURL('**/finish');
  await look(admin, 'test of an identity provider that failed');
  await admin.goto(demo.root + found);
  await press('Disable');
  await look(admin, 'identity provider that is disabled');
  await press('Enable');
}

/** Coming in by a provider, of several, and what goes wrong. Takes an invitation of somebody of a domain with two. */
export async function providerPages(page, { demo, uni }, mail, look) {
  const atUni = async (account, press = 'Sign in') => {
    await page.getByLabel('Account').fill(account);
    await page.getByRole('button', { name: press, exact: true }).click();
  };
  const chooseUni = () => page.getByRole('button', { name: uni.name }).click();
  const pressFirst = () => page.locator('.guest-actions .button').first().click();
  const settled = () => page.waitForURL('**/finish');

  await page.goto(invitationLink(mail));
  await look(page, 'invitation of somebody who has several providers');
  await held(page, `${uni.issuer}/auth?**`, async () => {
    await chooseUni();
    await page.locator('meta[http-equiv="refresh"]').waitFor({ state: 'attached' });
    await look(page, 'leads on to a provider');
  });
  await pressFirst();
  await held(page, '**/finish', async () => {
    await atUni('lee');
    await page.locator('form[data-send-at-once]').waitFor();
    await look(page, 'back from a provider');
  });
  const callback = page.url();
  await pressFirst();
  await page.waitForURL('**/redeem/review');
  await look(page, 'the address is another one than the invited');
  await page.goto(callback);
  await settled();
  await look(page, 'a sign-in that is over');
  await page.context().clearCookies();

  await page.goto(invitationLink(mail));
  await chooseUni();
  await atUni('lee', 'Cancel');
  await settled();
  await look(page, 'cancelled at the provider');
  await pressFirst();
  await chooseUni();
  uni.refusesCodes();
  await atUni('lee');
  await settled();
  await look(page, 'a provider that can’t be used');
  await uni.isBack();
  await page.context().clearCookies();

  const contoso = demo.tenants.find((tenant) => tenant.name === 'Contoso');
  await page.goto(`${demo.root}/myapps?tenantid=${contoso.id}`);
  await page.locator('#username').fill('nobody@shared.example');
  await page.locator('form[action="/signin"] button').click();
  await look(page, 'several providers to choose from');
  await chooseUni();
  await atUni('lee');
  await settled();
  await look(page, 'an identity that is nobody’s here');
}

/** Asking from outside for an application about which somebody decides, in whatever language. Takes its link. */
export async function askingPages(page, demo, { link, address }, look) {
  const send = () => page.locator('form[action="/request-access/details"] .button-primary').click();
  await page.goto(link);
  await look(page, 'asking for access');
  await begin(page, link, 'nonsense');
  await look(page, 'asking for access with a fault');
  await begin(page, link, 'anna@contoso.example');
  await look(page, 'asking for access to one’s own organization');
  await begin(page, link, 'lee@shared.example');
  await look(page, 'asking for access, with several providers to choose from');
  await begin(page, link, address);
  await look(page, 'asking for access: the code');
  await proveAddress(page, demo, address);
  await look(page, 'asking for access: what is asked');
  await send();
  await look(page, 'asking for access: what is asked, with a fault');
  await page.locator('form[action="/request-access/details"] input.input').fill('7');
  await send();
  await look(page, 'a request that waits');
  await page.locator('form[action="/request-access/withdraw"] button').click();
  await look(page, 'a request that is withdrawn');
}

/** A provider that speaks SAML, described by hand, and what partners have to know. */
async function samlProvider(admin, demo, look) {
  const path = `${demo.root}/admin/identity-providers`;
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();
  await admin.goto(`${path}/saml`);
  await press('New certificate');
  await press('New certificate');
  await look(admin, 'SAML certificates of an organization');
  const file = await admin.getByRole('link', { name: /^Download/ }).first().getAttribute('href');
  const certificate = await (await admin.request.get(demo.root + file)).text();
  await admin.goto(`${path}/new?kind=saml`);
  await press('Add provider');
  await look(admin, 'identity providers/new in SAML with a fault');
  await admin.locator('#name').fill('University');
  await admin.locator('main summary').click();
  await admin.locator('#entity_id').fill('https://idp.university.example/saml');
  await admin.locator('#sign_on_url').fill('https://idp.university.example/saml/sso');
  await admin.locator('#certificates').fill(certificate);
  await admin.locator('#domains').fill('university.example alumni.example');
  await press('Add provider');
  await look(admin, 'identity provider that speaks SAML, with domains that wait');
  await admin.getByRole('button', { name: 'Use without a proof' }).first().click();
  await look(admin, 'identity provider with a domain that is used without a proof');
  await admin.locator('#certificates').fill('none');
  await press('Save');
  await look(admin, 'identity provider that speaks SAML with a fault');
}

/** Identity providers, as far as no provider has to answer. */
export async function providerForms(admin, demo, look) {
  const path = '/admin/identity-providers';
  const at = async (part) => {
    await admin.goto(demo.root + path + part);
    await look(admin, `identity providers${part}`);
  };
  const press = (name) => admin.getByRole('button', { name, exact: true }).click();

  for (const part of ['', '/new', '/new?kind=google', '/new?kind=microsoftAccount', '/new?kind=saml', '/saml', '/order', '/what-if']) await at(part);
  await samlProvider(admin, demo, look);
  await at('/what-if?address=sam@fabrikam.example');
  await at('/what-if?address=stranger@example.com');
  await at('/what-if?address=nonsense');
  await admin.goto(`${demo.root}${path}/new`);
  await admin.locator('#metadata_url').fill('http://login.partner.example');
  await admin.locator('#domains').fill('no_domain');
  await press('Add provider');
  await look(admin, 'identity providers/new with faults');
  await admin.locator('#name').fill('Partner');
  // Not a name of the internet: nobody is called.
  await admin.locator('#metadata_url').fill('https://127.0.0.1');
  await admin.locator('#client_id').fill('hospes');
  await admin.locator('#client_secret').fill('secret');
  await admin.locator('#domains').fill('partner.example');
  await press('Add provider');
  await look(admin, 'identity providers/new with a provider that may not be called');
  await admin.goto(`${demo.root}${path}/order`);
  await admin.locator('#second').selectOption('azureActiveDirectory');
  await press('Save');
  await look(admin, 'identity providers/order with a fault');
  await admin.locator('#first').selectOption('externalFederation');
  await press('Save');
  await look(admin, 'identity providers/order that was changed');
  await press('Reset to default');
}

/** User flows, and asking for access as far as nobody proves an address. */
export async function userFlows(admin, demo, look) {
  const at = async (path, name = path) => {
    await admin.goto(demo.root + path);
    await look(admin, name);
  };
  await at('/admin/user-flows', 'user flows without one');
  await admin.getByRole('button', { name: 'Create', exact: true }).click();
  await look(admin, 'user flows with a fault');
  await admin.locator('#name').fill('Partners');
  await admin.getByRole('button', { name: 'Create', exact: true }).click();
  await look(admin, 'user flow');
  const flow = new URL(admin.url()).pathname;
  await admin.getByRole('button', { name: 'Add attribute', exact: true }).click();
  await look(admin, 'user flow with an attribute');
  await admin.locator('a[href*="/attributes/"]').first().click();
  await look(admin, 'attribute of a user flow');
  await admin.locator('#label_de').fill('x'.repeat(300));
  await admin.getByRole('button', { name: 'Save labels', exact: true }).click();
  await look(admin, 'attribute of a user flow with a fault');
  await admin.goto(demo.root + flow);
  const connector = admin.locator('section[aria-labelledby="connector-postAttributeCollection"]');
  await connector.getByLabel('Endpoint URL').fill('https://api.contoso.example/check');
  await connector.getByLabel('How this server proves itself').selectOption('certificate');
  await connector.getByRole('button', { name: 'Save connector' }).click();
  await connector.getByRole('button', { name: /Make a new certificate/ }).click();
  await look(admin, 'user flow with a next certificate');
  await at(`${flow}/delete`, 'deleting a user flow');
  for (const path of ['/admin/access-requests', '/myapps/approvals', '/request-access', '/request-access/details', '/request-access/withdrawn']) await at(path);
}
