import type { Clock } from '../../../clock.ts';
import { schemaVersion } from '../../../documents/schema-names.ts';
import type { HostState } from '../../../jobs/host-run.ts';
import type { JobEnd } from '../../../jobs/job-result.ts';
import type { Answer, Column } from '../../answers/answer.ts';
import { failureText } from '../../answers/failure.ts';
import type { JsonObject } from '../../answers/field-path.ts';
import { jsonText } from '../../answers/json-text.ts';
import { printAnswer } from '../../answers/print-answer.ts';
import { type LongOptions, printLongAnswer } from '../../answers/print-long-answer.ts';
import { framed, yamlFrame } from '../../answers/row-frame.ts';
import type { Io } from '../../terminal/io.ts';
import { sanitise } from '../../terminal/sanitise.ts';
import { writePieces } from '../../terminal/write-pieces.ts';
import { type CollectedJob, collectJob } from '../collected-job.ts';
import { hostStateColumns } from '../host-state-columns.ts';
import { json } from '../line-json.ts';
import type { FollowView } from '../view.ts';
import type { JobsPrinter, JobsView } from './jobs-view.ts';

interface Collected {
  readonly jobs: ReadonlyMap<number, CollectedJob>;
  readonly summary: { readonly jobs: readonly JobEnd[]; readonly exit_code: number };
}

export interface DocumentJobs extends JobsPrinter {
  /** Rejects where not all could be kept. */
  room(): Promise<void> | undefined;
  /** `more`: what the summary tells beside. */
  end(
    jobs: readonly JobEnd[],
    exitCode: number,
    more?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
}

/** ONE document at the end: `jobs`, each as for one job, and a `summary` with how each ended. */
export function documentJobs(
  {
    format,
    fields,
    what = 'progress',
  }: Pick<JobsView, 'format' | 'fields'> & Partial<Pick<FollowView, 'what'>>,
  io: Io,
  clock: Clock,
): DocumentJobs {
  const jobs = new Map<number, CollectedJob>();
  const close = () => {
    for (const job of jobs.values()) job.close();
  };
  return {
    open: ({ id, counts }) => void jobs.set(id, collectJob({ what, hostCount: counts.total })),
    accept: (event) => jobs.get(event.job_id)?.accept(event),
    room() {
      for (const job of jobs.values()) {
        const room = job.room();
        if (room !== undefined) return room;
      }
      return undefined;
    },
    pause: async () => undefined,
    fail: (_, failure) => void io.err.write(failureText(failure, { json: true })),
    async end(ends, exitCode, more = {}) {
      const collected = { jobs, summary: { ...more, jobs: ends, exit_code: exitCode } };
      try {
        if (fields !== undefined) await writeChosen(collected, { format, fields, io, clock });
        else if (format === 'json' && !io.out.isTerminal)
          await writePieces(jsonOf(collected), io.out);
        else await writeWhole(collected, format, io, clock);
      } finally {
        close();
      }
    },
    abort: close,
  };
}

function* jsonOf({ jobs, summary }: Collected): Generator<string> {
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

/** CSV: one record per host and job. */
const columns: readonly Column<HostOfJob>[] = [
  { key: 'job_id', header: 'JOB', value: (host) => host.job_id, align: 'right' },
  ...hostStateColumns,
];

async function writeWhole(
  { jobs, summary }: Collected,
  format: JobsView['format'],
  io: Io,
  clock: Clock,
): Promise<void> {
  if (format === 'json') {
    const whole = { schema: schemaVersion, jobs: [...jobs.values()].map(jobWithHosts), summary };
    return io.out.write(jsonText(whole, true));
  }
  if (format === 'yaml') return writeYaml({ jobs, summary }, io);
  return printAnswer(hostsOf(jobs), { format, io, clock });
}

function hostsOf(jobs: Collected['jobs']): Answer<HostOfJob> {
  const rows = [...jobs].flatMap(([job_id, job]) =>
    job.hosts().map((host) => ({ job_id, ...host })),
  );
  return { document: { hosts: rows }, rowsKey: 'hosts', rows, columns, mayLack: true };
}

/** `--fields`, of the jobs or else of the whole; in CSV of the hosts. */
function writeChosen({ jobs, summary }: Collected, options: LongOptions): Promise<void> {
  if (options.format === 'csv') return printAnswer(hostsOf(jobs), options);
  const answer = {
    document: { jobs: [], summary },
    ...{ rowsKey: 'jobs', rows: [...jobs.values()], columns: [] },
    toJson: jobWithHosts,
    mayLack: true,
  };
  return printLongAnswer(answer, options);
}

function jobWithHosts(job: CollectedJob): JsonObject {
  return { ...job.document(), hosts: job.hosts().map(job.hostDocument) };
}

/** One host of one job at a time. */
async function writeYaml({ jobs, summary }: Collected, { out }: Io): Promise<void> {
  const { yamlText, yamlItemOf } = await import('../../answers/yaml-text.ts');
  const look = (text: string) => (out.isTerminal ? sanitise(text, { color: false }) : text);
  await out.write(
    yamlText({ schema: schemaVersion }) + (jobs.size === 0 ? 'jobs: []\n' : 'jobs:\n'),
  );
  for (const job of jobs.values()) {
    const frame = await yamlFrame(job.document(), 'hosts');
    const hosts = documents(job);
    for (const piece of yamlItemOf(framed(frame, hosts))) await out.write(look(piece));
  }
  await out.write(look(yamlText({ summary })));
}

function* documents(job: CollectedJob): Generator<JsonObject> {
  for (const host of job.hosts()) yield job.hostDocument(host);
}
