import { describe, expect, test } from 'vitest';
import { failureKinds } from '../../src/errors.ts';
import {
  type EndKind,
  isInconclusive,
  isStopped,
  isSuccess,
  resultExitCode,
} from '../../src/jobs/job-result.ts';
import { outcomes } from '../../src/jobs/outcome.ts';

const exitCodes: Readonly<Record<Exclude<EndKind, 'finished'>, number>> = {
  output_incomplete: 8,
  hosts_left_out: 3,
  condition_met: 3,
  paused: 8,
  lost: 8,
  detached: 0,
  ...failureKinds,
};
const ends = ['finished', ...Object.keys(exitCodes)] as readonly EndKind[];
const results = ends.flatMap((ended) => outcomes.map((outcome) => ({ ended, outcome })));

describe('how a result ended', () => {
  test.each(Object.entries(exitCodes))(
    '%s is exit code %i, whatever the outcome',
    (ended, code) => {
      for (const outcome of outcomes)
        expect(resultExitCode({ ended: ended as EndKind, outcome })).toBe(code);
    },
  );

  test('only a job that finished, and succeeded, is a success', () => {
    expect(results.filter(isSuccess)).toEqual([{ ended: 'finished', outcome: 'succeeded' }]);
  });

  test('what is inconclusive has the exit code of an unknown result, a time limit or a signal', () => {
    for (const result of results) {
      const code = resultExitCode(result);
      expect(isInconclusive(result)).toBe(code === 7 || code === 8 || code >= 128);
    }
  });

  test('signals, a closed output and the time limit end a command from outside', () => {
    expect(
      ends.filter(isStopped).map((ended) => resultExitCode({ ended, outcome: 'running' })),
    ).toEqual([7, 129, 130, 141, 143]);
  });
});
