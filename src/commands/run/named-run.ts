import { Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import type { Context } from '../../cli/context.ts';
import { inGroup } from '../../cli/options/option-text.ts';
import type { OptionValues } from '../../cli/options/option-values.ts';
import { usageError } from '../../errors.ts';
import {
  type ExclusiveStart,
  type IfRunning,
  ifRunningOption,
  isUnderWay,
  stillRunning,
  untilEnded,
} from '../../guards/exclusive-start.ts';
import { isJobName, jobNameOf, nameSearchText } from '../../jobs/description.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { SkippedStart } from '../../jobs/new-job.ts';
import { allOf, contains } from '../../jobs/search/search-query.ts';
import type { Competitors } from '../../start/concurrent-start.ts';

/** A run of which only one may be running at a time, e.g. of a cron entry. */
export interface Named {
  readonly name: string;
  readonly ifRunning: IfRunning;
}

export function namedOptions() {
  return inGroup('Safety', [
    new Option('--name <name>', 'only one job with this name runs at a time'),
    ifRunningOption('if a job with that name is still running'),
  ]);
}

/** The option values as Commander passes them. */
type NamedFlags = OptionValues<ReturnType<typeof namedOptions>>;

/**
 * Returns `null` without `--name`. Throws a usage `Failure` for options that contradict each other.
 */
export function namedOf({
  name,
  ifRunning,
  cron,
}: NamedFlags & { readonly cron?: string }): Named | null {
  if (name === undefined) {
    if (ifRunning !== undefined) throw usageError('--if-running needs --name', 'add --name NAME');
    return null;
  }
  if (!isJobName(name))
    throw usageError(
      `invalid --name \`${name}\`: expected a letter, then letters, digits, \`.\`, \`_\` or \`-\`, 64 at most`,
    );
  if (cron !== undefined)
    throw usageError(
      '--name and --cron cannot be used together',
      'to name the series, use --purpose',
    );
  return { name, ifRunning: ifRunning ?? 'fail' };
}

/** No job of the name is running. */
interface NoneRunning {
  readonly kind: 'idle';
  readonly competitors: Competitors;
}

/** Only one process of this machine looks for jobs of a name, and starts one, at a time. */
export function exclusiveStartOf({ name, ifRunning }: Named): ExclusiveStart {
  return { key: ['name', name], name: `job #${name}`, ifRunning };
}

/** Looks for a running job of this user with the name, and waits, skips or throws for it. */
export async function untilNoneRuns(
  context: Context,
  { name, ifRunning }: Named,
): Promise<NoneRunning | SkippedStart> {
  for (;;) {
    const found = await context.during('looking for jobs with that name', () =>
      namedJobs(context, name),
    );
    const jobs = found.filter(({ task }) => task !== null);
    const running = await firstRunning(context, jobs);
    if (running === null) return { kind: 'idle', competitors: competitorsOf(name, jobs) };
    const reason = `job ${running} with the name \`${name}\` has not finished`;
    if (ifRunning === 'skip') return { kind: 'skipped', reason };
    if (ifRunning === 'fail') throw stillRunning(reason, running);
    await context.note(`${reason}. Waiting until it finishes.`);
    await untilEnded(context, running);
  }
}

/** Only one runs at a time, so older ones have finished. */
const newestRead = 50;

function searchOf(name: string): string | undefined {
  return allOf(['user = current_user', contains('description', nameSearchText(name))]);
}

function hasName(name: string): (job: JobInvocation) => boolean {
  return (job) => jobNameOf(job.description) === name;
}

async function namedJobs(context: Context, name: string): Promise<readonly JobInvocation[]> {
  const { items } = await listJobInvocations(await context.connection(), {
    search: searchOf(name),
    perPage: newestRead,
  });
  return items.filter(hasName(name));
}

/** Goes by the hosts, because the server updates the status later. */
async function firstRunning(
  context: Context,
  jobs: readonly JobInvocation[],
): Promise<number | null> {
  const connection = await context.connection();
  for (const job of jobs.filter(isUnderWay)) {
    const hosts = await allHostRuns(connection, job);
    if (hosts.length === 0 || hosts.some(({ status }) => !isFinal(status))) return job.id;
  }
  return null;
}

function competitorsOf(name: string, jobs: readonly JobInvocation[]): Competitors {
  return {
    search: searchOf(name),
    matches: hasName(name),
    newest: newestRead,
    known: new Set(jobs.map(({ id }) => id)),
    hostIds: null,
  };
}
