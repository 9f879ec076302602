import type { CommandEnd, Context } from '../../cli/context.ts';
import { type Failure, failureKinds } from '../../errors.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { resultExitCode } from '../../jobs/job-result.ts';
import { runDoneCommand } from './done-command.ts';
import {
  type CanaryRecord,
  type FollowRecord,
  recordCanary,
  recordJob,
  type Told,
} from './follow-record.ts';
import { writeMetrics } from './metrics.ts';
import { ringBell, showNotice } from './notice.ts';
import type { TellingOptions } from './telling-options.ts';

/** Tells others how the jobs of a command ended. */
export interface Teller {
  /** A job that is followed from now on; told when the command ends. */
  follow(job: JobInvocation, hostCount: number | null): FollowRecord | undefined;
  /** A canary, followed from now on; told as one. */
  canary(): CanaryRecord | undefined;
  /** Tells of a job that has ended, or failed to be followed, while others are followed. */
  tell(record: FollowRecord | undefined, failure: Failure | null): void;
  /** Nothing was started, because the same thing is running already. */
  skip(): void;
}

/** The ends of a command that the user or the system brought about. */
const interruptCodes: readonly number[] = [
  failureKinds.interrupted,
  failureKinds.terminated,
  failureKinds.hung_up,
  failureKinds.output_closed,
];

/** Tells at the end of the command, and at once where it follows several jobs. */
export function openedTeller(
  context: Context,
  options: TellingOptions,
  name: string | undefined,
): Teller {
  const waiting = new Set<Pick<FollowRecord, 'told'>>();
  let telling: Promise<void> = Promise.resolve();
  let isSkipped = false;
  const tellOne = async (told: Told | null, exitCode: number) => {
    if (told === null || interruptCodes.includes(exitCode)) return;
    await ringBell(context, options);
    await showNotice(context, options, told);
    await runDoneCommand(context, options, { told, exitCode });
  };
  const kept = <Record extends Pick<FollowRecord, 'told'>>(record: Record): Record => {
    waiting.add(record);
    return record;
  };
  context.onEnd(async ({ exitCode, failure }: CommandEnd) => {
    await telling;
    const all = await Promise.all([...waiting].map((record) => record.told(failure)));
    if (!isSkipped) await writeMetrics(context, options, { told: all[0] ?? null, exitCode, name });
    for (const told of all) await tellOne(told, exitCode);
  });
  return {
    follow: (job, hostCount) => kept(recordJob(context, job, hostCount)),
    canary: () => kept(recordCanary(context)),
    tell(record, failure) {
      if (record === undefined || !waiting.delete(record)) return;
      telling = telling.then(async () => {
        const told = await record.told(failure);
        if (told !== null) await tellOne(told, resultExitCode(told.result));
      });
    },
    skip() {
      isSkipped = true;
    },
  };
}
