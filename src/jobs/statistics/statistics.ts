import type { HostStatus } from '../hosts/host-run.ts';

/** The result of one host in one job. */
export interface RunOfHost {
  readonly id: number;
  readonly name: string;
  readonly status: HostStatus;
  /** In seconds; `null` = unknown. */
  readonly duration_s: number | null;
}

/** A job with its visible hosts. */
export interface RunOfJob {
  readonly job_id: number;
  /** ISO 8601 in UTC. */
  readonly start_at: string | null;
  readonly hosts: readonly RunOfHost[];
}

/** Numbers of results. Each host in each job is one result. */
export interface ResultCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly never_ran: number;
  /** Not finished, or unknown. */
  readonly unfinished: number;
}

export interface HostStatistics extends ResultCounts {
  readonly id: number;
  readonly name: string;
  /** 0 to 1; `null` if it never succeeded or failed. */
  readonly pass_rate: number | null;
  /** How often it changed between success and failure, in the order of the jobs. */
  readonly flaps: number;
  /** Its newest success or failure. */
  readonly last_status: 'succeeded' | 'failed' | null;
  /** The job of that result. */
  readonly last_job_id: number | null;
  /** The median of its durations in seconds; `null` = none is known. */
  readonly median_duration_s: number | null;
}

/** The runs, oldest first; those of the same second by id. */
export function inOrderOfTime<Run extends Pick<RunOfJob, 'job_id' | 'start_at'>>(
  runs: readonly Run[],
): readonly Run[] {
  const time = ({ start_at }: Run) => Date.parse(start_at ?? '') || 0;
  return [...runs].sort((a, b) => time(a) - time(b) || a.job_id - b.job_id);
}

export function countResults(hosts: readonly Pick<RunOfHost, 'status'>[]): ResultCounts {
  const counts = { succeeded: 0, failed: 0, cancelled: 0, never_ran: 0, unfinished: 0 };
  for (const { status } of hosts) counts[countedAs(status)]++;
  return counts;
}

function countedAs(status: HostStatus): keyof ResultCounts {
  const ended = status !== 'running' && status !== 'waiting' && status !== 'unknown';
  return ended ? status : 'unfinished';
}

/** The share of successes among successes and failures; other results do not count. */
export function passRate({
  succeeded,
  failed,
}: Pick<ResultCounts, 'succeeded' | 'failed'>): number | null {
  return succeeded + failed === 0 ? null : succeeded / (succeeded + failed);
}

/** The statistics of each host over all jobs, also reruns; most failures first. */
export function hostStatistics(runs: readonly RunOfJob[]): readonly HostStatistics[] {
  const results = new Map<number, [job: number, run: RunOfHost][]>();
  for (const { job_id, hosts } of inOrderOfTime(runs)) {
    for (const host of hosts) {
      const known = results.get(host.id);
      if (known === undefined) results.set(host.id, [[job_id, host]]);
      else known.push([job_id, host]);
    }
  }
  return [...results.values()].map(statisticsOf).sort(worstFirst);
}

function statisticsOf(results: readonly [job: number, run: RunOfHost][]): HostStatistics {
  const runs = results.map(([, run]) => run);
  const counts = countResults(runs);
  const verdicts = results.filter(([, run]) => isVerdict(run.status));
  const [lastJob, last] = verdicts.at(-1) ?? [null, undefined];
  const changes = verdicts.filter(([, { status }], at) => {
    const before = verdicts[at - 1]?.[1].status;
    return before !== undefined && before !== status;
  });
  return {
    id: runs[0]?.id ?? 0,
    name: runs.at(-1)?.name ?? '',
    ...counts,
    pass_rate: passRate(counts),
    flaps: changes.length,
    last_status: last !== undefined && isVerdict(last.status) ? last.status : null,
    last_job_id: lastJob,
    median_duration_s: medianOf(
      runs.flatMap(({ duration_s }) => (duration_s === null ? [] : [duration_s])),
    ),
  };
}

function isVerdict(status: HostStatus): status is 'succeeded' | 'failed' {
  return status === 'succeeded' || status === 'failed';
}

function worstFirst(a: HostStatistics, b: HostStatistics): number {
  const rate = (a.pass_rate ?? 0) - (b.pass_rate ?? 0);
  return b.failed - a.failed || rate || b.flaps - a.flaps || byName(a, b);
}

function byName(a: HostStatistics, b: HostStatistics): number {
  return a.name.localeCompare(b.name) || a.id - b.id;
}

/** The median; for an even number of values the lower one, which was measured. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
