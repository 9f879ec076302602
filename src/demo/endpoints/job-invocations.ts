import { type Call, type Route, route } from '../http/call.ts';
import { json, type Reply } from '../http/http-errors.ts';
import { envelope, pageOf, pageRequest, searched } from '../http/paging.ts';
import { isTruthy, toBoolean } from '../http/ruby.ts';
import { createJob } from '../jobs/composer.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { jobSearchFields } from '../jobs/job-search.ts';
import { baseView, permissionsView, showView } from '../views/job-view.ts';
import { can, seesJob } from '../world/visibility.ts';
import { findJob, requireTask } from './find-job.ts';

/** Jobs: the index, one of them, and a new one. */
export const jobInvocationRoutes: readonly Route[] = [
  route('GET', '/api/job_invocations', index),
  route('GET', '/api/job_invocations/:id', show),
  route('POST', '/api/job_invocations', create, 'create_job_invocations'),
];

function index(call: Call): Reply {
  const { foreman, params, user } = call;
  const visible = [...foreman.jobs.values()].reverse().filter((job) => seesJob(user, job));
  const request = pageRequest(params);
  const found = searched(visible, params, jobSearchFields(foreman, user), foreman.time);
  const permissions = withPermissions(call);
  const results = pageOf(found, request).map((job) => ({ ...baseView(call, job), ...permissions }));
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

/** On rows since 12.0, whenever the parameter is true. */
function withPermissions(call: Call): Record<string, unknown> {
  const wanted =
    call.foreman.abilities.templateInBase && toBoolean(call.params.include_permissions) === true;
  return wanted ? { permissions: permissionsView(call) } : {};
}

function show(call: Call): Reply {
  const job = findJob(call);
  requireTask(job);
  const options = { hosts: includesHosts(call), hostStatus: wantsHostStatus(call), created: false };
  return json({ ...showView(call, job, options), ...withPermissions(call) });
}

/** Known since 16.7, true unless said otherwise. */
function includesHosts(call: Call): boolean {
  return !call.foreman.abilities.includeHosts || (toBoolean(call.params.include_hosts) ?? true);
}

/** Before 16.7 only the exact text `true` worked. */
function wantsHostStatus(call: Call): boolean {
  const { host_status: wanted } = call.params;
  return call.foreman.abilities.includeHosts ? isTruthy(toBoolean(wanted)) : wanted === 'true';
}

function create(call: Call): Reply {
  const job: JobRecord = createJob(call);
  return json(
    showView(call, job, { hosts: includesHosts(call), hostStatus: false, created: true }),
    201,
  );
}
