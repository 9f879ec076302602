import { Option } from '@commander-js/extra-typings';
import { type FollowPolicy, stallWarningOption, toFollowPolicy } from '../../attach/options.ts';
import { collected, nextJob } from '../../cli/options/option-parsers.ts';
import { inGroup } from '../../cli/options/option-text.ts';
import { usageError } from '../../errors.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import { readSearch, type Search } from '../../jobs/search/read-search.ts';

/** The command line of a `cancel`, checked for contradictions. */
export interface CancelOptions {
  readonly which: WhichJobs;
  /** `null` = all hosts of the job. */
  readonly hosts: SomeHosts | null;
  readonly force: boolean;
  readonly wait: boolean;
  readonly dryRun: boolean;
  /** What to cancel of a recurring job; `null` = neither was typed. */
  readonly recurring: 'occurrence' | 'series' | null;
  readonly exitStatus: boolean;
  readonly policy: FollowPolicy;
}

export type WhichJobs =
  | { readonly kind: 'references'; readonly references: readonly [JobReference, ...JobReference[]] }
  | { readonly kind: 'search'; readonly query: Search };

export interface SomeHosts {
  readonly which:
    | { readonly kind: 'names'; readonly texts: readonly string[] }
    | { readonly kind: 'search'; readonly query: Search };
  /** Cancel the tasks of the hosts, on a server that ignores host filters. */
  readonly viaTasks: boolean;
  /** Wait for hosts without a task. */
  readonly waitsForPlanning: boolean;
}

/** The option values as Commander passes them. */
interface CancelFlags {
  host?: string[];
  search?: string;
  viaTasks?: true;
  /** False with `--no-wait-planning`. */
  waitPlanning?: boolean;
  jobsSearch?: string;
  force?: true;
  wait?: true;
  stallWarning?: number;
  occurrence?: true;
  series?: true;
  exitStatus?: true;
  dryRun?: true;
}

export function cancelOptions() {
  return [
    ...whatOptions(),
    ...whereOptions(),
    ...inGroup('Safety', [
      new Option('-n, --dry-run', 'show what would be cancelled; send nothing'),
    ]),
    ...inGroup('Waiting', [
      new Option('--wait', 'wait until every host has stopped, and show the results'),
      new Option('--exit-status', "with --wait, exit with the job's result"),
      stallWarningOption(),
    ]),
  ] as const;
}

function whatOptions() {
  return inGroup('What', [
    new Option(
      '--jobs-search <query>',
      'instead of <job>: all unfinished jobs matching this search',
    ),
    new Option('--occurrence', 'cancel only the next run of a recurring job'),
    new Option('--series', 'cancel the series of a recurring job permanently'),
    new Option('--force', 'stop tracking at once; scripts may keep running'),
  ]);
}

function whereOptions() {
  return inGroup('Where', [
    new Option(
      '--host <names>',
      'only these hosts of the job, e.g. web[01-20]; @FILE or - reads names; repeatable',
    ).argParser(collected),
    new Option('--search <query>', 'only hosts of the job that match this search now'),
    new Option(
      '--via-tasks',
      'cancel the tasks of these hosts; for servers that ignore host filters (before Remote Execution 16.1)',
    ),
    new Option(
      '--no-wait-planning',
      'do not wait for hosts that have no task yet; they will still run (exit 9)',
    ),
  ]);
}

export const cancelConflicts = [
  ['occurrence', 'series'],
  ['dryRun', 'wait'],
  ['host', 'search'],
  ['force', 'viaTasks'],
] as const;

export const cancelNeeds = [{ options: ['exitStatus', 'stallWarning'], oneOf: ['wait'] }] as const;

/** Throws a usage `Failure` for options that contradict each other. */
export function toCancelOptions(jobs: readonly string[], raw: CancelFlags): CancelOptions {
  const which = whichJobs(jobs, raw.jobsSearch);
  return {
    which,
    hosts: someHosts(raw, which),
    force: raw.force === true,
    wait: raw.wait === true,
    dryRun: raw.dryRun === true,
    recurring: raw.series === true ? 'series' : raw.occurrence === true ? 'occurrence' : null,
    exitStatus: raw.exitStatus === true,
    policy: toFollowPolicy(raw),
  };
}

function whichJobs(jobs: readonly string[], query: string | undefined): WhichJobs {
  const [first, ...others] = jobReferences(jobs);
  if (first !== undefined && query !== undefined)
    throw usageError('a job and --jobs-search cannot be used together', 'use only one');
  if (first !== undefined) return { kind: 'references', references: [first, ...others] };
  if (query === undefined)
    throw usageError(
      'no job to cancel: give an id, @last or --jobs-search',
      'list your jobs: rexctl list --mine',
    );
  return { kind: 'search', query: readSearch(query, { where: '--jobs-search', of: 'jobs' }) };
}

function jobReferences(jobs: readonly string[]): readonly JobReference[] {
  const found: JobReference[] = [];
  for (const text of jobs)
    found.push(nextJob(text, found, (job, host) => `rexctl cancel ${job} --host ${host}`));
  return found;
}

function someHosts(raw: CancelFlags, which: WhichJobs): SomeHosts | null {
  const { host, search, viaTasks = false, waitPlanning = true } = raw;
  if (host === undefined && search === undefined) {
    if (viaTasks) throw usageError('--via-tasks needs --host or --search');
    if (!waitPlanning) throw usageError('--no-wait-planning needs --host or --search');
    return null;
  }
  refuseBeyondOneJob(raw, which);
  const rest = { viaTasks, waitsForPlanning: waitPlanning };
  if (search === undefined) return { which: { kind: 'names', texts: host ?? [] }, ...rest };
  const query = readSearch(search, { where: '--search', of: 'hosts' });
  return { which: { kind: 'search', query }, ...rest };
}

function refuseBeyondOneJob({ host, series, occurrence }: CancelFlags, which: WhichJobs): void {
  const flag = host === undefined ? '--search' : '--host';
  if (which.kind === 'search' || which.references.length > 1)
    throw usageError(`${flag} needs exactly one job`, 'cancel hosts of one job at a time');
  if (series === true || occurrence === true)
    throw usageError(
      `${flag} and ${series === true ? '--series' : '--occurrence'} cannot be used together`,
      'use only one',
    );
}
