import { Option } from '@commander-js/extra-typings';
import type { Context } from '../cli/context.ts';
import { duration } from '../cli/options/option-parsers.ts';
import { usageError } from '../errors.ts';

/** What the first Ctrl-C or termination does to the job that is followed. */
export type OnInterrupt = 'detach' | 'cancel' | 'ask';

/** How a command follows a job. Times are in milliseconds. */
export interface FollowPolicy {
  /**
   * After this long without a response, or in a pause, the follow ends and the result is unknown.
   */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /**
   * Also wait for the server's own status, which it updates up to 15 s after the last host
   * finished.
   */
  readonly settle: boolean;
  readonly onInterrupt: OnInterrupt;
}

const minute = 60_000;

export const defaultPolicy: FollowPolicy = {
  giveUpAfterMs: 10 * minute,
  stallWarningMs: 10 * minute,
  settle: false,
  onInterrupt: 'detach',
};

/** The names of the options of every follow. */
export const followFlags = ['giveUpAfter', 'stallWarning', 'settle', 'onInterrupt'] as const;

export function stallWarningOption() {
  return new Option(
    '--stall-warning <duration>',
    'warn if nothing changes for this long (default: 10m)',
  ).argParser(duration('--stall-warning'));
}

/** The options that `run`, `rerun`, `watch`, `wait` and `output --follow` share. */
export function followOptions() {
  return [
    new Option('--on-interrupt <what>', 'on Ctrl-C: detach (default), cancel or ask').choices([
      'detach',
      'cancel',
      'ask',
    ]),
    new Option(
      '--give-up-after <duration>',
      'exit 8 if the server is silent or the job is paused for this long (default: 10m)',
    ).argParser(duration('--give-up-after')),
    stallWarningOption(),
    new Option('--settle', "also wait until the server updates the job's status (up to 15 s)"),
  ] as const;
}

/** The option values as Commander passes them; durations are in milliseconds. */
export interface FollowFlags {
  readonly giveUpAfter?: number;
  readonly stallWarning?: number;
  readonly settle?: true;
  readonly onInterrupt?: OnInterrupt;
}

export function toFollowPolicy(flags: FollowFlags): FollowPolicy {
  return {
    giveUpAfterMs: flags.giveUpAfter ?? defaultPolicy.giveUpAfterMs,
    stallWarningMs: flags.stallWarning ?? defaultPolicy.stallWarningMs,
    settle: flags.settle === true,
    onInterrupt: flags.onInterrupt ?? defaultPolicy.onInterrupt,
  };
}

const interruptTexts: Readonly<Record<OnInterrupt, string>> = {
  detach: 'Ctrl-C detaches',
  cancel: 'Ctrl-C sends a cancel',
  ask: 'Ctrl-C asks whether to cancel',
};

/** What Ctrl-C does, for the line above a live view. */
export function interruptText({ onInterrupt }: FollowPolicy): string {
  return interruptTexts[onInterrupt];
}

/**
 * Prepares a command that follows a job, before it sends anything: from now on it tolerates
 * outages.
 */
export function prepareToAttach(
  context: Context,
  policy: FollowPolicy,
  options: { readonly silent?: boolean } = {},
): void {
  if (policy.onInterrupt === 'ask' && !context.io.canPrompt)
    throw usageError(
      '--on-interrupt ask needs a terminal',
      'use --on-interrupt detach or --on-interrupt cancel',
    );
  context.tolerateOutages(policy.giveUpAfterMs, options);
}
