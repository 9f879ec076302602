import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { json, type Reply } from '../http/http-errors.ts';
import { envelope, pageOf, pageRequest, searched } from '../http/paging.ts';
import { isTruthy, toBoolean } from '../http/ruby.ts';
import { createJob } from '../jobs/create-job.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { jobSearchFields } from '../jobs/job-search.ts';
import { baseView, permissionsView, showView } from '../views/job-view.ts';
import { can, seesJob } from '../world/visibility.ts';
import { findJob, requireTask } from './find-job.ts';

/** The routes to list, show and create jobs. */
export const jobInvocationRoutes: readonly Route[] = [
  route('GET', '/api/job_invocations', index),
  route('GET', '/api/job_invocations/:id', show),
  route('POST', '/api/job_invocations', create, 'create_job_invocations'),
];

function index(endpoint: EndpointContext): Reply {
  const { foreman, params, user } = endpoint;
  const visible = [...foreman.jobs.values()].reverse().filter((job) => seesJob(user, job));
  const request = pageRequest(params);
  const found = searched(visible, params, jobSearchFields(foreman, user), foreman.time);
  const permissions = withPermissions(endpoint);
  const results = pageOf(found, request).map((job) => ({
    ...baseView(endpoint, job),
    ...permissions,
  }));
  return json(
    envelope(params, {
      total: visible.length,
      subtotal: found.length,
      request,
      results,
      abilities: {
        can_create: can(user, 'create_job_invocations'),
        can_edit: can(user, 'edit_job_templates'),
      },
    }),
  );
}

/** The permissions of a row, from 12.0, if the parameter is true. */
function withPermissions(endpoint: EndpointContext): Record<string, unknown> {
  const wanted =
    endpoint.foreman.abilities.templateInBase &&
    toBoolean(endpoint.params.include_permissions) === true;
  return wanted ? { permissions: permissionsView(endpoint) } : {};
}

function show(endpoint: EndpointContext): Reply {
  const job = findJob(endpoint);
  requireTask(job);
  const options = {
    hosts: includesHosts(endpoint),
    hostStatus: wantsHostStatus(endpoint),
    created: false,
  };
  return json({ ...showView(endpoint, job, options), ...withPermissions(endpoint) });
}

/** Whether the response has hosts: always before 16.7, later unless `include_hosts` is false. */
function includesHosts(endpoint: EndpointContext): boolean {
  return (
    !endpoint.foreman.abilities.includeHosts || (toBoolean(endpoint.params.include_hosts) ?? true)
  );
}

/** Whether hosts have their status; before 16.7 only for the exact text `true`. */
function wantsHostStatus(endpoint: EndpointContext): boolean {
  const { host_status: wanted } = endpoint.params;
  return endpoint.foreman.abilities.includeHosts ? isTruthy(toBoolean(wanted)) : wanted === 'true';
}

function create(endpoint: EndpointContext): Reply {
  const job: JobRecord = createJob(endpoint);
  return json(
    showView(endpoint, job, { hosts: includesHosts(endpoint), hostStatus: false, created: true }),
    201,
  );
}
