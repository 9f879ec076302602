import { allPages } from '../../api/endpoints/all-pages.ts';
import { listTemplateInvocations } from '../../api/endpoints/job-hosts.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';

/**
 * Ids of the tasks that run on these hosts of a job; throws a `Failure` where they cannot all be
 * found.
 */
export async function hostTasks(
  context: Context,
  job: JobDetail,
  hostIds: readonly number[],
): Promise<string[]> {
  const connection = await context.connection();
  const fetchPage = (page: number, perPage: number) =>
    listTemplateInvocations(connection, job.id, { page, perPage });
  const rows = await allPages(fetchPage, { perPage: 1000 });
  const tasks = new Map(rows.map((row) => [row.host_id, row.run_host_job_task_id]));
  return hostIds.map((id) => {
    const task = tasks.get(id) ?? null;
    if (task !== null) return task;
    throw new Failure(
      'server_error',
      `the server does not tell the task of host ${id} of job ${job.id}. Nothing was sent`,
    );
  });
}
