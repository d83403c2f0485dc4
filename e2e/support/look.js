// Looks at a page as different people have it: on a wide screen and on a phone, in the light and in the
// dark. Says what keeps somebody from using it, as far as a program can tell.

// A page takes the small file in a third less time.
import axe from 'axe-core/axe.min.js';
import { NARROW, WIDE } from './browser.js';

const ALL_RULES = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const COLOR_RULES = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** Where to keep a picture of each page, for people to look at; nowhere unless `PICTURES` names a folder. */
const PICTURES = process.env.PICTURES;

/**
 * How a page is looked at, and what axe-core is asked then. The dark differs from the light in its colours alone, and on
 * a phone these are the same.
 */
const LOOKS = [
  { viewport: WIDE, colorScheme: 'light', rules: ALL_RULES },
  { viewport: WIDE, colorScheme: 'dark', rules: COLOR_RULES },
  { viewport: NARROW, colorScheme: 'light', rules: ALL_RULES },
  ...(PICTURES ? [{ viewport: NARROW, colorScheme: 'dark' }] : []),
];
/** The same of a page in another language: words change how wide things are, and nothing else. */
const LOOKS_AT_TRANSLATION = [
  { viewport: WIDE, colorScheme: 'light', rules: ALL_RULES },
  { viewport: NARROW, colorScheme: 'light' },
];

/** Collects what is wrong with many pages, so that a test tells all of it at once. */
export class Inspection {
  problems = [];

  /** `isTranslation`: a page that is looked at in English, too. */
  constructor({ isTranslation = false } = {}) {
    this.looks = isTranslation ? LOOKS_AT_TRANSLATION : LOOKS;
  }

  /** Looks at what the page shows now. */
  look = async (page, name) => {
    await page.evaluate(axe.source);
    const touch = await page.context().newCDPSession(page);
    for (const { viewport, colorScheme, rules } of this.looks) {
      await page.setViewportSize(viewport);
      await touch.send('Emulation.setTouchEmulationEnabled', { enabled: viewport === NARROW });
      await page.emulateMedia({ colorScheme });
      const found = [...(rules ? await page.evaluate(violations, rules) : []), ...(await page.evaluate(misfits))];
      for (const problem of found) this.#add(problem, `${name} (${viewport.width} px, ${colorScheme})`);
      if (PICTURES) {
        const file = `${name} ${viewport.width} ${colorScheme}.png`.replaceAll(/[^\w.]+/g, '-');
        await page.screenshot({ path: `${PICTURES}/${file}`, fullPage: true });
      }
    }
    await touch.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await touch.detach();
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(WIDE);
  };

  #add(problem, where) {
    const known = this.problems.find((other) => other.problem === problem);
    if (known) known.where.push(where);
    else this.problems.push({ problem, where: [where] });
  }

  /** Fails with every problem and the pages that have it. */
  finish() {
    if (this.problems.length === 0) return;
    const told = this.problems.map(({ problem, where }) => {
      const more = where.length > 8 ? `\n       and ${where.length - 8} more` : '';
      return `${problem}\n    on ${where.slice(0, 8).join('\n       ')}${more}`;
    });
    throw new Error(`${told.length} problems:\n\n${told.join('\n\n')}`);
  }
}

/** Runs in the page: what axe-core says. */
async function violations(runOnly) {
  const { violations } = await globalThis.axe.run(document, {
    runOnly,
    resultTypes: ['violations'],
    // The mail in the inbox's frame runs no scripts; it is looked at as a page of its own.
    iframes: false,
  });
  // What an open menu lies over in part is touched when it is closed again.
  const menu = document.querySelector('details.menu[open]');
  const isCovered = (id, node) => id === 'target-size' && menu && !menu.contains(document.querySelector(node.target[0]));
  return violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.filter((node) => !isCovered(id, node)).map((node) => `${id} (${impact}): ${help}\n    ${node.target.join(' ')}: ${node.failureSummary.replaceAll('\n', '\n    ')}`),
  );
}

/** Runs in the page: whether one must scroll sideways, what is squeezed to a column of letters, and what is too small for a finger. */
function misfits() {
  const found = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} px wide in a window of ${clientWidth} px`);
  for (const text of document.querySelectorAll('bdi, p, td, th, dd, dt, li, .sub')) {
    const { width, height } = text.getBoundingClientRect();
    const isSqueezed = width > 1 && width < 48 && height > 4 * width && text.innerText.trim().length > 4;
    if (isSqueezed) found.push(`squeezed: "${text.innerText.trim()}" has a width of ${Math.round(width)} px`);
  }
  if (!matchMedia('(pointer: coarse)').matches) return found;
  const targets = 'button, summary, select, .button, .menu-item, .nav-link, input:not([type=hidden], [type=checkbox], [type=radio])';
  for (const target of document.querySelectorAll(targets)) {
    const { width, height } = target.getBoundingClientRect();
    // What can't be seen (1 px, for screen readers) isn't touched; links in a sentence are as high as its lines.
    const isTouched = width > 1 && height > 1 && target.checkVisibility({ visibilityProperty: true }) && !target.matches('.button-link');
    if (isTouched && (height < 43.5 || width < 43.5)) {
      found.push(`too small for a finger: ${target.className || target.id} is ${Math.round(width)} × ${Math.round(height)} px`);
    }
  }
  return found;
}
