import type { EndpointContext } from '../http/endpoint-context.ts';
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
export function findJob(endpoint: EndpointContext): JobRecord {
  const id = endpoint.path.id ?? '';
  const job = endpoint.foreman.jobs.get(toInteger(id));
  if (job === undefined || !seesJob(endpoint.user, job))
    throw resourceNotFound('job_invocation', id);
  return job;
}

/**
 * The job of `…/hosts/:host_id`: the first parameter that ends in `_id` wins over the path, which
 * is how a stray one shows the output of another job.
 */
export function findNestedJob(endpoint: EndpointContext): JobRecord {
  const stray = Object.keys(endpoint.query).find(
    (name) => name.endsWith('_id') && !harmless.has(name),
  );
  const id = String((stray === undefined ? endpoint.path.id : endpoint.params[stray]) ?? '');
  const job =
    /^\d+(-|$)/.test(id) && stray !== 'host_id'
      ? endpoint.foreman.jobs.get(toInteger(id))
      : undefined;
  if (job === undefined || !seesJob(endpoint.user, job)) throw nestedJobNotFound(id);
  return job;
}

const harmless: ReadonlySet<string> = new Set(['organization_id', 'location_id']);

/** A job that has a task; the server fails on the others. */
export function requireTask(
  job: JobRecord,
): asserts job is JobRecord & { task: NonNullable<JobRecord['task']> } {
  if (job.task === null) throw internalError();
}

/** 403 when no role grants it; 404 when the role's filter excludes this job. */
export function findJobToCancel(endpoint: EndpointContext): JobRecord {
  if (!can(endpoint.user, 'cancel_job_invocations')) throw forbidden('cancel_job_invocations');
  const job = findJob(endpoint);
  const own = job.user_id === endpoint.user.id;
  if (endpoint.user.cancelsOwnJobsOnly && !own)
    throw resourceNotFound('job_invocation', endpoint.path.id ?? '');
  return job;
}
