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

/** Finds the job in the path, where `5abc` means 5; 404 a if it does not exist or is hidden. */
export function findJob(endpoint: EndpointContext): JobRecord {
  const id = endpoint.path.id ?? '';
  const job = endpoint.foreman.jobs.get(toInteger(id));
  if (job === undefined || !seesJob(endpoint.user, job))
    throw resourceNotFound('job_invocation', id);
  return job;
}

/**
 * Finds the job of `…/hosts/:host_id`. The first parameter that ends in `_id` has priority over the
 * path, so that a stray one shows the output of another job.
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

/** Checks that a job has a task; for a job without one the server fails with 500. */
export function requireTask(
  job: JobRecord,
): asserts job is JobRecord & { task: NonNullable<JobRecord['task']> } {
  if (job.task === null) throw internalError();
}

/** Finds a job to cancel; 403 if no role grants that, 404 if the role's filter excludes the job. */
export function findJobToCancel(endpoint: EndpointContext): JobRecord {
  if (!can(endpoint.user, 'cancel_job_invocations')) throw forbidden('cancel_job_invocations');
  const job = findJob(endpoint);
  const own = job.user_id === endpoint.user.id;
  if (endpoint.user.cancelsOwnJobsOnly && !own)
    throw resourceNotFound('job_invocation', endpoint.path.id ?? '');
  return job;
}
