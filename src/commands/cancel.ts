import { allHostRuns } from '../api/host-runs.ts';
import { pollJob } from '../api/read-job.ts';
import { cancelRecurringLogic } from '../api/recurring-logics.ts';
import type { Context } from '../context.ts';
import { usageError } from '../errors.ts';
import { onlyHostsTell, outcomeWithHosts } from '../jobs/host-counts.ts';
import { isTerminal } from '../jobs/host-run.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { type JobReference, parseJobReference } from '../jobs/job-reference.ts';
import { exitCodeOf, jobEnded, type Outcome, outcomeOf, outcomeOfHosts } from '../jobs/outcome.ts';
import { type Parent, type Runner, refuseTogether } from '../program.ts';
import { type CancelReport, cancelDocument, cancelProse } from '../ui/cancel-report.ts';
import { hostCount } from '../ui/hosts-text.ts';
import { cancelOnce } from './steps/cancel-once.ts';
import { confirm } from './steps/confirm.ts';
import { findJob } from './steps/find-job.ts';
import { followToEnd } from './steps/follow-to-end.ts';
import { resultUnwaited, sayLastEvent } from './steps/last-event.ts';
import { examples } from './steps/options.ts';
import { refuseCsv } from './steps/refuse-csv.ts';
import { saveOutputBeforeForce } from './steps/save-output.ts';

/** Stops a job. The cancel is sent once: a second one would abandon the scripts on the hosts (PROTOCOL §5.1). */
interface CancelOptions {
  readonly reference: JobReference;
  readonly force: boolean;
  readonly wait: boolean;
  readonly dryRun: boolean;
  /** What to cancel of a recurring job; `null` = not said. */
  readonly recurring: 'occurrence' | 'series' | null;
  readonly exitStatus: boolean;
}

export function registerCancel(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('cancel')
    .description('Cancels a job: hosts that have not finished are told to stop.')
    .argument('<job>', 'id, @last, or @last:OUTCOME')
    .option('--force', 'give up on the hosts at once; their scripts may go on unwatched')
    .option('--wait', 'wait until every host has stopped, and say how each ended')
    .option('--occurrence', 'of a recurring job, only the next occurrence')
    .option('--series', 'of a recurring job, the whole series')
    .option('--exit-status', "with --wait, exit with the job's result")
    .option('-n, --dry-run', 'show what would be cancelled; send nothing')
    .addHelpText('after', examples(['rexctl cancel 214 --wait', 'ask, cancel, and see how each host ended']));
  command.action((job, options) =>
    run(command as Parent, (context) => runCancel(toCancelOptions(job, options), context)),
  );
  return command as Parent;
}

interface RawOptions {
  force?: true;
  wait?: true;
  occurrence?: true;
  series?: true;
  exitStatus?: true;
  dryRun?: true;
}

export function toCancelOptions(job: string, raw: RawOptions): CancelOptions {
  refuseTogether({ ...raw }, 'occurrence', 'series');
  refuseTogether({ ...raw }, 'dryRun', 'wait');
  if (raw.exitStatus === true && raw.wait !== true) throw usageError('--exit-status goes with --wait');
  const recurring = raw.series === true ? 'series' : raw.occurrence === true ? 'occurrence' : null;
  return {
    reference: parseJobReference(job),
    force: raw.force === true,
    wait: raw.wait === true,
    dryRun: raw.dryRun === true,
    recurring,
    exitStatus: raw.exitStatus === true,
  };
}

async function runCancel(options: CancelOptions, context: Context): Promise<number> {
  refuseCsv(context);
  const job = await findJob(context, options.reference);
  checkRecurring(options, job);
  const unsent = { job, meant: [], result: null, after: null };
  const ended = job.task === null || jobEnded(job);
  if (ended && options.recurring !== 'series')
    return tell(context, options, {
      ...unsent,
      answer: 'had_ended',
      outcome: await endedOutcome(context, job),
    });
  const hosts = await context.during('asking for its hosts', async () =>
    allHostRuns(await context.connection(), job, { signal: context.signal }),
  );
  const meant = hosts.filter((host) => !isTerminal(host.status));
  if (options.dryRun)
    return tell(context, options, {
      ...unsent,
      meant,
      answer: 'dry_run',
      series: options.recurring === 'series',
    });
  if (options.recurring === 'series' && job.recurrence !== null)
    return cancelSeries(options, context, { ...unsent, meant }, job.recurrence.id);
  if (meant.length === 0 && hosts.length > 0 && hosts.length === job.counts.total)
    return tell(context, options, {
      ...unsent,
      answer: 'had_ended',
      outcome: outcomeOfHosts(hosts.map(({ status }) => status)),
    });
  await confirm(context, question(options, job, meant.length, hosts.length));
  if (options.force) await saveOutputBeforeForce(context, job, meant);
  const answer = await context.during('cancelling', () =>
    cancelOnce(context, job.id, options.force, context.signal),
  );
  if (!options.wait || answer === 'had_ended')
    return tell(context, options, { job, answer, meant, result: null, after: null });
  await context.note(
    'Cancel sent. Hosts answer as their scripts stop; a second cancel would abandon running scripts, so rexctl will not send one.',
  );
  return tell(context, options, await waitForHosts(context, { job, answer, meant }));
}

/** Also of an occurrence that has ended: the next one waits already (PROTOCOL §5.1). */
async function cancelSeries(
  options: CancelOptions,
  context: Context,
  unsent: Omit<CancelReport, 'answer'>,
  logicId: number,
): Promise<number> {
  await confirm(context, question(options, unsent.job, unsent.meant.length, 0));
  await cancelRecurringLogic(await context.connection(), logicId, { signal: context.signal });
  return tell(context, options, { ...unsent, answer: 'series_cancelled' });
}

async function waitForHosts(
  context: Context,
  sent: Pick<CancelReport, 'job' | 'answer' | 'meant'>,
): Promise<CancelReport> {
  const result = await followToEnd(context, sent.job, {
    output: 'none',
    hostCount: null,
    comeBack: `rexctl show ${sent.job.id} --hosts`,
    silentEnd: true,
  });
  return { ...sent, result, after: await hostsAfter(context, sent.job.id) };
}

/** `null` where nobody can say. The job is read anew: whether it has ended tells hosts that never ran (PROTOCOL §1.3). */
async function hostsAfter(context: Context, jobId: number): Promise<CancelReport['after']> {
  try {
    const connection = await context.connection();
    return await allHostRuns(connection, await pollJob(connection, jobId, {}));
  } catch {
    return null;
  }
}

/** A recurring job's current id is only one occurrence: the next one would appear at once (PROTOCOL §5.1). */
function checkRecurring(options: CancelOptions, job: JobDetail): void {
  if (job.recurrence !== null && job.recurrence.state === 'active' && options.recurring === null) {
    throw usageError(
      `job ${job.id} is one occurrence of a recurring job (${job.recurrence.cron_line}). Nothing was sent`,
      'cancel only this occurrence with --occurrence, or all of them with --series',
    );
  }
  if (job.recurrence === null && options.recurring !== null) {
    throw usageError(
      `job ${job.id} is not recurring: --${options.recurring} does not apply. Nothing was sent`,
    );
  }
}

function question(options: CancelOptions, job: JobDetail, meant: number, total: number): string {
  const name = `Job ${job.id}, ${job.description ?? job.template_name ?? 'without description'}`;
  if (options.recurring === 'series')
    return `${name}: cancel the whole series (${job.recurrence?.cron_line})?`;
  if (outcomeOf(job) === 'scheduled') return `${name}: it has not started yet. Cancel it?`;
  const force = options.force ? ' Their scripts may go on unwatched.' : '';
  const open = `${meant} of ${hostCount(total)} ${meant === 1 ? 'has' : 'have'} not finished`;
  return `${name}: ${open}.${force} Cancel ${meant === 1 ? 'it' : 'them'}?`;
}

async function tell(context: Context, options: CancelOptions, report: CancelReport): Promise<number> {
  const code = await exitCodeFor(context, options, report);
  const document = cancelDocument(report);
  if (context.globals.format === 'ndjson') {
    const result = report.result ?? resultUnwaited(report.job, code);
    const { cancel, hosts, summary } = document;
    await sayLastEvent(context, { ...result, exit_code: code }, { cancel, hosts, summary });
  } else {
    await context.print({ document, prose: (screen) => cancelProse(report, screen) });
  }
  return code;
}

async function exitCodeFor(
  context: Context,
  { exitStatus }: CancelOptions,
  { job, answer, result }: CancelReport,
): Promise<number> {
  if (result === null)
    return exitStatus && answer === 'had_ended' ? exitCodeOf(await endedOutcome(context, job)) : 0;
  const { exit_code } = result;
  return exitStatus || exit_code === 1 || exit_code >= 7 ? exit_code : 0;
}

/** Of a job that had ended already; only its hosts tell a cancelled job from one that never ran (DESIGN §8). */
async function endedOutcome(context: Context, job: JobDetail): Promise<Outcome> {
  if (!onlyHostsTell(job)) return outcomeOf(job);
  const hosts = await allHostRuns(await context.connection(), job, { signal: context.signal });
  return outcomeWithHosts(job, hosts);
}
