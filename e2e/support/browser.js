// Browsers for tests. Whatever page a test visits, it must not complain in the console: a violated
// content security policy, a missing file and a fault in the script all show there.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startDemo } from './demo.js';
import { environmentOf } from './federation.js';

const results = fileURLToPath(new URL('../results', import.meta.url));

const FLAGS = [
  // Containers and continuous integration run as root, where the sandbox can't.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium without tabs and toolbars, which nobody looks at and which take half of the time: the pages are the same. */
export function launch() {
  return chromium.launch({ executablePath: process.env.HOSPES_CHROMIUM ?? '/usr/bin/chromium-headless-shell', args: FLAGS });
}

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 740 };

/**
 * A browser of one person: its own cookies, its own language.
 * `script: false` is a browser without JavaScript.
 */
export async function openContext(browser, { script = true, viewport = WIDE, scheme = 'light', language = 'en-GB', scale = 1, anyCertificate = false } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: script,
    ignoreHTTPSErrors: anyCertificate,
    viewport,
    colorScheme: scheme,
    locale: language,
    deviceScaleFactor: scale,
    // Colours that are still on their way to the next state would be measured.
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  context.complaints = [];
  context.on('console', (message) => {
    if (message.type() === 'error' && !isRefusedPage(message)) complain(message.page(), message.text());
  });
  context.on('weberror', (fault) => complain(fault.page(), fault.error()));
  context.on('response', (response) => {
    if (response.status() >= 500) complain(null, `${response.status()} ${response.url()}`);
  });
  const complain = (page, text) => context.complaints.push(`${page?.url() ?? ''}: ${text}`);
  return context;
}

// Chromium reports a page that was answered with 403 or 404 like a missing picture. The page itself
// may be the point of the test; what it loads may not fail.
function isRefusedPage(message) {
  return message.text().startsWith('Failed to load resource') && message.location().url === message.page()?.url();
}

/** Closes the context; fails if one of its pages complained. */
export async function closeContext(context) {
  await context.close();
  assert.deepEqual(context.complaints, [], 'the console of a page is not empty');
}

/**
 * A demo and a browser for the tests of a file. `test` is that of `node:test`, with somebody to visit
 * pages: `person(options)` gives a page in a browser of its own. A test that fails leaves pictures of
 * its pages in `results/`. With `postgres`, the demo's database is at that server; with `https` it serves TLS.
 * With `partners`, a function that starts identity providers, the demo may go to them, and so may the browser.
 */
export function useDemo({ postgres, https, partners } = {}) {
  const here = {};
  before(async () => {
    here.partners = await partners?.();
    const environment = here.partners && (await environmentOf(here.partners));
    [here.demo, here.browser] = await Promise.all([startDemo({ postgres, https, environment }), launch()]);
  });
  after(async () => {
    await here.browser?.close();
    await here.demo?.stop();
    await Promise.all((here.partners ?? []).map((partner) => partner.stop()));
  });
  here.test = (name, run) =>
    test(name, async () => {
      const contexts = [];
      const person = async (options) => {
        contexts.push(await openContext(here.browser, { anyCertificate: https || !!partners, ...options }));
        return contexts.at(-1).newPage();
      };
      try {
        await run({ person, demo: here.demo, partners: here.partners });
      } catch (fault) {
        await photograph(contexts, name);
        throw fault;
      }
      for (const context of contexts) await closeContext(context);
    });
  return here;
}

/** Leaves pictures of the pages of a test that failed in `results/`, and closes them. */
export async function photograph(contexts, name) {
  const pages = contexts.flatMap((context) => context.pages());
  const stem = name.replaceAll(/[^a-z0-9]+/gi, '-');
  for (const [index, page] of pages.entries()) {
    const path = `${results}/${stem}-${index + 1}.png`;
    // The test's own fault is the one to tell, not that its page can't be photographed.
    await page.screenshot({ path, fullPage: true }).catch(() => {});
    console.error(`${page.url()} is shown in ${path}`);
  }
  for (const context of contexts) await context.close();
}
