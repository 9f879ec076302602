import { createJobInvocation } from '../../api/create-job-invocation.ts';
import { allHostRuns } from '../../api/host-runs.ts';
import { LostAnswer } from '../../api/lost-answer.ts';
import type { Context } from '../../context.ts';
import { Failure } from '../../errors.ts';
import type { HostRun } from '../../jobs/host-run.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import type { NewJob } from '../../jobs/new-job.ts';
import { listed } from '../../ui/names.ts';
import { cancelOnce } from './cancel-once.ts';

/** How long a first Ctrl-C waits for a start that is under way, so that the job's id is not lost (DESIGN §5). */
const graceMs = 10_000;

export interface Start {
  /** Creates the job: one request, never repeated. */
  readonly create: () => Promise<JobDetail>;
  /** The hosts that were meant; `null` when the server chooses them (dynamic targeting). */
  readonly hosts: readonly TargetHost[] | null;
  /** A host too few: reruns are cancelled, other jobs go on and name it (DESIGN §5). */
  readonly tooFew: 'cancel' | 'name';
  /** How many of the meant hosts this user cannot see; they are no surplus (PROTOCOL §4.3). */
  readonly unseen?: number;
}

export interface Started {
  readonly job: JobDetail;
  /** Hosts that were meant and are not part of the job. */
  readonly missing: readonly TargetHost[];
}

export function creating(context: Context, job: NewJob): () => Promise<JobDetail> {
  return async () => createJobInvocation(await context.connection(), job, {});
}

/**
 * Creates a job and compares its hosts with those that were meant, before anybody hears of its id. A host too many
 * cancels the job, always.
 */
export async function startJob(context: Context, start: Start): Promise<Started> {
  const checked = async () => {
    const job = await createOrLose(start);
    return {
      job,
      missing: start.hosts === null ? [] : await compareHosts(context, job, start, start.hosts),
    };
  };
  return context.interrupts.hold(graceMs, leftTooEarly, () => context.during('starting the job', checked));
}

const lookForIt = 'look for it before you start it again: rexctl list --mine --limit 5';

function leftTooEarly(): Failure {
  return new Failure('unknown_result', 'left before the server confirmed the start: the job may be running', {
    hint: lookForIt,
  });
}

async function createOrLose(start: Start): Promise<JobDetail> {
  try {
    return await start.create();
  } catch (error) {
    if (!(error instanceof LostAnswer)) throw error;
    throw new Failure(
      'unknown_result',
      `the answer to the start was lost (${error.message}): the job may be running`,
      {
        hint: `it was not sent again; ${lookForIt}`,
        httpStatus: error.httpStatus,
        cause: error,
      },
    );
  }
}

async function compareHosts(
  context: Context,
  job: JobDetail,
  { tooFew, unseen = 0 }: Start,
  meant: readonly TargetHost[],
): Promise<readonly TargetHost[]> {
  const actual = await hostsOf(context, job);
  const meantIds = new Set(meant.map((host) => host.id));
  const actualIds = new Set(actual.map((host) => host.id));
  const surplus = actual.filter((host) => !meantIds.has(host.id));
  const hidden = Math.max(0, (job.counts.total ?? 0) - actual.length);
  const missing = meant.filter((host) => !actualIds.has(host.id));
  const surplusHidden = actual.length - surplus.length + hidden > meant.length + unseen ? hidden : 0;
  if (surplus.length > 0 || surplusHidden > 0) throw await stopped(context, job, surplus, surplusHidden);
  if (missing.length > 0 && tooFew === 'cancel') throw await stoppedShort(context, job, missing);
  return missing;
}

async function hostsOf(context: Context, job: JobDetail): Promise<readonly HostRun[]> {
  try {
    return await allHostRuns(await context.connection(), job, {});
  } catch (error) {
    throw startedUnchecked(job.id, error);
  }
}

/** The id is known and the rest is not: whoever waits must at least hear the id. */
export function startedUnchecked(jobId: number, cause: unknown): Failure {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Failure(
    'unknown_result',
    `job ${jobId} was started, but its hosts could not be compared with those that were meant (${why})`,
    { hint: `look at it: rexctl show ${jobId} --hosts`, cause },
  );
}

async function stopped(
  context: Context,
  job: JobDetail,
  surplus: readonly HostRun[],
  hidden: number,
): Promise<Failure> {
  const cancelled = await cancelSaying(context, job.id);
  const began = await startedAmong(context, job, surplus);
  const names = [
    ...surplus.map((host) => host.name),
    ...(hidden > 0 ? [`${hidden} that you may not see`] : []),
  ];
  const started =
    began.length === 0 ? '' : ` Already started there: ${listed(began.map((host) => host.name))}.`;
  return new Failure(
    'refused',
    `job ${job.id} was created on hosts that were not meant: ${listed(names)}. ${cancelled}.${started}`,
    {
      hint: `look at it: rexctl show ${job.id} --hosts`,
    },
  );
}

async function stoppedShort(
  context: Context,
  job: JobDetail,
  missing: readonly TargetHost[],
): Promise<Failure> {
  const cancelled = await cancelSaying(context, job.id);
  const names = listed(missing.map((host) => host.name));
  return new Failure(
    'refused',
    `job ${job.id} was created without hosts that were meant: ${names}. ${cancelled}.`,
    {
      hint: `look at it: rexctl show ${job.id} --hosts`,
    },
  );
}

/** What became of the attempt to cancel; a user who may not cancel must hear it here. */
async function cancelSaying(context: Context, jobId: number): Promise<string> {
  try {
    return (await cancelOnce(context, jobId, false)) === 'sent'
      ? 'Its cancel was sent'
      : 'It had ended before it could be cancelled';
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `It could NOT be cancelled (${why})`;
  }
}

async function startedAmong(
  context: Context,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<readonly HostRun[]> {
  const ids = new Set(hosts.map((host) => host.id));
  const now = await allHostRuns(await context.connection(), job, {}).catch(() => []);
  return now.filter((host) => ids.has(host.id) && host.status !== 'waiting' && host.status !== 'never_ran');
}
