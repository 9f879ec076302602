import { createJobInvocation, rerunJobInvocation } from '../api/endpoints/job-actions.ts';
import { readJob } from '../api/endpoints/job-invocations.ts';
import { LostResponse, RefusedRecord, TemporaryFailure } from '../api/failures.ts';
import type { Context } from '../cli/context.ts';
import { notStarted } from '../cli/nothing-sent.ts';
import { Failure } from '../errors.ts';
import { recordWrite } from '../guards/audit-log.ts';
import type { AuditResult } from '../jobs/audit-entry.ts';
import { expectedCopy, expectedJob } from '../jobs/expected-job.ts';
import type { JobDetail, TargetHost } from '../jobs/job-invocation.ts';
import { type NewJob, type StartedJob, secretsOf } from '../jobs/new-job.ts';
import type { InputSheet } from '../jobs/template-inputs.ts';
import { type Competitors, yieldToCompetitor } from './concurrent-start.ts';
import { findLostStart, namingOrphan, newestJobId, searchHint } from './lost-start.ts';
import { startedUnchecked, verifyHosts } from './verify-hosts.ts';

/**
 * How long a first Ctrl-C waits for a start that is in progress, so that the job's id is not lost.
 */
const graceMs = 10_000;

/** A job from a request, or the server's copy of another job. */
type NewOrCopy =
  | { readonly kind: 'new'; readonly newJob: NewJob; readonly sheet: InputSheet }
  | { readonly kind: 'copy'; readonly of: JobDetail };

export interface Start {
  /** The command, for the local history. */
  readonly action: 'run' | 'rerun';
  readonly what: NewOrCopy;
  /** The intended hosts; `null` if the server chooses them (dynamic targeting). */
  readonly hosts: readonly TargetHost[] | null;
  /** If a host is missing: `cancel` cancels the job, `name` lets it run and names the host. */
  readonly tooFew: 'cancel' | 'name';
  /** How many of the intended hosts this user cannot see; they do not count as too many. */
  readonly hidden?: number;
  /** Jobs for the same purpose that may have been started elsewhere. */
  readonly competitors?: Competitors;
}

/** A job that was created and whose hosts were compared. */
export type Started = Pick<StartedJob, 'kind' | 'job' | 'missing'>;

/**
 * Creates a job and compares its hosts with the intended ones before its id is printed. A host that
 * was not intended always cancels the job. If the response is lost, it looks for the job and never
 * repeats the start.
 */
export async function startJob(context: Context, start: Start): Promise<Started> {
  const after = await context.during('preparing the start', () => newestJobId(context));
  return context.during('starting the job', () =>
    context.interrupts.hold(graceMs, leftTooEarly, async (left) => {
      const job = await createOrFind(context, start, after, left);
      const missing = await verified(context, job, start);
      return { kind: 'started', job, missing } as const;
    }),
  );
}

/** Returns the hosts that the job lacks. Cancels a job that must not run, and throws a refusal. */
async function verified(
  context: Context,
  job: JobDetail,
  { hosts, competitors, ...meant }: Start,
): Promise<readonly TargetHost[]> {
  const missing = hosts === null ? [] : await verifyHosts(context, job, { ...meant, hosts });
  if (competitors !== undefined) await yieldToCompetitor(context, job, competitors);
  return missing;
}

async function createOrFind(
  context: Context,
  start: Start,
  after: number,
  left: AbortSignal,
): Promise<JobDetail> {
  const { what, action, hosts } = start;
  const expected =
    what.kind === 'new' ? expectedJob(what.newJob, what.sheet) : expectedCopy(what.of);
  const note = (job_id: number | null, result: AuditResult) =>
    recordWrite(context, { action, job_id, hosts: hosts?.length ?? null }, result);
  try {
    const job = await create(context, what);
    context.started.add(job.id);
    await note(job.id, 'started');
    return job;
  } catch (error) {
    refuseTakenPurpose(error);
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

/** Sends one request and never repeats it. */
async function create(context: Context, what: NewOrCopy): Promise<JobDetail> {
  const connection = (await context.connection()).uninterrupted();
  if (what.kind === 'new') {
    connection.hide(secretsOf(what.newJob, what.sheet));
    return createJobInvocation(connection, what.newJob);
  }
  const { id } = await rerunJobInvocation(connection, what.of.id);
  return readJob(connection, id).catch((error: unknown) => {
    throw startedUnchecked(id, error);
  });
}

const takenPurpose = /Active or disabled recurring logic with purpose (.+) already exists/;

/** The server's message names an internal model; for users it is the name of a series. */
function refuseTakenPurpose(error: unknown): void {
  if (!(error instanceof Failure)) return;
  const purpose = takenPurpose.exec(error.message)?.[1];
  if (purpose === undefined) return;
  throw new Failure(error.kind, `an active or disabled series is already named \`${purpose}\``, {
    hint: 'choose another --purpose, or list the series: rexctl schedule list',
    httpStatus: error.httpStatus,
    cause: error,
  });
}

function leftTooEarly(): Failure {
  return new Failure(
    'unknown_result',
    'interrupted before the server confirmed the start: the job may be running',
    {
      hint: searchHint,
    },
  );
}
