import * as v from 'valibot';
import { type HostRun, hostStatusOf } from '../../jobs/hosts/host-run.ts';
import { flag, id, name, number, text } from './fields.ts';

/** The status of a host; versions before 14.1 omit it for hosts without a task. */
export const hostStatusEntry = { job_status: text };

/** A row of `…/hosts`. */
export const hostRow = v.object({
  id,
  name,
  ...hostStatusEntry,
  operatingsystem_id: number,
  operatingsystem_name: text,
  hostgroup_id: number,
  hostgroup_name: text,
  smart_proxy_id: number,
  smart_proxy_name: text,
  task: v.optional(v.nullable(v.object({ id: v.string(), cancellable: flag }))),
  permissions: v.optional(
    v.object({ view_foreman_tasks: flag, cancel_job_invocations: flag, execute_jobs: flag }),
  ),
});

/** Converts a row. It must be fast: each poll of a large job has thousands of rows. */
export function hostRunOf(row: v.InferOutput<typeof hostRow>, jobHasEnded: boolean): HostRun {
  return {
    id: row.id,
    name: row.name,
    status: hostStatusOf(row.job_status, jobHasEnded),
    job_status: row.job_status,
    operatingsystem_id: row.operatingsystem_id,
    operatingsystem_name: row.operatingsystem_name,
    hostgroup_id: row.hostgroup_id,
    hostgroup_name: row.hostgroup_name,
    smart_proxy_id: row.smart_proxy_id,
    smart_proxy_name: row.smart_proxy_name,
    task: row.task,
    permissions: row.permissions,
  };
}

/** A host in show with `host_status`, which has only a status, and only for hosts with a task. */
export function bareHostRun(
  host: { readonly id: number; readonly name: string; readonly job_status: string | null },
  jobHasEnded: boolean,
  fallbackStatus: string | null,
): HostRun {
  return {
    id: host.id,
    name: host.name,
    status: hostStatusOf(host.job_status ?? fallbackStatus, jobHasEnded),
    job_status: host.job_status,
    operatingsystem_name: null,
    hostgroup_name: null,
    smart_proxy_name: null,
  };
}
