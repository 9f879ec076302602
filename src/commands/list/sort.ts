import { Failure, usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';
import type { ListedJob } from '../../ui/nouns/job.ts';

/** The fields by which the server can sort. */
const serverFields = [
  'id',
  'started_at',
  'start_at',
  'ended_at',
  'description',
  'job_category',
] as const;

type Value = string | number | null;

/** The fields by which rexctl sorts after it has read all jobs. */
const ownFields: Readonly<Record<string, (job: ListedJob) => Value>> = {
  duration: ({ times }) => times?.duration_s ?? null,
  user: ({ times }) => times?.user ?? null,
  template_name: (job) => job.template_name,
  failed: ({ counts }) => counts.failed,
  total: ({ counts }) => counts.total,
};

export const sortNames: readonly string[] = [...serverFields, ...Object.keys(ownFields)];

/** An order that rexctl applies. */
export interface OwnSort {
  readonly kind: 'own';
  readonly name: string;
  readonly descending: boolean;
  /** Whether the value is only in the tasks of jobs. */
  readonly byTimes: boolean;
}

/** An order, applied by the server if possible; without `order`, the server's default. */
export type ListSort = { readonly kind: 'server'; readonly order?: string } | OwnSort;

export function parseSort(text: string): ListSort {
  const [name = '', direction = 'desc', ...rest] = text.split(':');
  if (rest.length > 0 || !sortNames.includes(name) || !/^(asc|desc)$/.test(direction))
    throw usageError(
      `invalid --sort \`${text}\`: expected ${alternatives(sortNames)}`,
      'add :asc or :desc for the direction',
    );
  if (!Object.hasOwn(ownFields, name))
    return { kind: 'server', order: `${name} ${direction.toUpperCase()}` };
  const byTimes = name === 'duration' || name === 'user';
  return { kind: 'own', name, descending: direction === 'desc', byTimes };
}

/** Throws a usage `Failure` if an older server does not report the value, or a different one. */
export function refuseUnreadable(jobs: readonly ListedJob[], { name }: OwnSort): void {
  // The fields `effective_user` and `template_name` are in lists of jobs since the same version.
  const lacksTemplate = jobs.some(({ unreadable }) => unreadable.includes('effective_user'));
  if (name === 'template_name' && lacksTemplate)
    throw usageError(
      '--sort template_name needs Remote Execution 12.0 on the server',
      'list the jobs of one template: rexctl list --template NAME',
    );
  const mixed = ({ counts }: ListedJob) => counts.failed !== null && counts.cancelled === null;
  if (name === 'failed' && jobs.some(mixed))
    throw usageError(
      '--sort failed needs Remote Execution 13.1 on the server: older versions count cancelled hosts as failed',
      'list failed jobs: rexctl list --outcome failed',
    );
}

/** The failure if the tasks are not visible, because then all orders would look correct. */
export function hiddenSort({ name }: OwnSort): Failure {
  return new Failure(
    'not_allowed',
    `missing permission view_foreman_tasks: --sort ${name} needs the tasks of the jobs`,
    { hint: 'sort by what is visible to you: --sort started_at' },
  );
}

/** Sorts jobs; those without the value are always last, and of equal ones the newest is first. */
export function sortedJobs(
  jobs: readonly ListedJob[],
  { name, descending }: OwnSort,
): readonly ListedJob[] {
  const keyOf = ownFields[name] ?? (() => null);
  return jobs
    .map((job) => ({ job, value: keyOf(job) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null) || b.job.id - a.job.id;
      const order = compared(a.value, b.value);
      return (descending ? -order : order) || b.job.id - a.job.id;
    })
    .map(({ job }) => job);
}

function compared(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a < b ? -1 : Number(a > b);
}
