import type { JobDetail, TargetHost } from './job-invocation.ts';

/** How the attempt of `run` or `rerun` to start a job ended. */
export type StartOutcome = StartedJob | SkippedStart | AnsweredStart;

/** A job that was created; whatever it lacks of the hosts that were meant makes its result no success. */
export interface StartedJob {
  readonly kind: 'started';
  readonly job: JobDetail;
  /** Hosts that were meant and are not part of the job. */
  readonly missing: readonly TargetHost[];
  /** A sentence about hosts that were meant and cannot be named. */
  readonly leftOut: string | null;
  /** How many hosts were meant; `null` where the server chooses them. */
  readonly hostCount: number | null;
}

/** Nothing was sent, because the same thing is running already (`--if-running skip`). */
export interface SkippedStart {
  readonly kind: 'skipped';
  readonly reason: string;
}

/** The answer has been printed: a dry run, nothing to do, or a run that was followed to its end. */
export interface AnsweredStart {
  readonly kind: 'answered';
  readonly exitCode: number;
}

export function answered(exitCode: number): AnsweredStart {
  return { kind: 'answered', exitCode };
}
