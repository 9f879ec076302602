import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sanitise } from '../../src/ui/terminal/sanitise.ts';
import { hostileJob, hostileTexts } from '../world/hostile-job.ts';
import { openBrowser, openPage } from './chromium.ts';

let browser: Browser;
let html: string;

beforeAll(async () => {
  browser = await openBrowser();
  const world = await hostileJob();
  html = (await world.run(['report', '208', '--format', 'html'])).stdout;
  await world.close();
});
afterAll(() => browser?.close());

/** Opens what can be opened, and touches all that a mouse or a key can reach. */
async function touchEverything(page: Page): Promise<void> {
  await page.evaluate(`
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (const element of document.querySelectorAll(':not(a)')) {
      for (const type of ['mouseover', 'mouseenter', 'focus', 'click', 'load', 'error'])
        element.dispatchEvent(new Event(type));
    }`);
  await new Promise((done) => setTimeout(done, 500));
}

describe.each([
  ['as it is', false],
  ['without its policy', true],
])('a page of hostile hosts, %s', (_, isUnprotected) => {
  test('runs no script, opens no dialog, leads nowhere and requests nothing', async () => {
    const opened = await openPage(browser, html, { isUnprotected });
    await touchEverything(opened.page);
    const ran = await opened.page.evaluate('window.pwned ?? null');
    expect({ ran, events: opened.events }).toEqual({ ran: null, events: [] });
    expect(opened.requests).toEqual([opened.address]);
    expect(opened.page.url()).toBe(opened.address);
    await opened.close();
  });
});

test('the same texts do harm where they are not taken as text', async () => {
  const opened = await openPage(browser, `<!DOCTYPE html><body>${hostileTexts.join('\n')}`);
  await touchEverything(opened.page);
  expect(opened.events).not.toEqual([]);
  expect(opened.requests.length).toBeGreaterThan(1);
  await opened.close();
});

/** All that the pages of reports are made of. */
const elements =
  'a b body code dd desc details div dl dt footer h1 h2 head header html li main meta ol p pre rect ' +
  'section span style summary svg table tbody td th thead time title tr ul wbr';
const attributes =
  'aria-hidden aria-label aria-labelledby charset class content datetime height href http-equiv ' +
  'id lang name open preserveAspectRatio rel role rx scope tabindex viewBox width x y';

test('no element and no attribute of the page comes from a host', async () => {
  const opened = await openPage(browser, html);
  const all = "[...document.querySelectorAll('*')]";
  const sorted = (names: string) => opened.page.evaluate(`[...new Set(${names})].sort().join(' ')`);
  expect(await sorted(`${all}.map((one) => one.localName)`)).toBe(elements);
  expect(await sorted(`${all}.flatMap((one) => one.getAttributeNames())`)).toBe(attributes);
  expect(await sorted('[...document.links].map((one) => one.protocol)')).toBe('file: http:');
  await opened.close();
});

test('all of it is there to read, as harmless text', async () => {
  const opened = await openPage(browser, html);
  const text = String(await opened.page.evaluate('document.body.textContent'));
  const title = await opened.page.title();
  await opened.close();
  expect(title).toMatch(/^Job 208: failed \(/);
  const seen = text.replaceAll(/\s+/g, ' ');
  for (const hostile of hostileTexts) {
    const clean = sanitise(hostile, { color: false })
      .replaceAll(/[\p{Noncharacter_Code_Point}\p{Surrogate}]/gu, '\ufffd')
      .replaceAll(/\s+/g, ' ');
    expect(seen).toContain(clean);
  }
  expect(seen).not.toMatch(/\p{Cc}|\p{Noncharacter_Code_Point}|[\u202e\u2066\u200b\u{e0041}]/u);
});

test('the policy of the page refuses scripts, styles, images and requests', async () => {
  const opened = await openPage(browser, html);
  const refused = await opened.page.evaluate(`(async () => {
    const found = new Set();
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      found.add(effectiveDirective),
    );
    const place = document.createElement('div');
    place.innerHTML =
      '<img src="http://127.0.0.1:9/a.png" onerror="pwned=1"><p style="color: red">' +
      '<iframe src="http://127.0.0.1:9/">';
    document.body.append(place);
    const script = document.createElement('script');
    script.textContent = 'pwned = 2';
    document.body.append(script);
    await fetch('http://127.0.0.1:9/').catch(() => null);
    await new Promise((done) => setTimeout(done, 300));
    return { found: [...found].sort(), ran: window.pwned ?? null };
  })()`);
  const inline = ['script-src-attr', 'script-src-elem', 'style-src-attr'];
  expect(refused).toEqual({ ran: null, found: ['connect-src', 'frame-src', 'img-src', ...inline] });
  await opened.close();
});
