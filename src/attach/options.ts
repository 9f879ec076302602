import { Option } from '@commander-js/extra-typings';
import { refuseTogether } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { usageError } from '../errors.ts';
import { parseDuration } from '../ui/time/duration.ts';

/** What the first Ctrl-C or termination does to the job that is followed. */
export type OnInterrupt = 'detach' | 'cancel' | 'ask';

/** How a command stays with a job until its end. Times in milliseconds. */
export interface FollowPolicy {
  /** Without an answer for so long the result is unknown; likewise for a paused job. */
  readonly giveUpAfterMs: number;
  readonly stallWarningMs: number;
  /** Wait for the server's own status too, which follows up to 15 s after the last host's end. */
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

const flags = ['giveUpAfter', 'stallWarning', 'settle', 'onInterrupt'] as const;

export function stallWarningOption() {
  return new Option(
    '--stall-warning <duration>',
    'say so when nothing has changed for so long (default: 10m)',
  ).argParser(parseDuration);
}

/** The options that `run`, `rerun`, `watch`, `wait` and `output --follow` share. */
export function followOptions() {
  return [
    new Option(
      '--give-up-after <duration>',
      'end with exit code 8 after so long without an answer, or paused (default: 10m)',
    ).argParser(parseDuration),
    stallWarningOption(),
    new Option('--settle', "also wait for the server's own status, up to 15 s later"),
    new Option('--on-interrupt <what>', 'what Ctrl-C does to the job (default: detach)').choices([
      'detach',
      'cancel',
      'ask',
    ]),
  ] as const;
}

/** Throws a usage `Failure` where options are given to a command that does not stay. */
export function toFollowPolicy(
  raw: Readonly<Record<string, unknown>>,
  detached: { readonly because?: 'detach' } = {},
): FollowPolicy {
  const { because } = detached;
  if (because !== undefined) for (const flag of flags) refuseTogether(raw, because, flag);
  return {
    giveUpAfterMs: (raw.giveUpAfter as number | undefined) ?? defaultPolicy.giveUpAfterMs,
    stallWarningMs: (raw.stallWarning as number | undefined) ?? defaultPolicy.stallWarningMs,
    settle: raw.settle === true,
    onInterrupt: (raw.onInterrupt as OnInterrupt | undefined) ?? defaultPolicy.onInterrupt,
  };
}

/** For a command that follows only with a flag: its options are refused without it. */
export function refuseWithout(raw: Readonly<Record<string, unknown>>, needed: string): void {
  const given = flags.find((flag) => raw[flag] !== undefined);
  if (given === undefined) return;
  const name = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw usageError(`--${name} goes with ${needed}`);
}

/** Before anything is asked or sent: this command stays with a job, and rides out what passes. */
export function prepareToAttach(
  context: Context,
  policy: FollowPolicy,
  options: { readonly silent?: boolean } = {},
): void {
  checkInterrupt(context, policy);
  context.rideOut(policy.giveUpAfterMs, options);
}

/** `ask` has nobody to ask in a script; found out before anything is sent. */
export function checkInterrupt(context: Context, { onInterrupt }: FollowPolicy): void {
  if (onInterrupt !== 'ask' || context.io.canPrompt) return;
  throw usageError(
    '--on-interrupt ask needs a terminal to ask on',
    'use --on-interrupt detach, or cancel',
  );
}
