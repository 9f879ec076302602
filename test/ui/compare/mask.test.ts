import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/errors.ts';
import { type Mask, masked, parseMasks } from '../../../src/ui/compare/mask.ts';

describe('--mask', () => {
  it.each<[Mask[], string, string]>([
    [[], 'web01 at 14:16:02, 3 users', 'web01 at 14:16:02, 3 users'],
    [
      ['host'],
      'WEB01 web01.example.com web011 xweb01 web01-old',
      '<host> <host> web011 xweb01 web01-old',
    ],
    [['host'], 'on web01: see web01.', 'on <host>: see <host>.'],
    [['numbers'], 'load 0.12, 1,234 kB, v2', 'load <n>, <n> kB, v<n>'],
    [
      ['times'],
      'at 2026-11-23T14:16:02.123Z and 2026-11-23 14:16:02 +0100',
      'at <time> and <time>',
    ],
    [['times'], 'Mon Nov 23 14:16:02 UTC 2026', '<time>'],
    [['times'], 'Nov  3 04:16:02 web01 sshd[12]', '<time> web01 sshd[12]'],
    [['times'], ' 14:16:02 up 3 days,  2:01, 0 users', ' <time> up 3 days,  <time>, 0 users'],
    [['times'], '10:20:30:40:50 is an address', '10:20:30:40:50 is an address'],
    [['numbers', 'times', 'host'], 'web01 2026-11-23: 5 (web01)', '<host> <time>: <n> (<host>)'],
  ])('%j turns %j into %j', (masks, text, wanted) => {
    expect(masked(text, masks, 'web01.example.com')).toBe(wanted);
  });

  it('takes a host name literally', () => {
    expect(masked('w+1 ww1', ['host'], 'w+1')).toBe('<host> ww1');
  });

  it('is read as a list, and adds up when given again', () => {
    expect(parseMasks('numbers, Times')).toEqual(['numbers', 'times']);
    expect(parseMasks('host', ['times'])).toEqual(['times', 'host']);
  });

  it('refuses what it does not know, naming what it does', () => {
    expect(() => parseMasks('numbers,dates')).toThrow(Failure);
    expect(() => parseMasks('dates')).toThrow(
      'invalid --mask `dates`: expected numbers, times or host',
    );
  });
});
