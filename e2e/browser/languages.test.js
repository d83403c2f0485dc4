// Guests read their own language, and from the right where it is written so.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { addProvider } from '../support/federation.js';
import { Inspection } from '../support/look.js';
import { startPartner } from '../support/partner.js';
import * as providers from '../support/provider_tours.js';
import * as ask from '../support/self_service.js';
import * as step from '../support/steps.js';
import * as tour from '../support/tours.js';

const partners = () =>
  Promise.all(['University', 'College'].map((name) => startPartner(name, { domain: 'uni.example', people: ['lee'] })));

const { test } = useDemo({ partners });

/** Two providers of one domain, and an application for which outsiders ask: once for all languages. */
let link;
async function prepare(admin, demo, partners) {
  if (link) return;
  for (const partner of partners) await addProvider(admin, demo, partner, 'shared.example');
  await ask.switchOn(admin, demo);
  link = await ask.createFlow(admin, demo, 'Wiki', { sponsors: 'megan@contoso.example' });
  await ask.addQuestion(admin, 'badge', 'X-7');
}

for (const { language, lang, direction, name } of [
  { language: 'de-DE', lang: 'de', direction: 'ltr', name: 'German' },
  { language: 'ar', lang: 'ar', direction: 'rtl', name: 'Arabic' },
  { language: 'fr-CA', lang: 'fr', direction: 'ltr', name: 'French' },
  { language: 'ja-JP', lang: 'ja', direction: 'ltr', name: 'Japanese' },
]) {
  test(`a guest reads and can use every page in ${name}`, async ({ person, demo, partners }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    await prepare(admin, demo, partners);
    const inspection = new Inspection({ isTranslation: true });
    const look = async (page, where) => {
      const document = page.locator('html');
      assert.equal(await document.getAttribute('lang'), lang, where);
      assert.equal(await document.getAttribute('dir'), direction, where);
      // "Invitation" is a word of French as well.
      const text = await page.locator('body').innerText();
      assert.doesNotMatch(lang === 'fr' ? text.replace(/invitation/gi, '') : text, ENGLISH, where);
      await inspection.look(page, where);
    };
    const guest = async (who, domain = 'example.org') => {
      const email = `${who}.${lang}@${domain}`;
      await step.invite(admin, demo, { email, name: `${who} ${name}` });
      return [await person({ language }), demo, await demo.nextMail(email)];
    };
    await tour.signInPages(await person({ language }), demo, look);
    const [page, , mail] = await guest('accepting');
    await tour.invitationPages(page, demo, mail, look);
    await tour.ownPages(page, demo, look);
    await tour.declinedPages(...(await guest('declining')), look);
    const [federated, , other] = await guest('federated', 'shared.example');
    await providers.providerPages(federated, { demo, uni: partners[0] }, other, look);
    await providers.askingPages(await person({ language }), demo, { link, address: `asking.${lang}@example.org` }, look);
    inspection.finish();
  });
}

// Words of English that no name, address or product in the demo has.
const ENGLISH = /(?<!\p{Script=Latin})(the|you|your|sign in|with|this|invitation|accept|apps to show)(?!\p{Script=Latin})/iu;
