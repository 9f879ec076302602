import type { Clock } from '../../clock.ts';
import type { FollowEvent, HostEvent, JobEvent, SummaryEvent } from '../../jobs/event.ts';
import type { JobResult } from '../../jobs/job-result.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import { hostCount } from '../../text/counts.ts';
import { failureText } from '../answers/failure.ts';
import { endWord } from '../nouns/host.ts';
import { countParts, hostsText, outcomeWord } from '../nouns/job-words.ts';
import { batchWriter } from '../terminal/batch-writer.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine } from '../terminal/sanitise.ts';
import { printFinalMessage } from './final-message.ts';
import { logNotices, notePrinter } from './notices.ts';
import { openProgressState } from './progress-state.ts';
import { allDrained, type FollowPrinter, type FollowView, type JobsPrinter } from './view.ts';

/** Jobs with more hosts are shown as counts, not host by host. */
const maxHostsNamed = 200;
const countsEveryMs = 10_000;
/** How long a failure waits for its exit code, so that one line shows both. */
const explanationWaitMs = 3_000;

/**
 * Progress in a pipe: a line for each change, separated by tabs: ISO time, `job 215` or the host's
 * name, state, detail or `-`. The first line is the job, the last its outcome. Notes go to standard
 * error.
 */
export function pipeProgress(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const state = openProgressState(view);
  const writer = batchWriter(view.quiet ? { write: async () => undefined } : io.out);
  const printChange = changePrinter((line) => writer.write(line), view);
  const printNotice = logNotices(notePrinter(view, io));
  return {
    accept(event) {
      state.accept(event);
      printChange(event);
      printNotice(event);
    },
    drained: writer.drained,
    pause: async () => undefined,
    async end() {
      await writer.flush();
      const ending = state.ending();
      if (ending === undefined) return;
      const areHostsPrinted = (ending.result.counts.total ?? 0) <= maxHostsNamed;
      const domain = state.domain();
      await printFinalMessage(view, ending, io, clock, { areHostsPrinted, domain });
    },
    abort() {
      void writer.flush();
    },
  };
}

/** A line for each change of several jobs; hosts are named `job 215: web01.example.com`. */
export function pipeJobs(
  { quiet, format }: Pick<FollowView, 'quiet' | 'format'>,
  io: Io,
  clock: Clock,
): JobsPrinter {
  const printers = new Map<number, FollowPrinter>();
  return {
    open({ id, counts }) {
      const hosts = { hostCount: counts.total, amongJobs: true };
      printers.set(id, pipeProgress({ what: 'progress', format, quiet, ...hosts }, io, clock));
    },
    accept: (event) => printers.get(event.job_id)?.accept(event),
    drained: () => allDrained(printers.values()),
    pause: async () => undefined,
    fail: (failure) => void io.err.write(failureText(failure, { json: false })),
    async end() {
      for (const printer of printers.values()) await printer.end();
    },
    abort() {
      for (const printer of printers.values()) printer.abort();
    },
  };
}

/** Prints events as lines; a failure waits a moment for its exit code. */
function changePrinter(
  write: (line: string) => void,
  { hostCount: hosts, amongJobs = false }: FollowView,
): (event: FollowEvent) => void {
  const printed = new Map<number, string>();
  const unexplained = new Map<number, HostEvent>();
  const printJob = jobLinePrinter(write);
  const printHost = (event: HostEvent) => {
    unexplained.delete(event.host.id);
    printed.set(event.host.id, event.host.status);
    write(hostLine(event, amongJobs));
  };
  const release = (now: number) => {
    for (const event of unexplained.values()) {
      if (now - Date.parse(event.time) < explanationWaitMs) return;
      printHost(event);
    }
  };
  const acceptHost = (event: HostEvent) => {
    const { id, status } = event.host;
    if (status === (printed.get(id) ?? 'waiting')) return;
    if (status === 'failed' && !isExplained(event))
      unexplained.set(id, unexplained.get(id) ?? event);
    else printHost(event);
  };
  let few = (hosts ?? 0) <= maxHostsNamed;
  return (event) => {
    if (event.type === 'job') few = (event.job.counts.total ?? hosts ?? 0) <= maxHostsNamed;
    release(event.type === 'summary' ? Number.POSITIVE_INFINITY : Date.parse(event.time));
    if (event.type === 'host' && few) acceptHost(event);
    else if (event.type === 'job') printJob(event, few);
    else if (event.type === 'summary') write(summaryLine(event));
  };
}

/**
 * Prints lines about the job: the first always, later ones if the outcome changes, or the counts of
 * a job whose hosts are not named.
 */
function jobLinePrinter(write: (line: string) => void): (event: JobEvent, few: boolean) => void {
  let last:
    | { readonly outcome: string; readonly counts: string; readonly time: number }
    | undefined;
  return (event, few) => {
    const outcome = outcomeOf(event.job);
    const counts = hostsText(event.job, outcome) ?? '-';
    const time = Date.parse(event.time);
    const countsAreNews =
      !few && counts !== last?.counts && time - (last?.time ?? 0) >= countsEveryMs;
    if (last !== undefined && outcome === last.outcome && !countsAreNews) return;
    const isEnd =
      last !== undefined &&
      outcome !== 'running' &&
      outcome !== 'paused' &&
      outcome !== 'scheduled';
    if (isEnd) return;
    const name = event.job.description ?? event.job.template_name;
    const first = [name, hostTotal(event)].filter((part) => part !== null).join(', ');
    const detail = last === undefined ? first : counts;
    write(changeLine(event, `job ${event.job_id}`, outcomeWord(outcome), detail));
    last = { outcome, counts, time };
  };
}

function hostTotal({ job }: JobEvent): string | null {
  return job.counts.total === null ? null : hostCount(job.counts.total);
}

function isExplained({ host }: HostEvent): boolean {
  return host.exit_code !== null || host.last_line !== null;
}

function hostLine(event: HostEvent, amongJobs: boolean): string {
  const { host } = event;
  const word = endWord(host);
  const subject = amongJobs ? `job ${event.job_id}: ${host.name}` : host.name;
  return changeLine(
    event,
    subject,
    host.status,
    word === host.status || word === 'never ran' ? '-' : word,
  );
}

function summaryLine(event: SummaryEvent): string {
  const { outcome, counts, reason } = event.result;
  const parts = countParts(counts, outcome).join(', ');
  const detail = [parts, reason ?? ''].filter((part) => part !== '').join('; ');
  return changeLine(event, subjectOf(event.result), outcome, detail);
}

/** The subject of a sentence: a job, some of its hosts, or a canary with the job after it. */
function subjectOf({ job_id, earlier_jobs = [], partial, counts }: JobResult): string {
  if (partial === true) return `${hostCount(counts.total ?? 0)} of job ${job_id}`;
  return earlier_jobs.length === 0
    ? `job ${job_id}`
    : `jobs ${[...earlier_jobs, job_id].join(', ')}`;
}

function changeLine(event: FollowEvent, subject: string, state: string, detail: string): string {
  const time = event.time.replace(/\.\d+Z$/, 'Z');
  return `${[time, oneLine(subject), state, oneLine(detail) || '-'].join('\t')}\n`;
}
