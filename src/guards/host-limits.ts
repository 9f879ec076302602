import { Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import { refusal } from '../errors.ts';
import { usualHostLimit } from '../settings/profiles/effective-settings.ts';
import { hostCount } from '../text/counts.ts';
import { confirmation, type Guard } from './guard.ts';

/** The values of `--max-hosts` and `--expect-hosts`. */
export interface HostLimits {
  readonly max: number | undefined;
  readonly expect: number | undefined;
}

export function hostLimitOptions() {
  return inGroup('Safety', [
    new Option('--max-hosts <n>', 'refuse to run on more than n hosts').argParser(
      wholeNumber('--max-hosts', 1),
    ),
    new Option('--expect-hosts <n>', 'refuse to run on more or fewer than n hosts').argParser(
      wholeNumber('--expect-hosts', 1),
    ),
  ]);
}

/** Refuses a number of hosts that the limits do not allow. */
export function hostLimit({ max, expect }: HostLimits, count: number): Guard {
  return () => {
    if (max !== undefined && count > max)
      throw refusal(`${matching(count)}, but --max-hosts is ${max}. Nothing was sent`);
    if (expect !== undefined && count !== expect)
      throw refusal(`${matching(count)}, but --expect-hosts is ${expect}. Nothing was sent`);
  };
}

function matching(count: number): string {
  return `${hostCount(count)} ${count === 1 ? 'matches' : 'match'}`;
}

/**
 * For many hosts without a limit that allows them: asks `question` on a terminal, and refuses them
 * without one.
 */
export function hostCountConfirmation(
  { max, expect }: HostLimits,
  count: number,
  question: string,
): Guard {
  return async (context) => {
    if (max !== undefined || expect !== undefined || context.globals.yes) return;
    const own = await context.hostLimit();
    if (count <= (own ?? usualHostLimit)) return;
    if (context.io.canPrompt) return confirmation(question)(context);
    throw refusal(
      `${matching(count)}, but ${limitText(own)}. Nothing was sent`,
      'to run on all of them, add --yes, --max-hosts N or --expect-hosts N',
    );
  };
}

function limitText(own: number | null): string {
  return own === null
    ? `the limit without a terminal is ${usualHostLimit} (host_limit of the profile changes it)`
    : `the profile's host_limit is ${own}`;
}
