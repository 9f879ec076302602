import { Option } from '@commander-js/extra-typings';
import { pollJob } from '../api/endpoints/job-invocations.ts';
import type { Context } from '../cli/context.ts';
import { type Failure, refusal, usageError } from '../errors.ts';
import type { JobInvocation } from '../jobs/job-invocation.ts';
import type { SkippedStart } from '../jobs/new-job.ts';
import { jobEnded, outcomeOf } from '../jobs/outcome.ts';
import { alternatives } from '../text/counts.ts';

/** What to do if the same job is still running: exit with success, wait for it, or refuse. */
export type IfRunning = (typeof policies)[number];

const policies = ['skip', 'wait', 'fail'] as const;

export function ifRunningOption(what: string) {
  return new Option(
    '--if-running <policy>',
    `${what}: skip (exit 0), wait or fail (exit 9, default)`,
  )
    .choices(policies)
    .argParser(parseIfRunning);
}

function parseIfRunning(text: string): IfRunning {
  const policy = policies.find((known) => known === text);
  if (policy === undefined)
    throw usageError(`invalid --if-running \`${text}\`: expected ${alternatives(policies)}`);
  return policy;
}

/** A start of which only one may happen at a time. */
export interface ExclusiveStart {
  /** Identifies it among the starts of this user on this server. */
  readonly key: readonly string[];
  /** As a sentence names it: `job 215 or a rerun of it`. */
  readonly name: string;
  readonly ifRunning: IfRunning;
}

/**
 * Held while a command decides and starts. Only one rexctl that shares the state folder can hold
 * it.
 */
interface StartLock {
  readonly kind: 'locked';
  /** It never rejects. */
  readonly release: () => Promise<void>;
}

/**
 * Takes the lock before the command reads what is running. If another rexctl holds it for long,
 * that one is starting the same job: `ifRunning: 'wait'` waits for it, 'skip' skips the start, and
 * 'fail' throws a refusal.
 */
export async function lockStart(
  context: Context,
  { key, name, ifRunning }: ExclusiveStart,
): Promise<StartLock | SkippedStart> {
  const { clock, signal } = context;
  const { server, login } = await context.connection();
  const { paths } = await context.settings();
  const { lockTimeoutMs, startLockPath, takeStartLock } = await import('../settings/locks.ts');
  const timeoutMs = ifRunning === 'wait' ? Number.POSITIVE_INFINITY : lockTimeoutMs;
  const path = startLockPath(paths.sessionFile, [server, login ?? '', ...key]);
  const lock = await takeStartLock(path, { clock, signal, timeoutMs });
  if (lock !== null) return { kind: 'locked', release: () => lock.release() };
  const reason = `another rexctl on this machine is starting ${name}`;
  if (ifRunning === 'skip') return { kind: 'skipped', reason };
  throw stillRunning(reason, null);
}

/** The refusal, with what to type next. */
export function stillRunning(sentence: string, jobId: number | null): Failure {
  return refusal(
    `${sentence}. Nothing was sent`,
    jobId === null
      ? 'add --if-running wait to wait for it, or --if-running skip to do nothing'
      : `wait for the job: rexctl watch ${jobId}`,
  );
}

const betweenMs = 5_000;

/** Waits until the job has finished on all hosts; rejects if the command is interrupted. */
export async function untilEnded(context: Context, jobId: number): Promise<void> {
  const connection = await context.connection();
  for (;;) {
    await context.clock.sleep(betweenMs, context.signal);
    if (!isUnderWay(await pollJob(connection, jobId))) return;
  }
}

/** Goes by the counts of hosts if they show it, because the status is updated later. */
export function isUnderWay(job: JobInvocation): boolean {
  return !jobEnded(job) && ['scheduled', 'running', 'paused'].includes(outcomeOf(job));
}
