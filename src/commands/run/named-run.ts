import { Option } from '@commander-js/extra-typings';
import { allHostRuns } from '../../api/endpoints/job-hosts.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import type { Context } from '../../cli/context.ts';
import { usageError } from '../../errors.ts';
import {
  type IfRunning,
  ifRunningOption,
  isOver,
  type Skipped,
  startExclusively,
  stillRunning,
  untilEnded,
} from '../../guards/exclusive-start.ts';
import { isJobName, jobNameOf, nameSearchText } from '../../jobs/description.ts';
import { isFinal } from '../../jobs/host-run.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { allOf, contains } from '../../jobs/search/search-query.ts';
import type { Competitors } from '../../start/concurrent-start.ts';

/** A run of which only one is to go on at a time, e.g. of a cron entry. */
export interface Named {
  readonly name: string;
  readonly ifRunning: IfRunning;
}

export function namedOptions() {
  return [
    new Option(
      '--name <name>',
      'name the job, at the front of its description; one of a name runs at a time',
    ),
    ifRunningOption('with --name, when your job of that name goes on'),
  ] as const;
}

/** As Commander gives them. */
export interface NamedFlags {
  name?: string;
  ifRunning?: IfRunning;
  cron?: string;
}

/** `null` = without a name. Throws a usage `Failure` for what contradicts itself. */
export function namedOf({ name, ifRunning, cron }: NamedFlags): Named | null {
  if (name === undefined) {
    if (ifRunning !== undefined)
      throw usageError('--if-running goes with --name', 'name the job: --name NAME');
    return null;
  }
  if (!isJobName(name))
    throw usageError(
      `--name \`${name}\` is not possible: expected a letter, then letters, digits, \`.\`, \`_\` or \`-\`, 64 at most`,
    );
  if (cron !== undefined)
    throw usageError(
      '--name goes with one start, not with --cron',
      'name the series with --purpose',
    );
  return { name, ifRunning: ifRunning ?? 'fail' };
}

/**
 * Does `work`, which starts the job, while no job of this user with that name goes on, and no other
 * rexctl on this machine starts one. Without a name it is simply done.
 */
export async function whileNoneRuns<T>(
  context: Context,
  named: Named | null,
  work: (competitors: Competitors | undefined) => Promise<T>,
): Promise<T | Skipped> {
  if (named === null) return work(undefined);
  const { name, ifRunning } = named;
  return startExclusively(
    context,
    { key: ['name', name], name: `job #${name}`, ifRunning },
    async () => {
      for (;;) {
        const found = await context.during('asking for jobs of that name', () =>
          namedJobs(context, name),
        );
        const jobs = found.filter(({ task }) => task !== null);
        const running = await firstRunning(context, jobs);
        if (running === null) return work(competitorsOf(context, name, jobs));
        const sentence = `job ${running} has the name ${name} and goes on`;
        if (ifRunning === 'skip') return { skipped: sentence };
        if (ifRunning === 'fail') throw stillRunning(sentence, running);
        await context.note(`${sentence}: waiting for its end`);
        await untilEnded(context, running);
      }
    },
  );
}

/** Of so many the oldest has ended long ago: only one runs at a time. */
const looksAt = 50;

async function namedJobs(context: Context, name: string): Promise<readonly JobInvocation[]> {
  const search = allOf(['user = current_user', contains('description', nameSearchText(name))]);
  const { items } = await listJobInvocations(await context.connection(), {
    search,
    perPage: looksAt,
  });
  return items.filter((job) => jobNameOf(job.description) === name);
}

/** Judged by hosts, not by the lagging status. */
async function firstRunning(
  context: Context,
  jobs: readonly JobInvocation[],
): Promise<number | null> {
  const connection = await context.connection();
  for (const job of jobs.filter((one) => !isOver(one))) {
    const hosts = await allHostRuns(connection, job);
    if (hosts.length === 0 || hosts.some(({ status }) => !isFinal(status))) return job.id;
  }
  return null;
}

function competitorsOf(
  context: Context,
  name: string,
  jobs: readonly JobInvocation[],
): Competitors {
  return {
    known: new Set(jobs.map(({ id }) => id)),
    look: () => namedJobs(context, name),
    hostIds: null,
  };
}
