import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FailureCount,
  parseWaitCondition,
  reachedText,
  type WaitCondition,
} from '../../src/jobs/job-condition.ts';

const textOf = (condition: WaitCondition, count: FailureCount) =>
  reachedText(condition, { ...count, ofKinds: () => 0 });

describe('what can be waited for', () => {
  it.each([
    ['done', { kind: 'done' }],
    ['first-failure', { kind: 'failures', least: 1 }],
    ['failures>=3', { kind: 'failures', least: 3 }],
    ['failures>=5%', { kind: 'share', percent: 5 }],
    ['failures>=0.5%', { kind: 'share', percent: 0.5 }],
    ['failures>=100%', { kind: 'share', percent: 100 }],
    ['hosts=web01', { kind: 'hosts', names: ['web01'] }],
    ['hosts=web01.example.com, web02', { kind: 'hosts', names: ['web01.example.com', 'web02'] }],
  ])('%s', (text, condition) => {
    expect(parseWaitCondition(text)).toEqual(condition);
  });

  it.each([
    ['', /invalid --for `[^`]*`: expected done, first-failure/],
    ['Done', /invalid --for/],
    ['failures', /invalid --for/],
    ['failures>3', /invalid --for/],
    ['failures>=', /invalid --for/],
    ['failures>=-1', /invalid --for/],
    ['failures>=0', /invalid --for `.*`: expected a whole number, 1 or more/],
    ['failures>=1.5', /invalid --for `.*`: expected a whole number, 1 or more/],
    ['failures>=0%', /invalid --for `.*`: expected more than 0 and at most 100 percent/],
    ['failures>=101%', /invalid --for `.*`: expected more than 0 and at most 100 percent/],
    ['hosts=', /invalid --for/],
    ['hosts=web01,,web02', /invalid --for/],
  ])('`%s` is refused with what was expected', (text, message) => {
    expect(() => parseWaitCondition(text)).toThrow(message);
    expect(() => parseWaitCondition(text)).toThrow(expect.objectContaining({ kind: 'usage' }));
  });
});

describe('when it has come', () => {
  it('a number of failures is reached at that number and not before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 60 }),
        (least, failures) => {
          const text = textOf({ kind: 'failures', least }, { failures, total: 60 });
          expect(text !== null).toBe(failures >= least);
        },
      ),
    );
  });

  it('a share is reached in whole hosts, never without a failure, and never while the total is unknown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 0, max: 40 }),
        fc.option(fc.integer({ min: 0, max: 40 })),
        (percent, failures, total) => {
          const text = textOf({ kind: 'share', percent }, { failures, total });
          const reached =
            total !== null &&
            total > 0 &&
            failures > 0 &&
            failures / total >= percent / 100 - 1e-12;
          expect(text !== null).toBe(reached);
        },
      ),
    );
  });

  it('is printed in hosts', () => {
    const progress = { failures: 3, total: 120 };
    expect(textOf({ kind: 'failures', least: 3 }, progress)).toBe(
      'the condition of --for is met: 3 of 120 hosts did not succeed',
    );
    expect(textOf({ kind: 'done' }, progress)).toBeNull();
    expect(textOf({ kind: 'hosts', names: ['a'] }, progress)).toBeNull();
  });
});
