import type { Shape } from '../../documents/types.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import type { RunCount, Schedule } from '../../jobs/schedule/schedule.ts';
import { isoMinute } from '../../jobs/schedule/time-zone.ts';
import { numberText } from '../../text/counts.ts';
import { clockText } from '../time/future.ts';
import { relativeTime } from '../time/relative.ts';

/** A checked schedule with everything that is printed about it before it is sent. */
export interface PlannedSchedule {
  readonly schedule: Schedule;
  /** The part of the create request for the schedule. */
  readonly request: Pick<NewJob, 'scheduling' | 'recurrence'>;
  readonly zones: Zones;
  /** The cron line in words. */
  readonly words: string | null;
  /** The times of the first runs; `null` if the time zone of the cron line is unknown. */
  readonly runs: readonly number[] | null;
  /** The number of runs that `--until` means, and its time. */
  readonly until: (RunCount & { readonly time: number }) | null;
  /** Sentences about decisions that the user's options left open. */
  readonly remarks: readonly string[];
}

export interface Zones {
  readonly own: string;
  /** The zone of the server for cron lines and shown times; `null` if its name is unknown. */
  readonly server: string | null;
  /** The server's name for that zone. */
  readonly account: string | null;
}

/** A time in the user's zone and in the server's zone; only once if both zones are the same. */
export function inBothZones(instant: number, { own, server }: Zones): string {
  const other = server ?? 'UTC';
  const first = clockText(instant, own);
  return own === other
    ? first
    : `${first} = ${clockText(instant, other)}${server === null ? '' : ' (server)'}`;
}

/** The lines that are printed before a schedule is sent. */
export function scheduleLines(planned: PlannedSchedule, now: number): readonly string[] {
  const { schedule, zones, remarks } = planned;
  const lines = schedule.kind === 'future' ? startLines(planned, now) : seriesLines(planned);
  const limit = schedule.kind === 'future' ? schedule.startBefore : null;
  const given =
    limit === null ? [] : [`Dropped by the server if not started by ${inBothZones(limit, zones)}`];
  return [...remarks, ...lines, ...given];
}

function startLines({ schedule, zones }: PlannedSchedule, now: number): string[] {
  const { startAt } = schedule;
  return startAt === null
    ? []
    : [`Starts at ${inBothZones(startAt, zones)}, ${relativeTime(startAt, now)}`];
}

function seriesLines({ schedule, zones, words, runs, until }: PlannedSchedule): string[] {
  if (schedule.kind !== 'recurring') return [];
  const { cron, startAt, maxRuns } = schedule;
  const next = runs ?? [];
  const label = next.length === 1 ? 'Only run  ' : 'Next runs ';
  return [
    `Repeats \`${cron.text}\`${words === null ? '' : `: ${words}`}, in ${zoneText(cron.zone, zones)}`,
    ...(startAt === null ? [] : [`Not before ${inBothZones(startAt, zones)}`]),
    ...next.map((run, at) => `${at === 0 ? label : '          '}${inBothZones(run, zones)}`),
    ...(runs === null
      ? ['First run: set by the server, whose time zone rexctl does not know']
      : []),
    ...endLines(maxRuns, until, zones),
  ];
}

/** The time zone of a cron line: `own`, the zone at its end, or that of the account. */
function zoneText(own: string | null, { server, account }: Zones): string {
  if (own !== null) return own;
  return `${server ?? `"${account}"`}, the zone of your account on the server`;
}

function endLines(maxRuns: number | null, until: PlannedSchedule['until'], zones: Zones): string[] {
  if (maxRuns === null) return ['Runs until the series is cancelled'];
  const runs = `Ends after ${maxRuns === 1 ? '1 run' : `${numberText(maxRuns)} runs`}`;
  if (until === null) return [runs];
  return [
    `${runs}, ${maxRuns === 1 ? '' : 'the last '}at ${inBothZones(until.last, zones)}: the server ignores end times, so --until is sent as --max-runs ${until.runs}`,
  ];
}

/** A schedule as JSON: times are in UTC; fields that do not apply are `null`. */
export function scheduleDocument(planned: PlannedSchedule): Shape<'plannedSchedule'> {
  const { schedule, zones, words, runs, until, remarks } = planned;
  const series = schedule.kind === 'recurring' ? schedule : null;
  const iso = (instant: number | null | undefined) => (instant == null ? null : isoMinute(instant));
  return {
    kind: schedule.kind,
    start_at: iso(schedule.startAt),
    start_before: schedule.kind === 'future' ? iso(schedule.startBefore) : null,
    cron_line: series?.cron.text ?? null,
    cron_words: words,
    next_runs: runs?.map(isoMinute) ?? null,
    max_runs: series?.maxRuns ?? null,
    until: iso(until?.time),
    last_run: iso(until?.last),
    purpose: series?.purpose ?? null,
    time_zone: zones.own,
    server_time_zone: series?.cron.zone ?? zones.server,
    remarks,
  };
}
