import type { Clock } from '../../clock.ts';
import type { SummaryEvent } from '../../jobs/event.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { type CombinedResult, isInconclusive, type JobEnd } from '../../jobs/job-result.ts';
import type { Io } from '../terminal/io.ts';
import { documentJobs } from './machine/document-printer.ts';
import { summaryDocument } from './machine/event-document.ts';
import { ndjsonJobs } from './machine/ndjson-printer.ts';
import { followPrinter } from './printer.ts';
import type { FollowPrinter, FollowView, JobsPrinter } from './view.ts';

/** A canary and the job for the other hosts, one after the other, shown as one result. */
interface CanaryView extends Pick<FollowView, 'what' | 'format' | 'quiet' | 'fields'> {
  readonly reattachCommand: (jobId: number) => string;
}

interface CanaryEnd {
  /** The end of the last followed job; `null` if the job for the other hosts was not started. */
  readonly last: SummaryEvent | null;
  /** The result of both jobs. */
  readonly combined: CombinedResult;
  readonly jobs: readonly JobEnd[];
}

/** Prints both jobs; `accept` gets all events except summaries. */
export interface CanaryPrinter extends FollowPrinter<CanaryEnd> {
  /**
   * Begins a job. `hostCount`: the hosts of both jobs, so that lines have host names even if one of
   * the jobs has one host.
   */
  open(job: JobInvocation, hostCount: number): void;
  /** Ends the canary, which succeeded; the other job starts next. */
  nextStage(summary: SummaryEvent): Promise<void>;
}

export function canaryPrinter(view: CanaryView, io: Io, clock: Clock): CanaryPrinter {
  if (view.format === 'table' || view.format === 'plain') return humanCanary(view, io, clock);
  if (view.format === 'ndjson') return eventsOfCanary(ndjsonJobs(io, clock));
  return documentOfCanary(documentJobs(view, io, clock));
}

/** For people: shows each job separately; the final message is about both. */
function humanCanary(
  { reattachCommand, ...view }: CanaryView,
  io: Io,
  clock: Clock,
): CanaryPrinter {
  let printer: FollowPrinter | undefined;
  let reopen = (): FollowPrinter | undefined => undefined;
  const since = clock.now();
  return {
    open({ id }, hostCount) {
      reopen = () =>
        followPrinter(
          { ...view, hostCount, since, reattachCommand: reattachCommand(id) },
          io,
          clock,
        );
      printer = reopen();
    },
    accept: (event) => printer?.accept(event),
    drained: () => printer?.drained(),
    pause: async () => printer?.pause(),
    async nextStage(summary) {
      printer?.accept(summary);
      await printer?.end();
      printer = undefined;
    },
    async end({ last, combined }) {
      if (last === null) return;
      printer ??= reopen();
      const both = (combined.earlier_jobs ?? []).length > 0 && !isInconclusive(last.result);
      printer?.accept(both ? { ...last, result: combined } : last);
      await printer?.end();
    },
    abort: () => printer?.abort(),
  };
}

/** The events of both jobs, then one summary whose `job_id` is null. */
function eventsOfCanary(printer: JobsPrinter): CanaryPrinter {
  return {
    ...printer,
    nextStage: async () => undefined,
    end: ({ combined, jobs }) => printer.end({ ...combinedDocument(combined), jobs }),
  };
}

/** One document as for several jobs: `jobs`, and a `summary` of both. */
function documentOfCanary(printer: JobsPrinter): CanaryPrinter {
  return {
    ...printer,
    nextStage: async (summary) => printer.accept(summary),
    async end({ last, combined, jobs }) {
      if (last !== null) printer.accept(last);
      await printer.end({ ...combinedDocument(combined), jobs });
    },
  };
}

function combinedDocument(combined: CombinedResult) {
  return {
    ...summaryDocument({ result: combined }),
    not_run: combined.not_run.map(({ id, name }) => ({ id, name })),
  };
}
