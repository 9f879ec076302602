import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoWorld } from '../../src/demo/http/server.ts';
import { crowdWorld } from '../../src/demo/world/crowd.ts';
import { hostileJob } from '../world/hostile-job.ts';
import { openWorld, type World } from '../world/run.ts';
import { openBrowser, openPage } from './chromium.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function pageOf(world: World, job: string): Promise<string> {
  const { stdout } = await world.run(['report', job, '--format', 'html']);
  await world.close();
  return stdout;
}

async function crowd(): Promise<string> {
  const world = await openWorld({
    world: crowdWorld({ hosts: 1000, failing: 37, seed: 4, hasJobs: false }),
  });
  await world.run(['run', '--template', 'Patch hosts', '--search', 'name ~ e', '--yes', '--quiet']);
  return pageOf(world, '@last');
}

async function unfinished(): Promise<string> {
  const demo = demoWorld();
  demo.script('web02.example.com', {
    steps: [{ afterMs: 100, text: 'begun\n' }],
    end: { kind: 'hang' },
  });
  const world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'true', '--search', 'name ~ web', '--detach', '--yes']);
  await world.clock.sleep(30_000);
  return pageOf(world, '@last');
}

const makers: Readonly<Record<string, () => Promise<string>>> = {
  'of a job that failed': async () => pageOf(await openWorld(), '204'),
  'of a job that waits': async () => pageOf(await openWorld(), '207'),
  'of a job that runs': unfinished,
  'of 1,000 hosts': crowd,
  'of hostile hosts': async () => pageOf(await hostileJob(), '208'),
};

let browser: Browser;
const pages = new Map<string, string>();

beforeAll(async () => {
  browser = await openBrowser();
  for (const [name, make] of Object.entries(makers)) pages.set(name, await make());
});
afterAll(() => browser?.close());

/** Width that does not fit, in pixels. */
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

async function openAll(page: Page): Promise<void> {
  await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
}

describe.each(Object.keys(makers))('a page %s', (name) => {
  test.each(['light', 'dark'] as const)(
    'has nothing for axe to complain of, %s',
    async (scheme) => {
      const { page, close } = await openPage(browser, pages.get(name) ?? '', { scheme });
      await openAll(page);
      await page.evaluate(axe);
      const found = await page.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then(
      ({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))`);
      expect(found).toEqual([]);
      await close();
    },
  );

  test.each([320, 400, 800, 1280])('needs no scrolling sideways at %i pixels', async (width) => {
    const { page, close } = await openPage(browser, pages.get(name) ?? '', { width });
    await openAll(page);
    expect(await page.evaluate(overflow)).toBe(0);
    await close();
  });

  test('is printed as a whole: what is folded is open, and no table is cut', async () => {
    const html = pages.get(name) ?? '';
    const { page, close } = await openPage(browser, html, { width: 718, isPrinted: true });
    const hidden = await page.evaluate(`
      [...document.querySelectorAll('details pre, details .cut, details td:not(.minor)')].filter(
        (one) => !one.checkVisibility({ contentVisibilityAuto: true }) ||
          one.getBoundingClientRect().height === 0).length`);
    const cut = await page.evaluate(`
      [...document.querySelectorAll('.rows')].filter((one) =>
        one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== 'visible').length`);
    expect({ hidden, cut, overflow: await page.evaluate(overflow) }).toEqual({
      ...{ hidden: 0, cut: 0, overflow: 0 },
    });
    await close();
  });

  test('is a set of landmarks, headings and pictures with names', async () => {
    const { page, close } = await openPage(browser, pages.get(name) ?? '');
    const roles = await page.evaluate(`
      ['header', 'main', 'footer', 'h1'].map((one) => document.querySelectorAll(one).length)`);
    expect(roles).toEqual([1, 1, 1, 1]);
    const nameless = await page.evaluate(`
      [...document.querySelectorAll('section, svg, [role=region], th')].filter((one) =>
        !(one.getAttribute('aria-labelledby') ?? '').split(' ').every((id) =>
          id === '' || document.getElementById(id)?.textContent.trim()) ||
        (one.localName === 'svg' && !one.querySelector('title')?.textContent) ||
        (one.localName === 'th' && !one.hasAttribute('scope'))).length`);
    expect(nameless).toBe(0);
    await close();
  });
});

test('is printed dark on white, also where the screen is dark', async () => {
  const html = pages.get('of a job that failed') ?? '';
  const { page, close } = await openPage(browser, html, { scheme: 'dark', isPrinted: true });
  const colors = `(({ color, backgroundColor }) => [color, backgroundColor])(
    getComputedStyle(document.documentElement))`;
  expect(await page.evaluate(colors)).toEqual(['rgb(27, 31, 36)', 'rgb(255, 255, 255)']);
  await close();
});

test('the Tab key reaches all that opens, scrolls or leads somewhere, in order', async () => {
  const { page, close } = await openPage(browser, pages.get('of a job that failed') ?? '');
  const describeFocus = `(() => {
    const one = document.activeElement;
    if (one === document.body) return 'page';
    return one.localName + (one.getAttribute('href')?.replace(/^http.*/, ' http') ?? '');
  })()`;
  const reached: unknown[] = [];
  for (let press = 0; press < 7; press++) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(describeFocus));
  }
  expect(reached).toEqual(['a#results', 'a http', 'summary', 'summary', 'div', 'summary', 'page']);
  await close();
});

test('Enter and the space bar open and close what is folded', async () => {
  const { page, close } = await openPage(browser, pages.get('of a job that failed') ?? '');
  const open = "[...document.querySelectorAll('details')].map((one) => one.open)";
  expect(await page.evaluate(open)).toEqual([true, false, false]);
  for (let press = 0; press < 3; press++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  expect(await page.evaluate(open)).toEqual([false, true, false]);
  await close();
});

test('the link at the top skips to the results, and is seen only there', async () => {
  const { page, close } = await openPage(browser, pages.get('of a job that failed') ?? '');
  const isSeen = "document.querySelector('.skip').getBoundingClientRect().left >= 0";
  expect(await page.evaluate(isSeen)).toBe(false);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(isSeen)).toBe(true);
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('results');
  await close();
});
