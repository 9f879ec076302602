import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
import { errorMessage, json, type Reply, routeNotFound } from '../http/http-errors.ts';
import { envelope, pageOf, pageRequest, searched } from '../http/paging.ts';
import { toBoolean, toInteger } from '../http/ruby.ts';
import type { HostRun, JobRecord } from '../jobs/job-record.ts';
import type { SearchFields } from '../search/index.ts';
import { hostStatusOf } from '../views/job-status.ts';
import { hostSearchFields } from '../world/host-search.ts';
import { can, hostTest } from '../world/visibility.ts';
import type { DemoHost } from '../world/world-records.ts';
import { findJob } from './find-job.ts';

/** The routes of a job's hosts with their states, and of its planned hosts with their tasks. */
export const jobHostRoutes: readonly Route[] = [
  route('GET', '/api/job_invocations/:id/hosts', hosts),
  route(
    'GET',
    '/api/job_invocations/:id/template_invocations',
    templateInvocations,
    'view_template_invocations',
  ),
];

/** The hosts of a job that the user sees, in the order of execution. */
export function visibleTargets(endpoint: EndpointContext, job: JobRecord): DemoHost[] {
  const { world } = endpoint.foreman;
  const sees = hostTest(world, endpoint.user, endpoint.context);
  return job.targeting.host_ids.flatMap((id) => {
    const host = world.hosts.get(id);
    return host !== undefined && sees(host) ? [host] : [];
  });
}

/** A host of a job, or null if it is not in the job or the user does not see it. */
export function visibleTarget(
  endpoint: EndpointContext,
  job: JobRecord,
  hostId: number,
): DemoHost | null {
  const { world } = endpoint.foreman;
  const host = world.hosts.get(hostId);
  if (host === undefined || !job.targeting.host_ids.includes(hostId)) return null;
  return hostTest(world, endpoint.user, endpoint.context)(host) ? host : null;
}

async function hosts(endpoint: EndpointContext): Promise<Reply> {
  const { foreman, user } = endpoint;
  if (!foreman.abilities.hostsEndpoint) throw routeNotFound();
  const job = findJob(endpoint);
  const params = foreman.faults.hostSearchIgnored
    ? { ...endpoint.params, search: null }
    : endpoint.params;
  const all = searchable({ ...endpoint, params }, job, visibleTargets(endpoint, job));
  const request = pageRequest(params);
  const scope = foreman.abilities.hostSearchScoped ? job.id : undefined;
  const found = searched(all, params, hostSearchFields(foreman, scope), foreman.time);
  // Here `per_page=all` means a page without rows, but the response repeats it plausibly.
  const page = request.perPage === null ? [] : pageOf(found, request);
  await foreman.work(page.length * foreman.world.timing.hostRowMs);
  const awaiting = foreman.abilities.awaiting && 'awaiting' in params;
  const results = page
    .map((host) => rowView(endpoint, job, host))
    .filter((row) => !awaiting || row.job_status === 'N/A');
  const abilities = {
    can_create: can(user, 'create_job_invocations'),
    can_edit: can(user, 'edit_hosts'),
  };
  return json(
    envelope(params, { total: all.length, subtotal: found.length, request, results, abilities }),
  );
}

/**
 * The hosts that can be found. Any search joins the template invocations, which hides hosts that
 * never started.
 */
function searchable(endpoint: EndpointContext, job: JobRecord, all: DemoHost[]): DemoHost[] {
  const search = textParam(endpoint.params.search);
  const blank = search === null || search.trim() === '';
  const joins = blank ? endpoint.foreman.abilities.blankSearchJoins && search !== null : true;
  return joins ? all.filter((host) => job.runs.has(host.id)) : all;
}

function rowView(
  endpoint: EndpointContext,
  job: JobRecord,
  host: DemoHost,
): Record<string, unknown> {
  const { abilities } = endpoint.foreman;
  const permissions =
    abilities.hostPermissions && toBoolean(endpoint.params.include_permissions) === true;
  return {
    name: host.name,
    operatingsystem_id: host.operatingsystem?.id ?? null,
    operatingsystem_name: host.operatingsystem?.name ?? null,
    hostgroup_id: host.hostgroup?.id ?? null,
    hostgroup_name: host.hostgroup?.name ?? null,
    id: host.id,
    job_status: hostStatusOf(job, host.id, abilities),
    smart_proxy_id: job.runs.has(host.id) ? host.smart_proxy.id : null,
    smart_proxy_name: job.runs.has(host.id) ? host.smart_proxy.name : null,
    ...(permissions ? permissionsOf(endpoint, job, job.runs.get(host.id)) : {}),
  };
}

/** The task and permissions of a row; all users see the tasks of their own jobs. */
function permissionsOf(
  { user }: EndpointContext,
  job: JobRecord,
  run: HostRun | undefined,
): Record<string, unknown> {
  return {
    task: run === undefined ? null : { id: run.task.id, cancellable: run.task.state === 'running' },
    permissions: {
      view_foreman_tasks: can(user, 'view_foreman_tasks') || job.user_id === user.id,
      cancel_job_invocations: can(user, 'cancel_job_invocations'),
      execute_jobs: can(user, 'create_job_invocations'),
    },
  };
}

const invocationFields: SearchFields<HostRun> = {
  'host.name': { type: 'string', get: (run) => run.host_name, freeText: true },
};

/** The planned hosts of a job, even of one that the user does not see; 422 if it is unknown. */
function templateInvocations(endpoint: EndpointContext): Reply {
  const { foreman, params } = endpoint;
  const id = endpoint.path.id ?? '';
  const job = foreman.jobs.get(toInteger(id));
  if (job === undefined)
    throw errorMessage(422, `Couldn't find JobInvocation with 'id'=${JSON.stringify(id)}`);
  const request = pageRequest(params);
  const found = searched([...job.runs.values()], params, invocationFields, foreman.time);
  const page = request.perPage === null ? [] : pageOf(found, request);
  const results = page.map((run) => ({
    id: run.template_invocation_id,
    template_id: job.template_id,
    job_invocation_id: job.id,
    effective_user: job.effective_user,
    host_id: run.host_id,
    run_host_job_task_id: run.task.id,
    host_name: run.host_name,
  }));
  return json(envelope(params, { total: found.length, subtotal: found.length, request, results }));
}
