import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { errorMessage, json, notCancellable, type Reply } from '../http/http-errors.ts';
import { textsOf } from '../http/locale.ts';
import { isBlank, isTruthy } from '../http/ruby.ts';
import { cancelJob, cancelRun } from '../jobs/cancelling.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { rerunJob } from '../jobs/rerun.ts';
import { searchHosts } from '../jobs/targeting.ts';
import { SearchError } from '../search/index.ts';
import { findJob, findJobToCancel, requireTask } from './find-job.ts';

/** The routes to cancel and rerun a job; their parameters have no wrapper. */
export const jobActionRoutes: readonly Route[] = [
  route('POST', '/api/job_invocations/:id/cancel', cancel),
  route('POST', '/api/job_invocations/:id/rerun', rerun, 'create_job_invocations'),
];

function cancel(endpoint: EndpointContext): Reply {
  const job = findJobToCancel(endpoint);
  requireTask(job);
  const force = isTruthy(endpoint.params.force);
  const { search } = endpoint.params;
  if (endpoint.foreman.abilities.cancelSearch && !isBlank(search))
    return json(cancelSome(endpoint, job, String(search), force));
  if (!cancelJob(endpoint.foreman, job, force))
    throw notCancellable(textsOf(endpoint.locale).notCancelled);
  return json({ cancelled: true, id: job.id });
}

/** Cancels the hosts of a search, without those that have no task; 200 even if there are none. */
function cancelSome(
  endpoint: EndpointContext,
  job: JobRecord,
  search: string,
  force: boolean,
): unknown {
  const cancelled: string[] = [];
  const skipped: string[] = [];
  for (const { id } of searchedHosts(endpoint, search)) {
    const run = job.runs.get(id);
    if (run === undefined) continue;
    (cancelRun(endpoint.foreman, job, run, force) ? cancelled : skipped).push(run.task.id);
  }
  return { total: cancelled.length + skipped.length, cancelled, skipped };
}

/** The hosts that a search finds; 422 b if the search is invalid. */
function searchedHosts(
  endpoint: EndpointContext,
  search: string,
): readonly { readonly id: number }[] {
  try {
    return searchHosts(endpoint.foreman, search, endpoint.user, endpoint.context);
  } catch (error) {
    if (error instanceof SearchError)
      throw errorMessage(422, `Failed to cancel tasks on hosts: ${error.message}`);
    throw error;
  }
}

/** Reruns a job; the response is 201 with the bare record, not the view of a job. */
function rerun(endpoint: EndpointContext): Reply {
  const job = rerunJob(endpoint, findJob(endpoint));
  const { timeToPickup } = endpoint.foreman.abilities;
  const body = {
    id: job.id,
    targeting_id: job.targeting.id,
    job_category: job.job_category,
    task_id: job.task?.id ?? null,
    task_group_id: job.task_group_id,
    triggering_id: job.triggering?.id ?? null,
    description: job.description,
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
    password: null,
    key_passphrase: null,
    remote_execution_feature_id: job.remote_execution_feature_id,
    effective_user_password: null,
    ssh_user: job.ssh_user,
    ...(timeToPickup ? { time_to_pickup: job.time_to_pickup } : {}),
  };
  return json(body, 201, { Location: `${endpoint.origin}/job_invocations/${job.id}` });
}
