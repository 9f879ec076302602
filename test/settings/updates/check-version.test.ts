import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkVersion } from '../../../src/settings/updates/check-version.ts';

let registry: Server;
let home: string;
let seen: { readonly url: string; readonly headers: IncomingHttpHeaders }[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'rexctl-npm-'));
  seen = [];
  registry = createServer((request, response) => {
    seen.push({ url: request.url ?? '', headers: request.headers });
    const version = {
      name: 'rexctl',
      version: '7.8.9',
      dist: { tarball: 'http://127.0.0.1/x.tgz' },
    };
    const packument = {
      ...{ name: 'rexctl', 'dist-tags': { latest: '7.8.9' }, versions: { '7.8.9': version } },
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(packument));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await new Promise((resolve) => registry.close(resolve));
  rmSync(home, { recursive: true, force: true });
});

const address = () => `http://127.0.0.1:${(registry.address() as AddressInfo).port}`;

function cacheFile(): string {
  const folder = join(home, 'cache');
  mkdirSync(folder);
  return join(folder, 'latest-version');
}

async function written(file: string): Promise<string> {
  for (;;) {
    const text = readFileSync(file, 'utf8');
    if (text !== '') return text;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('npm looks for the latest version', () => {
  it('in the registry and with the login that it is configured for', async () => {
    writeFileSync(
      join(home, '.npmrc'),
      `registry=${address()}/\n//127.0.0.1:${(registry.address() as AddressInfo).port}/:_authToken=npm-secret\n`,
    );
    const file = cacheFile();
    const { PATH } = process.env;
    checkVersion(file, { PATH, HOME: home, REXCTL_TOKEN: 'changeme' }, process.platform);
    expect(await written(file)).toBe('7.8.9\n');
    expect(seen.map(({ url }) => url)).toEqual(['/rexctl']);
    expect(seen[0]?.headers.authorization).toBe('Bearer npm-secret');
    expect(JSON.stringify(seen)).not.toContain('changeme');
  });

  it('and fails without a word where there is no npm', async () => {
    const file = cacheFile();
    checkVersion(file, { PATH: home }, process.platform);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});
