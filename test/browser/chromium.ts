import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, launch, type Page } from 'puppeteer-core';

/** Chromium of the machine; a user who is root has no sandbox. */
export function openBrowser(): Promise<Browser> {
  const find = 'command -v chromium || command -v chromium-browser || command -v google-chrome';
  const executablePath = execFileSync('sh', ['-c', find], { encoding: 'utf8' }).trim();
  return launch({ executablePath, args: ['--no-sandbox'], timeout: 60_000 });
}

/** A file in a browser, and all that it tried to do. */
export interface OpenPage {
  readonly page: Page;
  readonly address: string;
  /** Addresses of all requests. */
  readonly requests: string[];
  /** Dialogs, errors, navigations, new windows. */
  readonly events: string[];
  close(): Promise<void>;
}

interface PageOptions {
  /** As if the page had no policy of its own. */
  readonly isUnprotected?: boolean;
  readonly scheme?: 'light' | 'dark';
  readonly width?: number;
  readonly isPrinted?: boolean;
}

export async function openPage(
  browser: Browser,
  html: string,
  { isUnprotected = false, scheme = 'light', width = 1280, isPrinted = false }: PageOptions = {},
): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-page-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const address = pathToFileURL(file).href;
  const page = await browser.newPage();
  const [requests, events]: [string[], string[]] = [[], []];
  await page.setBypassCSP(isUnprotected);
  await page.setViewport({ width, height: 900 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  if (isPrinted) await page.emulateMediaType('print');
  await page.setRequestInterception(true);
  page.on('request', (request) => {
    requests.push(request.url());
    void (request.url() === address ? request.continue() : request.abort());
  });
  page.on('dialog', (dialog) => {
    events.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => events.push(`error ${String(error)}`));
  page.on('popup', () => events.push('popup'));
  page.on('framenavigated', (frame) => {
    if (frame.url() !== address) events.push(`navigation ${frame.url()}`);
  });
  await page.goto(address);
  const close = async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, address, requests, events, close };
}
