// What mail gateways do with the links of a mail before its reader sees it: they fetch them, open them
// in a real browser, let the scripts run, and go where the pages lead. They press no buttons.

import { closeContext, openContext } from './browser.js';

/** Asks for a link as gateways do, without a browser. */
export async function fetchLink(url, method) {
  const response = await fetch(url, { method });
  await response.text();
}

/** Opens every link in a browser with scripts, and every link on those pages. Gives the URLs it has seen. */
export async function crawl(browser, links, { depth = 2 } = {}) {
  const context = await openContext(browser);
  const seen = new Set();
  let next = links;
  for (let level = 0; level <= depth; level += 1) {
    const found = [];
    for (const url of next.filter((link) => !seen.has(link))) {
      seen.add(url);
      found.push(...(await open(context, url)));
    }
    next = found;
  }
  await closeContext(context);
  return seen;
}

async function open(context, url) {
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'networkidle' });
  // Some look at what only shows when one moves over it, and read to the end.
  await page.mouse.move(200, 200);
  await page.keyboard.press('End');
  const links = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href.split('#')[0]));
  const origin = new URL(page.url()).origin;
  await page.close();
  return links.filter((link) => new URL(link).origin === origin);
}
