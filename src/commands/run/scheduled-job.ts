import { grantHint } from '../../api/failures.ts';
import {
  attachOrDetach,
  detachedResult,
  type ToldOptions,
  warnOfLeftOut,
} from '../../attach/after-start.ts';
import { printSummaryEvent } from '../../attach/unfollowed.ts';
import type { Context } from '../../cli/context.ts';
import type { Answered } from '../../documents/types.ts';
import { Failure } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { type JobResult, resultExitCode } from '../../jobs/job-result.ts';
import type { StartedJob } from '../../jobs/new-job.ts';
import { isHalfMade } from '../../jobs/schedule/series.ts';
import { jobDocument } from '../../ui/nouns/job.ts';
import { inBothZones, type PlannedSchedule, scheduleDocument } from '../../ui/nouns/schedule.ts';
import { type NextCommand, nextCommands } from '../../ui/terminal/command-lines.ts';
import type { RunOptions } from './options.ts';

/** Reports a scheduled job and exits, or waits for it; returns the exit code. */
export async function afterScheduledStart(
  context: Context,
  started: StartedJob,
  planned: PlannedSchedule,
  options: RunOptions & ToldOptions,
): Promise<number> {
  const { job } = started;
  checkScheduled(job);
  await checkSeries(context, job, planned);
  await compareFirstRun(context, job, planned);
  if (options.schedule?.leaves !== true) return attachOrDetach(context, started, options);
  const result = detachedResult(job, await warnOfLeftOut(context, started));
  const idOnly = options.afterStart === 'detach';
  await printScheduled(context, job, planned, { result, idOnly });
  return resultExitCode(result);
}

/** Throws a `Failure` if the server ignored the schedule of a job: it already runs. */
function checkScheduled(job: JobDetail): void {
  if (job.mode !== 'immediate' || job.scheduling !== null || job.recurrence !== null) return;
  throw new Failure(
    'bad_answer',
    `job ${job.id} was created, but the server ignored its schedule: it starts now`,
    { hint: `cancel it: rexctl cancel ${job.id}` },
  );
}

/** Throws a `Failure` for a series that the server stored half made, which looks like a success. */
async function checkSeries(
  context: Context,
  job: JobDetail,
  { zones }: PlannedSchedule,
): Promise<void> {
  if (job.recurrence === null || !isHalfMade(job.recurrence)) return;
  const { login } = await context.connection();
  const start = Date.parse(job.start_at ?? '');
  const when = Number.isNaN(start) ? '' : `, at ${inBothZones(start, zones)},`;
  throw new Failure(
    'bad_answer',
    `series ${job.recurrence.id} is only half made: job ${job.id} runs once${when} and the series never runs again`,
    {
      hint: `${grantHint(login, ['edit_recurring_logics'])}\nto prevent that run: rexctl cancel ${job.id}`,
    },
  );
}

/** The first run that the server reports counts, not the one that rexctl computed. */
async function compareFirstRun(
  context: Context,
  job: JobDetail,
  planned: PlannedSchedule,
): Promise<void> {
  const [computed] = planned.runs ?? [];
  const first = firstRun(job);
  if (computed === undefined || first === null || Date.parse(first) === computed) return;
  await context.warn(
    `the server will run job ${job.id} at ${inBothZones(Date.parse(first), planned.zones)}, but rexctl expected ${inBothZones(computed, planned.zones)}`,
  );
}

function firstRun({ recurrence, start_at }: JobDetail): string | null {
  return recurrence?.next_occurrence ?? start_at;
}

/** Prints a scheduled job, with the commands that show and cancel it. */
async function printScheduled(
  context: Context,
  job: JobDetail,
  planned: PlannedSchedule,
  how: { readonly result: JobResult; readonly idOnly: boolean },
): Promise<void> {
  const document = {
    job: jobDocument(job),
    schedule: scheduleDocument(planned),
  } satisfies Answered<'started'>;
  const prose = () => (how.idOnly ? `${job.id}\n` : scheduledText(job, planned));
  if (context.globals.format === 'ndjson') {
    await printSummaryEvent(context, how.result, {}, [{ type: 'job', job }]);
  } else {
    await context.print({ document, prose });
  }
  if (how.idOnly) await context.note(scheduledText(job, planned).trimEnd());
}

function scheduledText(job: JobDetail, planned: PlannedSchedule): string {
  const first = Date.parse(firstRun(job) ?? '');
  const when = Number.isNaN(first)
    ? 'at the given time'
    : `at ${inBothZones(first, planned.zones)}`;
  const series = job.recurrence?.id;
  const what = series === undefined ? 'it starts' : `series ${series} first runs`;
  return `Job ${job.id} is scheduled: ${what} ${when}.\n${nextCommands(commandsFor(job.id, series))}`;
}

function commandsFor(id: number, series: number | undefined): readonly NextCommand[] {
  if (series === undefined) {
    return [
      [`rexctl show ${id}`, 'see its state'],
      [`rexctl watch ${id}`, 'wait for it'],
      [`rexctl cancel ${id}`, 'cancel it'],
    ];
  }
  return [
    [`rexctl show ${id}`, 'the first run'],
    [`rexctl schedule show ${series}`, 'the series'],
    [`rexctl schedule cancel ${series}`, 'cancel the series'],
  ];
}
