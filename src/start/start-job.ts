import { createJobInvocation } from '../api/endpoints/job-actions.ts';
import { LostResponse, RefusedRecord, TemporaryFailure } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { notStarted } from '../cli/nothing-sent.ts';
import { Failure } from '../errors.ts';
import { recordWrite } from '../guards/audit-log.ts';
import type { AuditResult } from '../jobs/audit-entry.ts';
import { type ExpectedJob, expectedJob } from '../jobs/expected-job.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import { type NewJob, secretsOf } from '../jobs/new-job.ts';
import type { StartedJob } from '../jobs/start-outcome.ts';
import type { InputSheet } from '../jobs/template-inputs.ts';
import { type Competitors, yieldToCompetitor } from './concurrent-start.ts';
import { findLostStart, lookForIt, namingOrphan, newestJobId } from './lost-start.ts';
import { verifyHosts } from './verify-hosts.ts';

/**
 * How long a first Ctrl-C waits for a start that is under way, so that the job's id is not lost.
 */
const graceMs = 10_000;

/** A job that is to be created, and how it is known again. */
export interface Creation {
  /** Creates the job: one request, never repeated. */
  readonly create: () => Promise<JobDetail>;
  /** What it will look like, for when the answer is lost. */
  readonly expected: ExpectedJob;
}

export interface Start extends Creation {
  /** How the local log calls it. */
  readonly action: 'run' | 'rerun';
  /** The hosts that were meant; `null` when the server chooses them (dynamic targeting). */
  readonly hosts: readonly TargetHost[] | null;
  /** What a host too few does: the job is cancelled, or runs without it and names it. */
  readonly tooFew: 'cancel' | 'name';
  /** How many of the meant hosts this user cannot see; they are no surplus. */
  readonly hidden?: number;
  /** Jobs that may have been started elsewhere for the same. */
  readonly competitors?: Competitors | undefined;
}

/** A job that was created, with its hosts compared. */
export type Started = Pick<StartedJob, 'kind' | 'job' | 'missing'>;

export function creating(context: Context, job: NewJob, sheet: InputSheet): Creation {
  return {
    create: async () => {
      const connection = (await context.connection()).uninterrupted();
      connection.hide(secretsOf(job, sheet));
      return createJobInvocation(connection, job);
    },
    expected: expectedJob(job, sheet),
  };
}

/**
 * Creates a job and compares its hosts with those that were meant, before its id is printed.
 * A host too many cancels the job, always. A job whose answer is lost is looked for, and never sent
 * again.
 */
export async function startJob(context: Context, start: Start): Promise<Started> {
  const after = await context.during('asking for the newest job', () => newestJobId(context));
  const checked = async (left: AbortSignal) => {
    const job = await createOrFind(context, start, after, left);
    const { hosts, competitors } = start;
    const missing = hosts === null ? [] : await verifyHosts(context, job, { ...start, hosts });
    if (competitors !== undefined) await yieldToCompetitor(context, job, competitors);
    return { kind: 'started', job, missing } as const;
  };
  return context.during('starting the job', () =>
    context.interrupts.hold(graceMs, leftTooEarly, checked),
  );
}

async function createOrFind(
  context: Context,
  start: Start,
  after: number,
  left: AbortSignal,
): Promise<JobDetail> {
  const { create, expected, action, hosts } = start;
  const note = (job_id: number | null, result: AuditResult) =>
    recordWrite(context, { action, job_id, hosts: hosts?.length ?? null }, result);
  try {
    const job = await create();
    context.started.add(job.id);
    await note(job.id, 'started');
    return job;
  } catch (error) {
    if (error instanceof RefusedRecord)
      throw await namingOrphan(context, error, { after, expected });
    if (error instanceof TemporaryFailure) throw notStarted(error);
    if (left.aborted || !(error instanceof LostResponse)) throw error;
    await note(null, 'unknown');
    const job = await findLostStart(context, { after, expected, lost: error, left });
    context.started.add(job.id);
    await note(job.id, 'found');
    return job;
  }
}

function leftTooEarly(): Failure {
  return new Failure(
    'unknown_result',
    'left before the server confirmed the start: the job may be running',
    {
      hint: lookForIt,
    },
  );
}
