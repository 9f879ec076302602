import type { Clock } from '../../../clock.ts';
import type { Document } from '../../../documents/types.ts';
import { hostFailureOf } from '../../../jobs/hosts/host-failure.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import { type Answer, type Column, schemaVersion } from '../../answers/answer.ts';
import { failureText } from '../../answers/failure.ts';
import { jsonText } from '../../answers/json.ts';
import { printAnswer } from '../../answers/print-answer.ts';
import { type LongOptions, printLongAnswer } from '../../answers/print-long-answer.ts';
import { framed, yamlFrame } from '../../answers/row-frame.ts';
import { writePieces } from '../../terminal/batch-writer.ts';
import type { Io } from '../../terminal/io.ts';
import { sanitise } from '../../terminal/sanitise.ts';
import {
  allDrained,
  type FollowPrinter,
  type FollowView,
  type JobsPrinter,
  type JobsSummary,
} from '../view.ts';
import { type CollectedJob, collectJob } from './collected-job.ts';
import { json } from './event-document.ts';

/**
 * `--json`, `--format yaml` or `csv`: one document at the end with `job`, `hosts` (with `output` if
 * that was followed), `warnings` and `summary`. Long output is kept in a spool.
 */
export function documentPrinter(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const { format, fields, silentEnd } = view;
  const collected = collectJob(view);
  return {
    accept: collected.accept,
    drained: collected.drained,
    pause: async () => undefined,
    async end() {
      try {
        if (silentEnd === true) return;
        if (format === 'json' && !io.out.isTerminal && fields === undefined)
          await writePieces(jobJson(collected), io.out);
        else await writeJob(collected, { format, fields, io, clock });
      } finally {
        collected.close();
      }
    },
    abort: collected.close,
  };
}

function* jobJson(collected: CollectedJob): Generator<string> {
  yield `{"schema":"${schemaVersion}",`;
  yield* collected.json();
  yield '}\n';
}

/** CSV: a record for each host. Only JSON and YAML include output. */
const hostColumns: readonly Column<HostState>[] = [
  { key: 'id', header: 'ID', value: (host) => host.id, align: 'right' },
  { key: 'name', header: 'HOST', value: (host) => host.name },
  { key: 'status', header: 'STATUS', value: (host) => host.status },
  { key: 'exit_code', header: 'EXIT', value: (host) => host.exit_code, align: 'right' },
  {
    key: 'failure',
    header: 'FAILURE',
    value: (host) => hostFailureOf(host)?.kind ?? null,
    optional: true,
  },
  { key: 'last_line', header: 'LAST LINE', value: (host) => host.last_line, shrinks: true },
];

/** Writes the document, one host at a time. */
function writeJob(collected: CollectedJob, options: LongOptions): Promise<void> {
  const answer = {
    document: collected.document(),
    rowsKey: 'hosts',
    rows: collected.hosts(),
    columns: hostColumns,
    toJson: collected.hostDocument,
    mayLack: true,
  };
  return printLongAnswer(answer, options);
}

/** One document at the end: `jobs`, each as for one job, and a `summary` with the end of each. */
export function documentJobs(
  { what, format, fields }: Pick<FollowView, 'what' | 'format' | 'fields'>,
  io: Io,
  clock: Clock,
): JobsPrinter {
  const jobs = new Map<number, CollectedJob>();
  const close = () => {
    for (const job of jobs.values()) job.close();
  };
  return {
    open: ({ id, counts }) => void jobs.set(id, collectJob({ what, hostCount: counts.total })),
    accept: (event) => jobs.get(event.job_id)?.accept(event),
    drained: () => allDrained(jobs.values()),
    pause: async () => undefined,
    fail: (failure) => void io.err.write(failureText(failure, { json: true })),
    async end(summary) {
      const options = { format, fields, io, clock };
      try {
        if (fields !== undefined) await writeFields({ jobs, summary }, options);
        else await writeJobs({ jobs, summary }, options);
      } finally {
        close();
      }
    },
    abort: close,
  };
}

interface CollectedJobs {
  readonly jobs: ReadonlyMap<number, CollectedJob>;
  readonly summary: JobsSummary;
}

function writeJobs(collected: CollectedJobs, options: LongOptions): Promise<void> {
  const { format, io } = options;
  if (format === 'csv') return printAnswer(hostsOf(collected), options);
  if (format === 'yaml') return writeYaml(collected, io);
  if (!io.out.isTerminal) return writePieces(jobsJson(collected), io.out);
  const jobs = [...collected.jobs.values()].map(jobWithHosts);
  return io.out.write(jsonText({ schema: schemaVersion, jobs, summary: collected.summary }, true));
}

function* jobsJson({ jobs, summary }: CollectedJobs): Generator<string> {
  yield `{"schema":"${schemaVersion}","jobs":[`;
  let comma = '';
  for (const job of jobs.values()) {
    yield `${comma}{`;
    comma = ',';
    yield* job.json();
    yield '}';
  }
  yield `],"summary":${json(summary)}}\n`;
}

type HostOfJob = HostState & { readonly job_id: number };

/** CSV: a record for each host of each job. */
const jobHostColumns: readonly Column<HostOfJob>[] = [
  { key: 'job_id', header: 'JOB', value: (host) => host.job_id, align: 'right' },
  ...hostColumns,
];

function hostsOf({ jobs }: CollectedJobs): Answer<HostOfJob> {
  const rows = [...jobs].flatMap(([job_id, job]) =>
    job.hosts().map((host) => ({ job_id, ...host })),
  );
  const hosts = { rowsKey: 'hosts', rows, columns: jobHostColumns };
  return { document: { hosts: rows }, ...hosts, mayLack: true };
}

/** Writes `--fields`: of the jobs, or else of the document; in CSV of the hosts. */
function writeFields(collected: CollectedJobs, options: LongOptions): Promise<void> {
  if (options.format === 'csv') return printAnswer(hostsOf(collected), options);
  const answer = {
    document: { jobs: [], summary: collected.summary },
    rowsKey: 'jobs',
    rows: [...collected.jobs.values()],
    columns: [],
    toJson: jobWithHosts,
    mayLack: true,
  };
  return printLongAnswer(answer, options);
}

function jobWithHosts(job: CollectedJob): Document<'follow-jobs'>['jobs'][number] {
  return { ...job.document(), hosts: job.hosts().map(job.hostDocument) };
}

/** Writes YAML, one host at a time. */
async function writeYaml({ jobs, summary }: CollectedJobs, { out }: Io): Promise<void> {
  const { yamlText, yamlItemOf } = await import('../../answers/yaml-text.ts');
  const look = (text: string) => (out.isTerminal ? sanitise(text, { color: false }) : text);
  await out.write(
    yamlText({ schema: schemaVersion }) + (jobs.size === 0 ? 'jobs: []\n' : 'jobs:\n'),
  );
  for (const job of jobs.values()) {
    const frame = await yamlFrame(job.document(), 'hosts');
    for (const piece of yamlItemOf(framed(frame, hostDocuments(job)))) await out.write(look(piece));
  }
  await out.write(look(yamlText({ summary })));
}

function* hostDocuments(job: CollectedJob) {
  for (const host of job.hosts()) yield job.hostDocument(host);
}
