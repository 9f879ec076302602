import { usageError } from '../../errors.ts';
import type { NewJob } from '../new-job.ts';
import { type CronLine, runsAfter } from './cron-line.ts';
import { isoMinute } from './time-zone.ts';

/**
 * When a job runs. Instants are milliseconds since the epoch, in whole minutes, as the server keeps
 * them.
 */
export type Schedule = FutureStart | Recurring;

interface FutureStart {
  readonly kind: 'future';
  readonly startAt: number;
  /** The server cancels the job if it could not be started by then. */
  readonly startBefore: number | null;
}

export interface Recurring {
  readonly kind: 'recurring';
  readonly cron: CronLine;
  /** No run before this. */
  readonly startAt: number | null;
  readonly maxRuns: number | null;
  /** Unique among the series of the server that are active or disabled. */
  readonly purpose: string | null;
}

const minute = 60_000;

/** The server drops seconds, and then takes a start in the current minute for one in the past. */
export function roundUp(instant: number): number {
  return Math.ceil(instant / minute) * minute;
}

/** For limits: never later than what was asked for. */
export function roundDown(instant: number): number {
  return Math.floor(instant / minute) * minute;
}

/** A start at one time; throws a usage `Failure` for a limit that leaves no time to start. */
export function futureStart(startAt: number, startBefore: number | null): FutureStart {
  const start = roundUp(startAt);
  const limit = startBefore === null ? null : roundDown(startBefore);
  if (limit !== null && limit <= start) {
    throw usageError(
      `--before (${isoMinute(limit)}) is not later than --at (${isoMinute(start)}); both are rounded to whole minutes`,
      'set --before at least one minute later',
    );
  }
  return { kind: 'future', startAt: start, startBefore: limit };
}

/** More runs than this are not counted: such a number is a mistake. */
const maxRuns = 10_000;

/** How many runs a series has until an instant, that one included, and when the last one is. */
export interface RunCount {
  readonly runs: number;
  readonly last: number;
}

/**
 * The server takes an end time and ignores it, so an end is made a number of runs. Throws a usage
 * `Failure` where there is none, or more than a user can mean.
 */
export function runsUntil(cron: CronLine, zone: string, from: number, until: number): RunCount {
  let runs = 0;
  let last = from;
  for (const run of runsAfter(cron, zone, from)) {
    if (run > until) break;
    runs++;
    last = run;
    if (runs > maxRuns) {
      throw usageError(
        `--until allows more than ${maxRuns.toLocaleString('en')} runs of \`${cron.text}\`, and rexctl does not count more`,
        'use --max-runs, or cancel the series later: rexctl schedule cancel SERIES',
      );
    }
  }
  if (runs > 0) return { runs, last };
  throw usageError(
    `\`${cron.text}\` has no run before --until (${isoMinute(Math.floor(until / 1000) * 1000)})`,
    'choose a later time',
  );
}

/**
 * The instant after which the runs of a series count: one on the minute of `--at` is the first of
 * them.
 */
export function runsFrom({ startAt }: Pick<Recurring, 'startAt'>, now: number): number {
  return startAt === null ? now : startAt - 1;
}

/** The schedule as the create takes it: UTC in whole minutes. */
export function schedulingOf(schedule: Schedule): Pick<NewJob, 'scheduling' | 'recurrence'> {
  if (schedule.kind === 'future') {
    const { startAt, startBefore } = schedule;
    return {
      scheduling: {
        start_at: isoMinute(startAt),
        start_before: startBefore === null ? undefined : isoMinute(startBefore),
      },
    };
  }
  const { cron, startAt, maxRuns, purpose } = schedule;
  return {
    scheduling: startAt === null ? undefined : { start_at: isoMinute(startAt) },
    recurrence: {
      cron_line: cron.text,
      max_iteration: maxRuns ?? undefined,
      purpose: purpose ?? undefined,
    },
  };
}
