import type { Foreman } from '../foreman.ts';
import type { HostRun } from '../jobs/job-record.ts';
import { joinedFields, type SearchFields } from '../search/index.ts';
import type { DemoHost } from './world-records.ts';

/** The fields of the host search that Remote Execution needs. */
export function hostSearchFields(foreman: Foreman, jobId?: number): SearchFields<DemoHost> {
  const { world } = foreman;
  const organization = (host: DemoHost) =>
    world.organizations.find((one) => one.id === host.organization_id);
  const location = (host: DemoHost) => world.locations.find((one) => one.id === host.location_id);
  return {
    name: { type: 'string', get: (host) => host.name, freeText: true },
    id: { type: 'integer', get: (host) => host.id },
    ip: { type: 'string', get: (host) => host.ip, freeText: true },
    created_at: { type: 'datetime', get: (host) => host.created_at },
    hostgroup: { type: 'string', get: (host) => host.hostgroup?.name ?? null, freeText: true },
    hostgroup_name: { type: 'string', get: (host) => host.hostgroup?.name ?? null },
    hostgroup_title: { type: 'string', get: (host) => host.hostgroup?.name ?? null },
    hostgroup_id: { type: 'integer', get: (host) => host.hostgroup?.id ?? null },
    os: { type: 'string', get: (host) => host.operatingsystem?.name ?? null },
    os_title: { type: 'string', get: (host) => host.operatingsystem?.name ?? null },
    organization: { type: 'string', get: (host) => organization(host)?.title ?? null },
    organization_id: { type: 'integer', get: (host) => host.organization_id },
    location: { type: 'string', get: (host) => location(host)?.title ?? null },
    location_id: { type: 'integer', get: (host) => host.location_id },
    smart_proxy: { type: 'string', get: (host) => host.smart_proxy.name },
    execution_status: { type: 'enum', get: (host) => lastStatus(foreman.runsByHost.get(host.id)) },
    ...fieldsOfNothing,
    ...jobFields(foreman, jobId),
  };
}

/** Fields of a real server for which the simulated world has no values. */
const fieldsOfNothing: SearchFields<DemoHost> = {
  build: { type: 'boolean', get: () => false },
  managed: { type: 'boolean', get: () => false },
  comment: { type: 'string', get: () => null },
  last_report: { type: 'datetime', get: () => null },
  params: { type: 'string', get: () => null },
  facts: { type: 'string', get: () => null },
};

/** Fields of a host's runs: `job_invocation.id` and `….result` in a search mean the same run. */
function jobFields(foreman: Foreman, jobId: number | undefined): SearchFields<DemoHost> {
  const runs = (host: DemoHost) => {
    const all = foreman.runsByHost.get(host.id) ?? [];
    return jobId === undefined ? all : all.filter((run) => run.job_id === jobId);
  };
  return joinedFields(runs, {
    'job_invocation.id': { type: 'integer', get: (run) => run.job_id, onlyEquals: 'set' },
    'job_invocation.result': { type: 'enum', get: resultOf },
  });
}

/** The value of `job_invocation.result`: `failed` excludes cancelled and never started hosts. */
function resultOf(run: HostRun): string {
  const { result } = run.task;
  if (result === 'success' || result === 'cancelled') return result;
  return result === 'pending' ? 'pending' : 'failed';
}

function lastStatus(runs: readonly HostRun[] | undefined): string | null {
  const last = runs?.at(-1);
  if (last === undefined || last.task.state !== 'stopped') return null;
  return last.task.result === 'success' ? 'ok' : 'error';
}
