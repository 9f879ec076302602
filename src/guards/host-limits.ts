import { Option } from '@commander-js/extra-typings';
import { wholeNumber } from '../cli/options/option-parsers.ts';
import { inGroup } from '../cli/options/option-text.ts';
import { refusal } from '../errors.ts';
import { hostCount } from '../text/counts.ts';
import { confirmation, type Guard } from './guard.ts';

/** `--max-hosts` and `--expect-hosts`. */
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

/** Above this number of hosts a terminal is asked, unless the profile has another limit. */
const askedAbove = 50;

/** Refuses a number of hosts that contradicts the limits. */
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
 * Many hosts without a limit that allows them: a terminal is asked, and elsewhere the limit of the
 * profile refuses. `question` names what would run where.
 */
export function hostCountConfirmation(
  { max, expect }: HostLimits,
  count: number,
  question: string,
): Guard {
  return async (context) => {
    if (max !== undefined || expect !== undefined || context.globals.yes) return;
    const limit = await context.hostLimit();
    if (context.io.canPrompt) {
      if (count > (limit ?? askedAbove)) await confirmation(question)(context);
    } else if (limit !== null && count > limit) {
      throw refusal(
        `${matching(count)}, but the profile's host_limit is ${limit}. Nothing was sent`,
        'to run on all of them, add --yes, --max-hosts N or --expect-hosts N',
      );
    }
  };
}
