import { hiddenHosts } from '../../jobs/hosts/host-counts.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';

/** The visible hosts of a job, and the named ones among them. */
interface Searched {
  readonly all: readonly HostRun[];
  readonly named: readonly HostRun[];
}

/** A sentence that `search`, as typed, matches none of the named hosts. */
export function noMatchText(job: JobDetail, { all, named }: Searched, search: string): string {
  const [only] = named;
  if (named.length === all.length)
    return `No ${hiddenHosts(job, all).count > 0 ? 'visible host' : 'host'} of job ${job.id} matches \`${search}\`.`;
  if (only === undefined || named.length > 1)
    return `None of these ${named.length} hosts of job ${job.id} matches \`${search}\`.`;
  return `${only.name} does not match \`${search}\`.`;
}
