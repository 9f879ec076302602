import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { homeFolder } from '../../src/settings/home-folder.ts';

const unknown = () => {
  throw new Error('no such user');
};

describe('the home folder', () => {
  it.each([
    ['/home/anna', '/root', '/home/anna'],
    ['', '/root', '/root'],
    ['.', '/root', '/root'],
    ['anna', '/root', '/root'],
    ['', '', '/'],
  ])('HOME=%j, and %j in the user database: %s', (named, known, home) => {
    expect(homeFolder([() => named, () => known])).toBe(home);
  });

  it('of a user that the system does not know is HOME, or the root', () => {
    expect(homeFolder([unknown, unknown])).toBe('/');
    expect(homeFolder([() => '/data', unknown])).toBe('/data');
  });

  it('is the only one that the program asks for', () => {
    const source = fileURLToPath(new URL('../../src/', import.meta.url));
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    const asking = files
      .filter((file) => /\.m?[jt]s$/.test(file))
      .filter((file) => readFileSync(`${source}${file}`, 'utf8').includes('homedir'));
    expect(asking).toEqual(['settings/home-folder.ts']);
  });
});
