import { Option } from '@commander-js/extra-typings';
import { filled, positiveDuration } from '../../cli/options/option-parsers.ts';
import { inGroup } from '../../cli/options/option-text.ts';

/** How a command passes on the result of a job. */
export interface TellingOptions {
  /** The command line for the shell; `null` = none. */
  readonly onDone: string | null;
  /** The time limit of that command, in milliseconds. */
  readonly onDoneLimitMs: number;
  readonly bell: boolean;
  readonly notify: boolean;
  /** The file for Prometheus; `null` = none. */
  readonly metrics: string | null;
}

/** The names of the options that only work while the command follows the job. */
export const tellingFlags = ['onDone', 'bell', 'notify', 'metrics'] as const;

/** The options that `run`, `rerun`, `watch`, `wait` and `resume --wait` share. */
export function tellingOptions() {
  return inGroup('When done', [
    new Option(
      '--on-done <command>',
      'run this shell command; it gets the result in its environment and as JSON on standard input',
    ).argParser(filled('--on-done')),
    new Option('--on-done-timeout <duration>', 'time limit for --on-done (default: 30s)').argParser(
      positiveDuration('--on-done-timeout'),
    ),
    new Option('--bell', 'ring the terminal bell'),
    new Option('--notify', 'notify you on the desktop or in the terminal'),
    new Option('--metrics <file>', 'write Prometheus metrics of the job to this file').argParser(
      filled('--metrics'),
    ),
  ]);
}

/** The option values as Commander passes them; durations are in milliseconds. */
export interface TellingFlags {
  readonly onDone?: string;
  readonly onDoneTimeout?: number;
  readonly bell?: true;
  readonly notify?: true;
  readonly metrics?: string;
}

export const tellingNeeds = [{ options: ['onDoneTimeout'], oneOf: ['onDone'] }] as const;

const defaultLimitMs = 30_000;

export function toTellingOptions(flags: TellingFlags): TellingOptions {
  return {
    onDone: flags.onDone ?? null,
    onDoneLimitMs: flags.onDoneTimeout ?? defaultLimitMs,
    bell: flags.bell === true,
    notify: flags.notify === true,
    metrics: flags.metrics ?? null,
  };
}
