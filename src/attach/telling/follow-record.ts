import type { Context } from '../../cli/context.ts';
import type { Failure } from '../../errors.ts';
import type { FollowEvent, SummaryEvent } from '../../jobs/event.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import {
  combinedResult,
  isInconclusive,
  type JobEnd,
  type JobResult,
} from '../../jobs/job-result.ts';
import { type CanaryPrinter, canaryPrinter } from '../../ui/follow/canary-printer.ts';
import { documentPrinter } from '../../ui/follow/machine/document-printer.ts';
import { openProgressState, type ProgressState } from '../../ui/follow/progress-state.ts';
import { type Io, type Output, redirected } from '../../ui/terminal/io.ts';

/** The result of a job, or of both jobs of a canary, as it is passed on. */
export interface Told {
  readonly job: JobInvocation;
  readonly result: JobResult;
  /** `null` if rexctl did not see its end. */
  readonly durationMs: number | null;
  /** Hosts on which no job was started. */
  readonly notRun: number;
  /** The document of `--json`, without the output of hosts. */
  readonly json: string;
}

/** Collects the result of a job while it is followed. */
export interface FollowRecord {
  /** Takes all events, with the summary. */
  accept(event: FollowEvent): void;
  /**
   * To be called once, after the last event. Without a summary, the follow ended with this failure.
   */
  told(failure: Failure | null): Promise<Told | null>;
}

type World = Pick<Context, 'io' | 'clock'>;

const asDocument = { what: 'progress', format: 'json', quiet: true } as const;

export function recordJob(
  { io, clock }: World,
  job: JobInvocation,
  hostCount: number | null,
): FollowRecord {
  const kept = keptOutput(io);
  const printer = documentPrinter({ ...asDocument, hostCount }, kept.io, clock);
  const progress = openProgressState({ hostCount });
  let latest = job;
  let summary: SummaryEvent | undefined;
  const accept = (event: FollowEvent) => {
    if (event.type === 'output') return;
    if (event.type === 'job') latest = event.job;
    if (event.type === 'summary') summary = event;
    printer.accept(event);
    progress.accept(event);
  };
  return {
    accept,
    async told(failure) {
      if (summary === undefined) accept(unseenEnd(latest, failure, clock.now()));
      await printer.end();
      if (summary === undefined) return null;
      const { result } = summary;
      return {
        job: latest,
        result,
        durationMs: durationOf(progress, result),
        notRun: 0,
        json: kept.text(),
      };
    },
  };
}

/** Collects the result of a canary: it is called like the canary's printer. */
export interface CanaryRecord extends Pick<FollowRecord, 'told'> {
  readonly printer: Pick<CanaryPrinter, 'open' | 'accept' | 'nextStage' | 'end'>;
}

export function recordCanary({ io, clock }: World): CanaryRecord {
  const kept = keptOutput(io);
  const printer = canaryPrinter({ ...asDocument, reattachCommand: () => '' }, kept.io, clock);
  const progress = openProgressState({ hostCount: null, since: clock.now() });
  let latest: JobInvocation | undefined;
  let total = 0;
  let ended: { readonly result: JobResult; readonly notRun: number } | undefined;
  const record: CanaryRecord['printer'] = {
    open(job, hostCount) {
      latest = job;
      total = hostCount;
      printer.open(job, hostCount);
    },
    accept(event) {
      if (event.type === 'output') return;
      printer.accept(event);
      progress.accept(event);
    },
    nextStage: (summary) => printer.nextStage(summary),
    async end(end) {
      if (end.last !== null) progress.accept(end.last);
      ended = { result: end.combined, notRun: end.combined.not_run.length };
      await printer.end(end);
    },
  };
  return {
    printer: record,
    async told(failure) {
      if (latest === undefined) return null;
      if (ended === undefined) {
        const { result } = unseenEnd(latest, failure, clock.now());
        await record.end({
          last: null,
          combined: combinedResult([], result, { total, notRun: [] }),
          jobs: failure === null ? [] : [failedEnd(latest.id, failure)],
        });
      }
      if (ended === undefined) return null;
      return {
        job: latest,
        ...ended,
        durationMs: durationOf(progress, ended.result),
        json: kept.text(),
      };
    },
  };
}

function durationOf(progress: ProgressState, result: JobResult): number | null {
  if (isInconclusive(result) || result.ended === 'condition_met') return null;
  return progress.ending()?.durationMs ?? null;
}

/** The same streams, but standard output is collected. */
function keptOutput(io: Io): { readonly io: Io; text(): string } {
  const pieces: string[] = [];
  const write: Output['write'] = async (text) => void pieces.push(text);
  const out: Output = Object.create(io.out, {
    isTerminal: { value: false },
    write: { value: write },
  });
  return { io: redirected(io, { out }), text: () => pieces.join('') };
}

function failedEnd(job_id: number, { kind: code, message, exitCode: exit_code }: Failure): JobEnd {
  return { reference: 'canary', job_id, outcome: null, exit_code, error: { code, message } };
}

/** The result of a follow that failed. */
function unseenEnd(job: JobInvocation, failure: Failure | null, now: number): SummaryEvent {
  const result: JobResult = {
    job_id: job.id,
    outcome: 'unknown',
    ended: failure?.kind ?? 'lost',
    counts: job.counts,
    failed_hosts: [],
    reason: failure?.message ?? null,
  };
  return { type: 'summary', time: new Date(now).toISOString(), job_id: job.id, result };
}
