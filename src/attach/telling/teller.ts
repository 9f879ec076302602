import type { CommandEnd, Context } from '../../cli/context.ts';
import { type Failure, failureKinds } from '../../errors.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { resultExitCode } from '../../jobs/job-result.ts';
import { interrupts, isInterrupted, runDoneCommand } from './done-command.ts';
import {
  type CanaryRecord,
  type FollowRecord,
  recordCanary,
  recordJob,
  type Told,
} from './follow-record.ts';
import { writeMetrics } from './metrics.ts';
import { ringBell, showNotice } from './notice.ts';
import { laterSpeaker, type Speaker, speakerOf } from './speaker.ts';
import type { TellingOptions } from './telling-options.ts';

/** Passes on the results of a command's jobs: commands, notices, metrics. */
export interface Teller {
  /** Records a job that is followed from now on; its result is passed on when the command ends. */
  follow(job: JobInvocation, hostCount: number | null): FollowRecord | undefined;
  /** Records a canary that is followed from now on; both jobs are passed on as one result. */
  canary(): CanaryRecord | undefined;
  /** Passes on a job that finished, or could not be followed, while others are still followed. */
  tell(record: FollowRecord | undefined, failure: Failure | null): void;
  /** Nothing was started or resumed: the metrics of the last run stay. */
  skip(): void;
}

/** The failures by which the user or the system ends a command. */
const interruptCodes: readonly number[] = [...interrupts, 'output_closed' as const].map(
  (kind) => failureKinds[kind],
);

/** Passes results on at the end of the command, or at once if it follows several jobs. */
export function openedTeller(
  context: Context,
  options: TellingOptions,
  name: string | undefined,
): Teller {
  const teller = new OpenTeller(context, options, name);
  context.onEnd((end) => teller.end(end));
  return teller;
}

class OpenTeller implements Teller {
  private readonly context: Context;
  private readonly options: TellingOptions;
  /** The value of `--name`. */
  private readonly name: string | undefined;
  /** What to pass on at the end. */
  private readonly records = new Set<Pick<FollowRecord, 'told'>>();
  private readonly now: Speaker;
  private readonly later: ReturnType<typeof laterSpeaker>;
  /** Results are passed on one after the other. */
  private telling: Promise<void> = Promise.resolve();
  private isSkipped = false;

  constructor(context: Context, options: TellingOptions, name: string | undefined) {
    this.context = context;
    this.options = options;
    this.name = name;
    this.now = speakerOf(context);
    this.later = laterSpeaker(this.now);
  }

  follow(job: JobInvocation, hostCount: number | null): FollowRecord {
    return this.kept(recordJob(this.context, job, hostCount));
  }

  canary(): CanaryRecord {
    return this.kept(recordCanary(this.context));
  }

  skip(): void {
    this.isSkipped = true;
  }

  tell(record: FollowRecord | undefined, failure: Failure | null): void {
    if (record === undefined || !this.records.delete(record)) return;
    const speaker = this.context.io.err.isTerminal ? this.later : this.now;
    this.telling = this.telling.then(() =>
      this.safely(async () => {
        const told = await record.told(failure);
        if (told !== null) await this.tellOne(told, resultExitCode(told.result), speaker);
      }),
    );
  }

  async end({ exitCode, failure }: CommandEnd): Promise<void> {
    await this.telling;
    await this.later.flush();
    await this.safely(async () => {
      const { context, options, name } = this;
      const all = await Promise.all([...this.records].map((record) => record.told(failure)));
      const [told = null] = all;
      if (!this.isSkipped) await writeMetrics(context, options, { told, exitCode, name });
      for (const one of all) if (one !== null) await this.tellOne(one, exitCode, this.now);
    });
  }

  private async tellOne(told: Told, exitCode: number, speaker: Speaker): Promise<void> {
    const { context, options } = this;
    if (interruptCodes.includes(exitCode) || isInterrupted(context.signal)) return;
    await ringBell(context, options);
    await showNotice(context, options, { told, speaker });
    await runDoneCommand(context, options, { told, exitCode, speaker });
  }

  /** A result that could not be passed on does not change the exit code. */
  private safely(work: () => Promise<void>): Promise<void> {
    return work().catch((error: unknown) =>
      this.now.warn(`the result was not passed on: ${asText(error)}`),
    );
  }

  private kept<Record extends Pick<FollowRecord, 'told'>>(record: Record): Record {
    this.records.add(record);
    return record;
  }
}

function asText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
