// What Microsoft's Graph client for JavaScript sets up is what guests come in by: identity providers of both kinds,
// and cross-tenant access.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { useDemo } from '../support/browser.js';
import { startClient } from '../support/client.js';
import * as at from '../support/federation.js';
import { startPartner } from '../support/partner.js';
import { startSamlPartner } from '../support/saml_partner.js';
import * as step from '../support/steps.js';

const partners = () =>
  Promise.all([
    startPartner('University', { domain: 'uni.example', people: ['lee'] }),
    startSamlPartner('College', { domain: 'college.example', people: ['ada'] }),
  ]);
const { test } = useDemo({ https: true, partners });

/** The client, as the demo's application for scripts. `call` gives what Graph answered, `refused` why it did not. */
async function automation(demo) {
  const [contoso] = demo.tenants;
  const { app_id: clientId, secret } = contoso.applications.find(({ name }) => name === 'Automation');
  const client = await startClient('graph_client.js', demo, { clientId, secret, authority: `${demo.root}/${contoso.id}` });
  const send = async (method, path, body) => {
    const form = { method, path, ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(`${client.root}/call`, { method: 'POST', body: new URLSearchParams(form) });
    return answer.json();
  };
  return {
    call: async (...words) => {
      const told = await send(...words);
      assert.equal(told.refused, undefined, JSON.stringify(told));
      return told.answer;
    },
    refused: async (...words) => (await send(...words)).refused,
  };
}

/** A guest whom the client invites accepts with an account of a partner. */
async function comeIn({ graph, person, demo, signIn }, email) {
  const invitation = await graph.call('post', '/invitations', {
    invitedUserEmailAddress: email,
    inviteRedirectUrl: `${demo.root}/myapps`,
    sendInvitationMessage: true,
  });
  assert.equal(invitation.status, 'PendingAcceptance');
  const tab = await step.acceptFromInbox(await person(), demo, await demo.nextMail(email));
  await signIn(tab);
  await at.shows(tab, 'Review permissions');
  await step.accept(tab);
  const path = `/users/${invitation.invitedUser.id}?$select=externalUserState,identities`;
  assert.equal((await graph.call('get', path)).externalUserState, 'Accepted');
}

/** The administrator answers for the domains, which nothing on this machine can prove. */
async function useWithoutProof(admin, demo, partner) {
  await at.openProvider(admin, demo, partner);
  await admin.getByRole('button', { name: 'Use without a proof' }).click();
  await admin.getByRole('status').waitFor();
}

test('a guest comes in by a provider of OpenID Connect that the Graph client added', async ({ person, demo, partners: [uni] }) => {
  const graph = await automation(demo);
  const providers = '/identity/identityProviders';
  const added = await graph.call('post', providers, {
    '@odata.type': '#hospes.openIdConnectProvider',
    displayName: uni.name,
    metadataUrl: uni.issuer,
    clientId: 'not known yet',
    clientSecret: 'not known yet',
    hospesDomains: [{ id: 'uni.example' }],
  });
  assert.deepEqual(added.hospesDomains, [{ id: 'uni.example', hospesProof: null }]);
  const { id: clientId, secret: clientSecret } = uni.register(added.hospesRedirectUri);
  await graph.call('patch', `${providers}/${added.id}`, { clientId, clientSecret });
  const read = await graph.call('get', `${providers}/${added.id}`);
  assert.deepEqual([read.clientId, read.clientSecret], [clientId, '******']);
  const listed = await graph.call('get', `${providers}?$select=id,displayName`);
  assert.ok(listed.value.some(({ id }) => id === added.id));

  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await useWithoutProof(admin, demo, uni);
  await comeIn({ graph, person, demo, signIn: async (tab) => {
    await at.goTo(tab, uni);
    await at.signInAt(tab, uni, 'lee');
  } }, 'lee@uni.example');

  await graph.call('delete', `${providers}/${added.id}`);
  assert.equal((await graph.refused('get', `${providers}/${added.id}`)).status, 404);
});

test('a guest comes in by a federation that the Graph client added', async ({ person, demo, partners: [, college] }) => {
  const graph = await automation(demo);
  const federations = '/directory/federationConfigurations';
  const told = {
    '@odata.type': 'microsoft.graph.samlOrWsFedExternalDomainFederation',
    displayName: college.name,
    metadataExchangeUri: college.entityId,
    domains: [{ '@odata.type': 'microsoft.graph.externalDomainName', id: 'college.example' }],
  };
  const contradicted = await graph.refused('post', federations, { ...told, issuerUri: 'https://somebody.else/' });
  assert.equal(contradicted.status, 400, JSON.stringify(contradicted));
  const added = await graph.call('post', federations, told);
  assert.equal(added.issuerUri, college.entityId);
  assert.ok(added.signingCertificate.length > 100);
  const filter = `$filter=domains/any(x: x/id eq 'college.example')`;
  assert.equal((await graph.call('get', `${federations}?${filter}`)).value[0].id, added.id);
  await graph.call('post', `${federations}/${added.id}/domains`, { id: 'more.example' });
  await graph.call('delete', `${federations}/${added.id}/domains/more.example`);
  const changed = await graph.call('patch', `${federations}/${added.id}`, { displayName: 'College of Arts' });
  assert.equal(changed.displayName, 'College of Arts');

  const admin = await person();
  await step.signInAsAdministrator(admin, demo);
  await admin.goto(`${demo.root}/admin/identity-providers/saml`);
  const url = await admin.getByLabel('Metadata URL, and entity ID').inputValue();
  college.register(await (await admin.request.get(url)).text());
  await useWithoutProof(admin, demo, { name: 'College of Arts' });
  await comeIn({ graph, person, demo, signIn: async (tab) => {
    await at.goTo(tab, { name: 'College of Arts' });
    await at.signInAt(tab, college, 'ada');
  } }, 'ada@college.example');
  await graph.call('delete', `${federations}/${added.id}`);
  assert.deepEqual((await graph.call('get', federations)).value, []);
});

test('the Graph client reads and writes cross-tenant access', async ({ demo }) => {
  const graph = await automation(demo);
  const settings = '/policies/crossTenantAccessPolicy';
  const service = await graph.call('get', `${settings}/default`);
  assert.equal(service.isServiceDefault, true);
  const fabrikam = demo.tenants.find(({ name }) => name === 'Fabrikam');
  const trusted = { isMfaAccepted: true, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false };
  await graph.call('post', `${settings}/partners`, { tenantId: fabrikam.id, inboundTrust: trusted });
  const partner = await graph.call('get', `${settings}/partners/${fabrikam.id}`);
  assert.deepEqual(partner.inboundTrust, trusted);
  const nobody = { usersAndGroups: { accessType: 'blocked', targets: [{ target: 'AllUsers', targetType: 'user' }] },
    applications: { accessType: 'blocked', targets: [{ target: 'AllApplications', targetType: 'application' }] } };
  await graph.call('patch', `${settings}/partners/${fabrikam.id}`, { b2bCollaborationInbound: nobody });
  const [user] = fabrikam.users;
  const refused = await graph.refused('post', '/invitations', {
    invitedUserEmailAddress: user.upn, inviteRedirectUrl: `${demo.root}/myapps`,
  });
  assert.match(refused.message, /blocked by cross-tenant access settings/);
  await graph.call('delete', `${settings}/partners/${fabrikam.id}`);
  assert.equal((await graph.refused('get', `${settings}/partners/${fabrikam.id}`)).status, 404);
});
