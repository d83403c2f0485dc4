// Somebody without a mouse.

import assert from 'node:assert/strict';

/** What has the focus: its words, and whether one can see that it has it. */
function focused() {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const label = element.labels?.[0] ?? element;
  return {
    words: (element.getAttribute('aria-label') ?? label.innerText ?? '').replaceAll(/\s+/g, ' ').trim(),
    // The fault summary and the page's main part take the focus for screen readers, not for the eye.
    isSeen: style.outlineStyle !== 'none' || element.tabIndex < 0,
    tag: element.tagName,
  };
}

export const focusOf = (page) => page.evaluate(focused);

/** Presses Tab until what has these words has the focus. Everything on the way must show its focus. */
export async function tabTo(page, words) {
  const passed = [];
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    const now = await focusOf(page);
    assert.ok(now.isSeen, `the focus cannot be seen on ${now.tag} "${now.words}"`);
    if (words instanceof RegExp ? words.test(now.words) : now.words === words) return;
    passed.push(now.words);
  }
  assert.fail(`Tab does not lead to "${words}", only to:\n  ${passed.join('\n  ')}`);
}

/** Goes to something by Tab and presses Enter, which leads to a page with this heading. */
export async function enter(page, words, heading) {
  await tabTo(page, words);
  await page.keyboard.press('Enter');
  if (heading) await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
}

/** Types into the field that has the focus, or is about to get it from the page. */
export async function type(page, text) {
  await page.waitForFunction(() => document.activeElement.matches('input, textarea'));
  await page.keyboard.type(text);
}
