import type { Clock } from '../../../clock.ts';
import { schemaVersion } from '../../../documents/schema-names.ts';
import type { FollowEvent, SummaryEvent } from '../../../jobs/event.ts';
import type { JobInvocation } from '../../../jobs/job-invocation.ts';
import type { CombinedResult, JobEnd } from '../../../jobs/job-result.ts';
import { jsonLine } from '../../answers/json-text.ts';
import type { Io } from '../../terminal/io.ts';
import { isLeaving } from '../closing.ts';
import { summaryDocument } from '../event-document.ts';
import { ndjsonPrinter } from '../ndjson-printer.ts';
import { followPrinter } from '../printer.ts';
import type { FollowPrinter, FollowView } from '../view.ts';
import { documentJobs } from './document-jobs.ts';

/** A canary and the job for the other hosts, one after the other, told as one result. */
export interface CanaryView extends Pick<FollowView, 'what' | 'format' | 'quiet' | 'fields'> {
  readonly comeBack: (jobId: number) => string;
}

export interface CanaryEnd {
  /**
   * The end of the job that was followed last; `null` where the job for the other hosts could not
   * be started.
   */
  readonly last: SummaryEvent | null;
  readonly whole: CombinedResult;
  readonly jobs: readonly JobEnd[];
}

/** Exactly one of `end` and `abort` is called, once. */
export interface CanaryPrinter {
  /**
   * A job that is followed from now on; `hostCount`: of both, so that lines of one host alone are
   * told apart too.
   */
  open(job: JobInvocation, hostCount: number): void;
  /** Any event but a summary. */
  accept(event: FollowEvent): void;
  room: FollowPrinter['room'];
  /** The canary has succeeded; the other job is started next. */
  turn(summary: SummaryEvent): Promise<void>;
  pause: FollowPrinter['pause'];
  end(end: CanaryEnd): Promise<void>;
  abort(): void;
}

export function canaryPrinter(view: CanaryView, io: Io, clock: Clock): CanaryPrinter {
  if (view.format === 'ndjson') return ndjsonCanary(io, clock);
  return view.format === 'table' || view.format === 'plain'
    ? screenCanary(view, io, clock)
    : documentCanary(view, io, clock);
}

/** For humans each job is shown for itself, and the last words are about both. */
function screenCanary({ comeBack, ...view }: CanaryView, io: Io, clock: Clock): CanaryPrinter {
  let printer: FollowPrinter | undefined;
  let reopen = (): FollowPrinter | undefined => undefined;
  const since = clock.now();
  return {
    open({ id }, hostCount) {
      reopen = () =>
        followPrinter({ ...view, hostCount, since, comeBack: comeBack(id) }, io, clock);
      printer = reopen();
    },
    accept: (event) => printer?.accept(event),
    room: () => printer?.room(),
    pause: async () => printer?.pause(),
    async turn(summary) {
      printer?.accept(summary);
      await printer?.end();
      printer = undefined;
    },
    async end({ last, whole }) {
      if (last === null) return;
      printer ??= reopen();
      const both = (whole.earlier_jobs ?? []).length > 0 && !isLeaving(last.result);
      printer?.accept(both ? { ...last, result: whole } : last);
      await printer?.end();
    },
    abort: () => printer?.abort(),
  };
}

/** The events of both jobs, and ONE summary, the last event; its `job_id` is null. */
function ndjsonCanary(io: Io, clock: Clock): CanaryPrinter {
  const printer = ndjsonPrinter(io);
  return {
    open: () => undefined,
    accept: printer.accept,
    room: printer.room,
    pause: printer.pause,
    turn: async () => undefined,
    async end({ whole, jobs }) {
      await printer.end();
      const time = new Date(clock.now()).toISOString();
      const head = { schema: schemaVersion, type: 'summary', time, job_id: null };
      await io.out.write(jsonLine({ ...head, ...wholeDocument(whole), jobs }));
    },
    abort: printer.abort,
  };
}

/** ONE document as for several jobs: `jobs`, and a `summary` of both. */
function documentCanary(view: CanaryView, io: Io, clock: Clock): CanaryPrinter {
  const printer = documentJobs(view, io, clock);
  return {
    open: printer.open,
    accept: printer.accept,
    room: printer.room,
    pause: printer.pause,
    turn: async (summary) => printer.accept(summary),
    async end({ last, whole, jobs }) {
      if (last !== null) printer.accept(last);
      await printer.end(jobs, whole.exit_code, wholeDocument(whole));
    },
    abort: printer.abort,
  };
}

function wholeDocument(whole: CombinedResult): Record<string, unknown> {
  return {
    ...summaryDocument({ result: whole }),
    not_run: whole.not_run.map(({ id, name }) => ({ id, name })),
  };
}
