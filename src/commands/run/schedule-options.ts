import { Option } from '@commander-js/extra-typings';
import type { AfterStartFlags } from '../../attach/after-start.ts';
import { followFlags } from '../../attach/options.ts';
import { tellingFlags } from '../../attach/telling/telling-options.ts';
import { wholeNumber } from '../../cli/options/option-parsers.ts';
import { flagOf } from '../../cli/options/option-rules.ts';
import { inGroup } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { usageError } from '../../errors.ts';

/**
 * When to run a job, as typed: combinations were checked, but not yet the times and the cron line.
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
    new Option('--before <time>', 'with --at, do not start after this time'),
    new Option(
      '--cron <line>',
      "run on a cron schedule (server's time zone), e.g. '0 3 * * mon-fri', @daily",
    ),
    new Option('--max-runs <n>', 'with --cron, stop after n runs').argParser(
      wholeNumber('--max-runs', 1),
    ),
    new Option('--until <time>', 'with --cron, last run before this time'),
    new Option('--purpose <text>', 'with --cron, unique name for the series'),
    new Option('--static', 'with --cron, always use the hosts that match now'),
  ]);
}

/** The option values as Commander passes them. */
type ScheduleFlags = AfterStartFlags &
  OptionValues<ReturnType<typeof scheduleOptions>> & {
    readonly dynamic?: true;
    readonly host?: unknown;
  };

/** A series can choose its hosts in only one way, and end in only one way. */
export const scheduleConflicts = [
  ['static', 'dynamic'],
  ['until', 'maxRuns'],
] as const;

export const scheduleNeeds = [
  { options: ['until', 'maxRuns', 'purpose', 'static'], oneOf: ['cron'] },
] as const;

/**
 * Returns `null` for a start at once. Throws a usage `Failure` for options that contradict each
 * other or would have no effect.
 */
export function toWantedSchedule(raw: ScheduleFlags): WantedSchedule | null {
  const { at, before, cron, until, maxRuns, purpose } = raw;
  checkSeries(raw);
  if (before !== undefined && cron !== undefined) {
    throw usageError(
      '--before and --cron cannot be used together',
      'to end a series, use --until or --max-runs',
    );
  }
  if (before !== undefined && at === undefined) throw usageError('--before needs --at');
  if (at === undefined && cron === undefined) return null;
  if (raw.wait !== true) refuseWithoutWait(raw);
  return { at, before, cron, until, maxRuns, purpose, leaves: raw.wait !== true };
}

/** With a schedule and without `--wait`, the command does not follow the job. */
function refuseWithoutWait(raw: ScheduleFlags): void {
  const flag = raw.cron === undefined ? '--at' : '--cron';
  if (raw.follow === true)
    throw usageError(
      `with ${flag}, --follow needs --wait, because rexctl exits once the job is scheduled`,
      'add --wait, or read the output later: rexctl output JOB',
    );
  const unused = ([...followFlags, 'group', ...tellingFlags] as const).find(
    (name) => raw[name] !== undefined,
  );
  if (unused !== undefined)
    throw usageError(
      `with ${flag}, ${flagOf(unused)} needs --wait, because rexctl exits once the job is scheduled`,
    );
}

function checkSeries(raw: ScheduleFlags): void {
  if (raw.cron === undefined) return;
  if (raw.purpose?.trim() === '')
    throw usageError('--purpose is empty', 'give a name for the series, or omit the option');
  if (raw.static === true || raw.dynamic === true) return;
  if (raw.host !== undefined)
    throw usageError(
      'with --host, --cron needs --static',
      'add --static: every run uses these hosts',
    );
  throw usageError(
    '--cron needs --dynamic or --static',
    'add --dynamic (hosts that match when each run starts) or --static (hosts that match now)',
  );
}

/** With a schedule `--wait --follow` means: wait for the start, and follow from there. */
export function afterStartFlags<Raw extends ScheduleFlags>(raw: Raw): Omit<Raw, 'wait'> | Raw {
  if (raw.at === undefined && raw.cron === undefined) return raw;
  const { wait, ...rest } = raw;
  return raw.follow === true ? rest : raw;
}
