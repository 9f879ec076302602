import { readCurrentUser } from '../../api/endpoints/account.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import { nextRuns, parseCronLine } from '../../jobs/schedule/cron-line.ts';
import {
  futureStart,
  type Recurring,
  roundUp,
  runsFrom,
  runsUntil,
  type Schedule,
  schedulingOf,
} from '../../jobs/schedule/schedule.ts';
import { isZone, zoneOfAccount } from '../../jobs/schedule/time-zone.ts';
import { type PlannedSchedule, scheduleLines, type Zones } from '../../ui/nouns/schedule.ts';
import { cronWords } from '../../ui/time/cron-words.ts';
import { clockText, type ParsedTime, parseFutureTime } from '../../ui/time/future.ts';
import type { WantedSchedule } from './schedule-options.ts';

/** How many runs of a series are shown before it is created. */
const shownRuns = 3;

/** The times as rexctl understood them; `null` if none was given. */
interface Times {
  readonly now: number;
  readonly at: ParsedTime | null;
  readonly before: ParsedTime | null;
  readonly until: ParsedTime | null;
}

/**
 * Reads the times and the cron line; a mistake in them throws before the server is asked.
 * Then the account is asked for its zone, in which the server reads cron lines.
 */
export async function planSchedule(
  context: Context,
  wanted: WantedSchedule,
): Promise<PlannedSchedule> {
  const own = ownZone(context);
  const times = await readTimes(wanted, context.clock.now(), own);
  const schedule = firstSchedule(wanted, times);
  const zones = { own, ...(await accountZone(context)) };
  const remarks = [times.at, times.before, times.until].flatMap((time) => time?.remarks ?? []);
  const plan = {
    zones,
    words: null,
    runs: null,
    until: null,
    remarks: [...remarks, ...rounded(times, own)],
  };
  return schedule.kind === 'recurring'
    ? { ...plan, ...planSeries(schedule, times, zones) }
    : { ...plan, schedule, request: schedulingOf(schedule) };
}

/** The user's own zone: `TZ` if it names one, otherwise the machine's. */
function ownZone({ runtime }: Context): string {
  const named = runtime.env.TZ ?? '';
  return isZone(named) ? named : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

async function readTimes(wanted: WantedSchedule, now: number, zone: string): Promise<Times> {
  const read = async (flag: string, text: string | undefined) =>
    text === undefined
      ? null
      : parseFutureTime(text, { flag, now, zone, wholeDay: flag === '--until' });
  return {
    now,
    at: await read('--at', wanted.at),
    before: await read('--before', wanted.before),
    until: await read('--until', wanted.until),
  };
}

function firstSchedule(
  { cron, maxRuns, purpose }: WantedSchedule,
  { at, before }: Times,
): Schedule {
  const startAt = at?.instant ?? null;
  if (cron === undefined) return futureStart(startAt ?? 0, before?.instant ?? null);
  return {
    kind: 'recurring',
    cron: parseCronLine(cron),
    startAt: startAt === null ? null : roundUp(startAt),
    maxRuns: maxRuns ?? null,
    purpose: purpose ?? null,
  };
}

async function accountZone(context: Context): Promise<Pick<Zones, 'server' | 'account'>> {
  const { timezone } = await context.during('reading your time zone on the server', async () =>
    readCurrentUser(await context.connection()),
  );
  return { account: timezone, server: zoneOfAccount(timezone) };
}

/** `--until` becomes a number of runs here, because they are counted in the server's zone. */
function planSeries(
  series: Recurring,
  { now, until }: Times,
  zones: Zones,
): Pick<PlannedSchedule, 'schedule' | 'request' | 'words' | 'runs' | 'until'> {
  const { cron } = series;
  const words = cronWords(cron.text);
  const from = runsFrom(series, now);
  const zone = cron.zone ?? zones.server;
  if (zone === null) {
    if (until !== null) throw uncountable(zones);
    return { schedule: series, request: schedulingOf(series), words, runs: null, until: null };
  }
  const end =
    until === null ? null : { ...runsUntil(cron, zone, from, until.instant), time: until.instant };
  const schedule = { ...series, maxRuns: end?.runs ?? series.maxRuns };
  const runs = nextRuns(cron, zone, from, Math.min(shownRuns, schedule.maxRuns ?? shownRuns));
  return { schedule, request: schedulingOf(schedule), words, runs, until: end };
}

function uncountable({ account }: Zones): Error {
  return usageError(
    `the runs before --until cannot be counted: unknown time zone \`${account}\` of your account on the server`,
    "use --max-runs, or add a time zone to the line: --cron '0 3 * * * Europe/Berlin'",
  );
}

function rounded({ at }: Times, zone: string): readonly string[] {
  if (at === null || at.instant === roundUp(at.instant)) return [];
  return [`--at is rounded up to the next whole minute, from ${clockText(at.instant, zone)}`];
}

/**
 * Prints the schedule as it was understood; throws a usage `Failure` if the start has passed
 * meanwhile.
 */
export async function printSchedule(context: Context, planned: PlannedSchedule): Promise<void> {
  const now = context.clock.now();
  const { startAt } = planned.schedule;
  if (startAt !== null && startAt <= now) {
    throw usageError(
      `the time of --at (${clockText(startAt, planned.zones.own)}) has passed in the meantime. Nothing was sent`,
      'choose a later time',
    );
  }
  for (const line of scheduleLines(planned, now)) await context.note(line);
}
