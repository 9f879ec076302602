import { Option } from '@commander-js/extra-typings';
import { usageError } from '../errors.ts';
import { type FailureThreshold, parseFailureThreshold } from '../jobs/job-condition.ts';

/** For commands that start a job and stay with it: too many failures end it for the other hosts. */
export function cancelWhenOptions() {
  return [
    new Option(
      '--cancel-when <bound>',
      'cancel the rest of the job, once, at failures>=N or failures>=N% of all its hosts',
    ).argParser(parseCancelWhen),
  ] as const;
}

export function parseCancelWhen(text: string): FailureThreshold {
  const bound = parseFailureThreshold('--cancel-when', text);
  if (bound !== null) return bound;
  throw usageError(
    `--cancel-when \`${text}\` is no bound: expected first-failure, failures>=N or failures>=N%`,
    "quote it, because > is the shell's: --cancel-when 'failures>=3'",
  );
}
