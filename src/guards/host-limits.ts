import { Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { wholeNumber } from '../cli/option-parsers.ts';
import { refusal } from '../errors.ts';
import { hostCount } from '../ui/nouns/hosts-text.ts';
import { confirm } from './confirm.ts';

/** What the user said of the number of hosts. */
export interface HostLimits {
  readonly max: number | undefined;
  readonly expect: number | undefined;
}

export function hostLimitOptions(): Option[] {
  return [
    new Option('--max-hosts <n>', 'refuse to run on more hosts').argParser(
      wholeNumber('--max-hosts', 1),
    ),
    new Option('--expect-hosts <n>', 'refuse to run on any other number of hosts').argParser(
      wholeNumber('--expect-hosts', 1),
    ),
  ];
}

/** On a terminal more hosts are asked about, unless the profile has a limit of its own. */
const askedAbove = 50;

/** Throws a refusal when the number of hosts is not what was said. */
export function checkHostLimits(limits: HostLimits, count: number): void {
  if (limits.max !== undefined && count > limits.max) {
    throw refusal(`${hostCount(count)} are more than --max-hosts ${limits.max}. Nothing was sent`);
  }
  if (limits.expect !== undefined && count !== limits.expect) {
    throw refusal(
      `${hostCount(count)} instead of the ${limits.expect} of --expect-hosts. Nothing was sent`,
    );
  }
}

/**
 * Many hosts of which nobody said that so many are meant: asked about on a terminal; elsewhere the
 * limit of the profile refuses them. `question` says what would run where.
 */
export async function confirmHostCount(
  context: Context,
  { max, expect }: HostLimits,
  count: number,
  question: string,
): Promise<void> {
  if (max !== undefined || expect !== undefined || context.globals.yes) return;
  const limit = await context.hostLimit();
  if (context.io.canPrompt) {
    const most = limit ?? askedAbove;
    if (count > most) await confirm(context, question);
  } else if (limit !== null && count > limit) {
    throw refusal(
      `${hostCount(count)} are more than the ${limit} that the profile allows unasked. Nothing was sent`,
      'if so many are meant: --yes, --max-hosts N or --expect-hosts N',
    );
  }
}
