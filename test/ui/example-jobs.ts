import type { HostRun } from '../../src/jobs/hosts/host-run.ts';
import type { JobCounts, JobDetail, JobInvocation } from '../../src/jobs/job-invocation.ts';

const noCounts: JobCounts = {
  total: 120,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  pending: 0,
  missing: 0,
};

export function counts(some: Partial<JobCounts>): JobCounts {
  return { ...noCounts, ...some };
}

/** A job that succeeded on 120 hosts an hour ago, but for the given fields. */
export function exampleJob(some: Partial<JobInvocation> = {}): JobInvocation {
  return {
    id: 213,
    description: 'Run uptime',
    job_category: 'Commands',
    targeting_id: 190,
    status: 'succeeded',
    start_at: '2026-11-23T13:19:02Z',
    task: {
      id: '41a3fb14-2b76-412e-af64-397e3b671d59',
      state: 'stopped',
      started_at: '2026-11-23T13:19:02Z',
      cancellable: null,
    },
    template_id: 325,
    template_name: 'Run Command - Script Default',
    effective_user: 'root',
    ssh_user: null,
    time_to_pickup: null,
    concurrency_level: null,
    execution_timeout_interval: null,
    counts: counts({ succeeded: 120 }),
    unreadable: [],
    ...some,
  };
}

/** The jobs of the sketch of `list`: one of each outcome that a server shows, newest first. */
export const sketchedJobs: readonly JobInvocation[] = [
  exampleJob({
    id: 214,
    status: 'running',
    description: 'Patch kernel on the web tier',
    start_at: '2026-11-23T14:17:02Z',
    counts: counts({ succeeded: 82, failed: 2, pending: 36 }),
    task: { id: 't-214', state: 'running', started_at: '2026-11-23T14:17:02Z', cancellable: null },
  }),
  exampleJob(),
  exampleJob({
    id: 212,
    status: 'failed',
    description: 'Package Action install vim',
    start_at: '2026-11-23T11:10:00Z',
    counts: counts({ succeeded: 118, failed: 2 }),
  }),
  exampleJob({
    id: 211,
    status: 'cancelled',
    description: 'Run reboot',
    start_at: '2026-11-23T09:00:00Z',
    counts: counts({ succeeded: 40, cancelled: 80 }),
  }),
  exampleJob({
    id: 210,
    status: 'queued',
    description: 'Run yum update',
    start_at: '2026-11-23T20:30:00Z',
    task: { id: 't-210', state: 'scheduled', started_at: null, cancellable: null },
  }),
  exampleJob({ id: 209, start_at: '2026-11-22T12:00:00Z', counts: counts({ total: 0 }) }),
  exampleJob({
    id: 208,
    status: 'queued',
    task: null,
    start_at: null,
    counts: counts({ total: null, succeeded: null, failed: null, cancelled: null, pending: null }),
  }),
  exampleJob({ id: 207, status: 'failed', counts: counts({ succeeded: 40, cancelled: 80 }) }),
];

/** The job of the sketch of `show`. */
export function exampleDetail(some: Partial<JobDetail> = {}): JobDetail {
  return {
    ...exampleJob({
      id: 215,
      status: 'failed',
      description: 'Run systemctl is-active nginx',
      start_at: '2026-11-23T14:16:02Z',
      counts: counts({ succeeded: 118, failed: 2 }),
    }),
    targeting: {
      bookmark_id: null,
      bookmark_name: null,
      search_query: 'id ^ (101,102,103)',
      targeting_type: 'static_query',
      user_id: 4,
      randomized_ordering: false,
      hosts: null,
    },
    mode: 'immediate',
    scheduling: null,
    recurrence: null,
    inputs: [{ name: 'command', id: 12, value: 'systemctl is-active nginx' }],
    job_organization: null,
    job_location: null,
    ...some,
  };
}

/** Hosts of job 215, failures first. */
export const exampleHosts: readonly HostRun[] = [
  exampleHost({ id: 117, name: 'web17.example.com', status: 'failed', job_status: 'error' }),
  exampleHost({
    id: 144,
    name: 'web44.example.com',
    status: 'never_ran',
    job_status: 'N/A',
    smart_proxy_name: null,
  }),
  exampleHost({ id: 101 }),
];

export function exampleHost(some: Partial<HostRun> = {}): HostRun {
  return {
    id: 101,
    name: 'web01.example.com',
    status: 'succeeded',
    job_status: 'success',
    operatingsystem_name: 'Debian 13',
    hostgroup_name: 'web',
    smart_proxy_name: 'proxy1.example.com',
    ...some,
  };
}
