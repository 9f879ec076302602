import { type Call, type Route, route } from '../http/call.ts';
import { errorMessage, json, notCancellable, type Reply } from '../http/http-errors.ts';
import { textsOf } from '../http/locale.ts';
import { isBlank, isTruthy } from '../http/ruby.ts';
import { cancelJob, cancelRun } from '../jobs/cancelling.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { rerunJob } from '../jobs/rerun.ts';
import { searchHosts } from '../jobs/targeting.ts';
import { SearchError } from '../search/index.ts';
import { findJob, findJobToCancel, requireTask } from './find-job.ts';

/** Cancel and rerun of a job, both without a wrapper around their parameters. */
export const jobActionRoutes: readonly Route[] = [
  route('POST', '/api/job_invocations/:id/cancel', cancel),
  route('POST', '/api/job_invocations/:id/rerun', rerun, 'create_job_invocations'),
];

function cancel(call: Call): Reply {
  const job = findJobToCancel(call);
  requireTask(job);
  const force = isTruthy(call.params.force);
  const { search } = call.params;
  if (call.foreman.abilities.cancelSearch && !isBlank(search))
    return json(cancelSome(call, job, String(search), force));
  if (!cancelJob(call.foreman, job, force)) throw notCancellable(textsOf(call.locale).notCancelled);
  return json({ cancelled: true, id: job.id });
}

/** Always 200: hosts without a task are neither cancelled nor skipped. */
function cancelSome(call: Call, job: JobRecord, search: string, force: boolean): unknown {
  const cancelled: string[] = [];
  const skipped: string[] = [];
  for (const { id } of searchedHosts(call, search)) {
    const run = job.runs.get(id);
    if (run === undefined) continue;
    (cancelRun(call.foreman, job, run, force) ? cancelled : skipped).push(run.task.id);
  }
  return { total: cancelled.length + skipped.length, cancelled, skipped };
}

/** 422 b for a query that cannot be read. */
function searchedHosts(call: Call, search: string): readonly { readonly id: number }[] {
  try {
    return searchHosts(call.foreman, search, call.user, call.context);
  } catch (error) {
    if (error instanceof SearchError)
      throw errorMessage(422, `Failed to cancel tasks on hosts: ${error.message}`);
    throw error;
  }
}

/** 201 with the bare record instead of the job's view. */
function rerun(call: Call): Reply {
  const job = rerunJob(call, findJob(call));
  const { timeToPickup } = call.foreman.abilities;
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
  return json(body, 201, { Location: `${call.origin}/job_invocations/${job.id}` });
}
