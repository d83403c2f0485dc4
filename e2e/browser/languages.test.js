// Guests read their own language, and from the right where it is written so.

import assert from 'node:assert/strict';
import { useDemo } from '../support/browser.js';
import { Inspection } from '../support/look.js';
import * as step from '../support/steps.js';
import * as tour from '../support/tours.js';

const { test } = useDemo();

for (const { language, lang, direction, name } of [
  { language: 'de-DE', lang: 'de', direction: 'ltr', name: 'German' },
  { language: 'ar', lang: 'ar', direction: 'rtl', name: 'Arabic' },
  { language: 'fr-CA', lang: 'fr', direction: 'ltr', name: 'French' },
  { language: 'ja-JP', lang: 'ja', direction: 'ltr', name: 'Japanese' },
]) {
  test(`a guest reads and can use every page in ${name}`, async ({ person, demo }) => {
    const admin = await person();
    await step.signInAsAdministrator(admin, demo);
    // Words change how wide things are, and no colours.
    const inspection = new Inspection({ schemes: ['light'] });
    const look = async (page, where) => {
      const document = page.locator('html');
      assert.equal(await document.getAttribute('lang'), lang, where);
      assert.equal(await document.getAttribute('dir'), direction, where);
      // "Invitation" is a word of French as well.
      const text = await page.locator('body').innerText();
      assert.doesNotMatch(lang === 'fr' ? text.replace(/invitation/gi, '') : text, ENGLISH, where);
      await inspection.look(page, where);
    };
    const guest = async (who) => {
      const email = `${who}.${lang}@example.org`;
      await step.invite(admin, demo, { email, name: `${who} ${name}` });
      return [await person({ language }), demo, await demo.nextMail(email)];
    };
    await tour.signInPages(await person({ language }), demo, look);
    const [page, , mail] = await guest('accepting');
    await tour.invitationPages(page, demo, mail, look);
    await tour.ownPages(page, demo, look);
    await tour.declinedPages(...(await guest('declining')), look);
    inspection.finish();
  });
}

// Words of English that no name, address or product in the demo has.
const ENGLISH = /(?<!\p{Script=Latin})(the|you|your|sign in|with|this|invitation|accept|apps to show)(?!\p{Script=Latin})/iu;
