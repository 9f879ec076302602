import type { Context } from '../cli/context.ts';
import { Failure } from '../errors.ts';
import { rerunMarkerOf } from '../jobs/description.ts';
import type { JobDetail } from '../jobs/job-invocation.ts';
import { findJob } from './job.ts';
import { readReruns } from './rerun-chain.ts';

/** The previous attempt in a chain of reruns. Throws a `Failure` if there is none. */
export async function earlierAttempt(context: Context, job: JobDetail): Promise<JobDetail> {
  const { root } = rerunMarkerOf(job.description);
  const reruns = await context.during('reading its reruns', () => readReruns(context, job));
  const earlier = [root ?? job.id, ...reruns.map(({ id }) => id)].filter((id) => id < job.id);
  if (earlier.length === 0)
    throw new Failure('not_found', `there is no attempt before job ${job.id}`, {
      hint: `name the other job: rexctl output ${job.id} --diff JOB`,
    });
  return findJob(context, { kind: 'id', id: Math.max(...earlier) });
}
