import { Option } from '@commander-js/extra-typings';
import type { AfterStartFlags } from '../../attach/after-start.ts';
import { followFlags } from '../../attach/options.ts';
import { wholeNumber } from '../../cli/option-parsers.ts';
import { flagOf } from '../../cli/option-rules.ts';
import { inGroup } from '../../cli/option-text.ts';
import type { OptionValues } from '../../cli/option-values.ts';
import { usageError } from '../../errors.ts';

/**
 * When a job is to run, as the user wrote it: combinations are checked, the times and the line are
 * not yet.
 */
export interface WantedSchedule {
  readonly at: string | undefined;
  readonly before: string | undefined;
  readonly cron: string | undefined;
  readonly until: string | undefined;
  readonly maxRuns: number | undefined;
  readonly purpose: string | undefined;
  /** The command ends as soon as the server has the job. */
  readonly leaves: boolean;
}

export function scheduleOptions() {
  return inGroup('When', [
    new Option(
      '--at <time>',
      "start at this time (your time zone), e.g. 03:00, 'tomorrow 03:00', 'in 2h'",
    ),
    new Option('--before <time>', 'with --at: do not start after this time'),
    new Option(
      '--cron <line>',
      "run on a cron schedule (server's time zone), e.g. '0 3 * * mon-fri', @daily",
    ),
    new Option(
      '--until <time>',
      'with --cron: last run before this time (sent as a number of runs)',
    ),
    new Option('--max-runs <n>', 'with --cron: stop after n runs').argParser(
      wholeNumber('--max-runs', 1),
    ),
    new Option('--purpose <text>', 'with --cron: unique name for the series'),
    new Option('--static', 'with --cron: use the hosts that match now for every run'),
  ]);
}

/** As Commander gives them. */
type ScheduleFlags = AfterStartFlags &
  OptionValues<ReturnType<typeof scheduleOptions>> & { readonly dynamic?: true };

/** Every run of a series is on the same kind of hosts, and a series has one end. */
export const scheduleConflicts = [
  ['static', 'dynamic'],
  ['until', 'maxRuns'],
] as const;

export const scheduleNeeds = [
  { options: ['until', 'maxRuns', 'purpose', 'static'], oneOf: ['cron'] },
] as const;

/**
 * `null` = at once. Throws a usage `Failure` for what contradicts itself or would have no effect.
 */
export function toWantedSchedule(raw: ScheduleFlags): WantedSchedule | null {
  const { at, before, cron, until, maxRuns, purpose } = raw;
  checkSeries(raw);
  if (before !== undefined && cron !== undefined) {
    throw usageError(
      '--before goes with one start, not with --cron',
      'end a series with --until or --max-runs',
    );
  }
  if (before !== undefined && at === undefined) throw usageError('--before goes with --at');
  if (at === undefined && cron === undefined) return null;
  if (raw.follow === true && raw.wait !== true) {
    throw usageError(
      `--follow would wait until the job has started and ended: with ${cron === undefined ? '--at' : '--cron'} say --wait too`,
      'or leave --follow out; see the output later with: rexctl output JOB',
    );
  }
  const unused =
    raw.wait === true ? undefined : followFlags.find((name) => raw[name] !== undefined);
  if (unused !== undefined)
    throw usageError(
      `${flagOf(unused)} goes with --wait, because with a schedule rexctl leaves at once`,
    );
  return { at, before, cron, until, maxRuns, purpose, leaves: raw.wait !== true };
}

function checkSeries(raw: ScheduleFlags): void {
  if (raw.cron === undefined) return;
  if (raw.purpose?.trim() === '')
    throw usageError('--purpose is empty', 'leave it out, or name the series');
  if (raw.static === true || raw.dynamic === true) return;
  throw usageError(
    '--cron needs to know which hosts later runs are for',
    'say --dynamic (hosts that match when each run starts), or --static (the hosts of now, for ever)',
  );
}

/** With a schedule `--wait --follow` means: wait for the start, and follow from there. */
export function afterStartFlags<Raw extends ScheduleFlags>(raw: Raw): Omit<Raw, 'wait'> | Raw {
  if (raw.at === undefined && raw.cron === undefined) return raw;
  const { wait, ...rest } = raw;
  return raw.follow === true ? rest : raw;
}
