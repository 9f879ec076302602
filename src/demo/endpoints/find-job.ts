import type { Call } from '../http/call.ts';
import {
  forbidden,
  internalError,
  nestedJobNotFound,
  resourceNotFound,
} from '../http/http-errors.ts';
import { toInteger } from '../http/ruby.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { can, seesJob } from '../world/visibility.ts';

/** The job that the path names, `5abc` meaning 5; 404 a when it is not there or not visible. */
export function findJob(call: Call): JobRecord {
  const id = call.path.id ?? '';
  const job = call.foreman.jobs.get(toInteger(id));
  if (job === undefined || !seesJob(call.user, job)) throw resourceNotFound('job_invocation', id);
  return job;
}

/**
 * The job of `…/hosts/:host_id`: the first parameter that ends in `_id` wins over the path, which
 * is how a stray one shows the output of another job.
 */
export function findNestedJob(call: Call): JobRecord {
  const stray = Object.keys(call.query).find((name) => name.endsWith('_id') && !harmless.has(name));
  const id = String((stray === undefined ? call.path.id : call.params[stray]) ?? '');
  const job =
    /^\d+(-|$)/.test(id) && stray !== 'host_id' ? call.foreman.jobs.get(toInteger(id)) : undefined;
  if (job === undefined || !seesJob(call.user, job)) throw nestedJobNotFound(id);
  return job;
}

const harmless: ReadonlySet<string> = new Set(['organization_id', 'location_id']);

/** A job that has a task; the server stumbles over the others. */
export function requireTask(
  job: JobRecord,
): asserts job is JobRecord & { task: NonNullable<JobRecord['task']> } {
  if (job.task === null) throw internalError();
}

/** 403 when no role grants it; 404 when the role's filter excludes this job. */
export function findJobToCancel(call: Call): JobRecord {
  if (!can(call.user, 'cancel_job_invocations')) throw forbidden('cancel_job_invocations');
  const job = findJob(call);
  const own = job.user_id === call.user.id;
  if (call.user.cancelsOwnJobsOnly && !own)
    throw resourceNotFound('job_invocation', call.path.id ?? '');
  return job;
}
