import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { browserCommand, openBrowser } from '../../../src/cli/programs/browser.ts';
import { type Clock, systemClock } from '../../../src/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

test.each<readonly [string, readonly string[]]>([
  ['darwin', ['open', 'http://127.0.0.1/?a=1&b=%s']],
  ['win32', ['rundll32', 'url.dll,FileProtocolHandler', 'http://127.0.0.1/?a=1&b=%s']],
])('the program of the system opens an address: %s', (platform, expected) => {
  expect(browserCommand('http://127.0.0.1/?a=1&b=%s', {}, platform)).toEqual(expected);
  const own = browserCommand('http://127.0.0.1/$&', { BROWSER: 'fox %s=%s' }, platform);
  expect(own).toEqual(['fox', 'http://127.0.0.1/$&=http://127.0.0.1/$&']);
});

describe('a browser', () => {
  it('is given its words as they are: no shell reads them', async () => {
    const given = join(folder, 'given');
    const browser = script('writes', `printf '[%s]' "$@" > '${given}'`);
    const address = 'https://foreman.example.com/job_invocations/1?a=1&b=$(id);`id`';
    expect(await openBrowser([browser, '-n', address], systemClock)).toBeNull();
    expect(readFileSync(given, 'utf8')).toBe(`[-n][${address}]`);
  });

  test.each<readonly [string, () => string, string]>([
    ['missing', () => join(folder, 'none'), 'it was not found'],
    ['no program', () => folder, 'permission denied'],
    ['failing', () => script('fails', 'exit 3'), 'it exited with code 3'],
    ['crashing', () => script('crashes', 'kill -KILL $$'), 'it was killed by SIGKILL'],
  ])('that does not start is said to be %s', async (_what, browser, trouble) => {
    expect(await openBrowser([browser(), 'http://127.0.0.1/'], systemClock)).toBe(trouble);
  });

  it('that runs on is not waited for, and keeps running', async () => {
    const [begun, left] = [join(folder, 'begun'), join(folder, 'left')];
    const waiting = `: > '${begun}'; while [ ! -e '${left}' ]; do sleep 0.05; done; rm '${begun}'`;
    const clock: Clock = {
      ...systemClock,
      sleep: async () => {
        while (!existsSync(begun)) await systemClock.sleep(10);
      },
    };
    expect(await openBrowser([script('runs', waiting), 'http://127.0.0.1/'], clock)).toBeNull();
    writeFileSync(left, '');
    while (existsSync(begun)) await systemClock.sleep(10);
  });
});
