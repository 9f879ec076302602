import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/api/connection.ts';
import {
  readHostOutput,
  readOutputs,
  readRawOutput,
} from '../../../src/api/endpoints/host-output.ts';
import {
  cancelJobHosts,
  cancelJobInvocation,
  createJobInvocation,
  rerunJobInvocation,
} from '../../../src/api/endpoints/job-actions.ts';
import { listTemplateInvocations, pageHostRuns } from '../../../src/api/endpoints/job-hosts.ts';
import {
  listJobInvocations,
  showJobInvocation,
} from '../../../src/api/endpoints/job-invocations.ts';
import type { NewJob } from '../../../src/jobs/new-job.ts';
import { type Demo, demo } from '../demo.ts';
import { rerunRestricted } from '../restricted-rerun.ts';

/**
 * Every endpoint of the job API with every parameter that the API's own documentation names, plus
 * those that came later.
 */
const documented: Readonly<Record<string, readonly string[]>> = {
  'GET /api/job_invocations': [
    'location_id',
    'organization_id',
    'search',
    'order',
    'page',
    'per_page',
    'include_permissions',
  ],
  'GET /api/job_invocations/:id': [
    'location_id',
    'organization_id',
    'host_status',
    'include_hosts',
    'include_permissions',
  ],
  'POST /api/job_invocations': [
    'location_id',
    'organization_id',
    'include_hosts',
    ...[
      'job_template_id',
      'targeting_type',
      'randomized_ordering',
      'inputs',
      'ssh.effective_user',
      'ssh.effective_user_password',
      'ssh_user',
      'password',
      'key_passphrase',
      'recurrence.cron_line',
      'recurrence.max_iteration',
      'recurrence.end_time',
      'recurrence.purpose',
      'scheduling.start_at',
      'scheduling.start_before',
      'concurrency_control.concurrency_level',
      'bookmark_id',
      'search_query',
      'host_ids',
      'description_format',
      'execution_timeout_interval',
      'feature',
      'time_to_pickup',
      'ansible.tags',
    ].map((name) => `job_invocation.${name}`),
  ],
  'GET /api/job_invocations/:id/hosts/:host_id': ['location_id', 'organization_id', 'since'],
  'GET /api/job_invocations/:id/hosts': [
    'location_id',
    'organization_id',
    'search',
    'order',
    'page',
    'per_page',
    'awaiting',
    'include_permissions',
  ],
  'GET /api/job_invocations/:id/hosts/:host_id/raw': ['location_id', 'organization_id'],
  'POST /api/job_invocations/:id/cancel': ['location_id', 'organization_id', 'force', 'search'],
  'POST /api/job_invocations/:id/rerun': [
    'location_id',
    'organization_id',
    'failed_only',
    'succeeded_only',
    'host_ids',
  ],
  'GET /api/job_invocations/:id/outputs': [
    'location_id',
    'organization_id',
    'search_query',
    'since',
    'raw',
  ],
  'POST /api/job_invocations/:id/outputs': [
    'location_id',
    'organization_id',
    'search_query',
    'since',
    'raw',
  ],
  'GET /api/job_invocations/:id/template_invocations': [
    'location_id',
    'organization_id',
    'search',
    'order',
    'page',
    'per_page',
  ],
};

interface Row {
  readonly endpoint: string;
  readonly parameter: string;
  readonly call: (connection: Connection, job: number, host: number) => Promise<unknown>;
  /** As the server receives it: queries are text, bodies keep their types. */
  readonly value: unknown;
}

const index = 'GET /api/job_invocations';
const show = 'GET /api/job_invocations/:id';
const create = 'POST /api/job_invocations';
const output = 'GET /api/job_invocations/:id/hosts/:host_id';
const hosts = 'GET /api/job_invocations/:id/hosts';
const raw = 'GET /api/job_invocations/:id/hosts/:host_id/raw';
const cancel = 'POST /api/job_invocations/:id/cancel';
const rerun = 'POST /api/job_invocations/:id/rerun';
const outputs = 'GET /api/job_invocations/:id/outputs';
const postOutputs = 'POST /api/job_invocations/:id/outputs';
const templateInvocations = 'GET /api/job_invocations/:id/template_invocations';

const base: NewJob = { targeting_type: 'static_query' };

function created(parameter: string, job: Partial<NewJob>, value: unknown): Row {
  return {
    endpoint: create,
    parameter: `job_invocation.${parameter}`,
    value,
    call: (c) => createJobInvocation(c, { ...base, ...job }),
  };
}

/** Each endpoint once with organization and location, which the connection adds. */
const everyEndpoint: readonly Omit<Row, 'parameter' | 'value'>[] = [
  { endpoint: index, call: (c) => listJobInvocations(c, {}) },
  { endpoint: show, call: (c, job) => showJobInvocation(c, job, {}) },
  { endpoint: create, call: (c) => createJobInvocation(c, base) },
  { endpoint: output, call: (c, job, host) => readHostOutput(c, job, host) },
  { endpoint: hosts, call: (c, job) => pageHostRuns(c, job, { jobEnded: false }) },
  { endpoint: raw, call: (c, job, host) => readRawOutput(c, job, host) },
  { endpoint: cancel, call: (c, job) => cancelJobInvocation(c, job) },
  { endpoint: rerun, call: (c, job) => rerunJobInvocation(c, job) },
  { endpoint: outputs, call: (c, job) => readOutputs(c, job, {}) },
  { endpoint: postOutputs, call: (c, job) => readOutputs(c, job, { method: 'POST' }) },
  { endpoint: templateInvocations, call: (c, job) => listTemplateInvocations(c, job, {}) },
];

const rows: readonly Row[] = [
  ...everyEndpoint.map((row) => ({ ...row, parameter: 'organization_id', value: 'Acme' })),
  ...everyEndpoint.map((row) => ({ ...row, parameter: 'location_id', value: 'Europe' })),
  {
    endpoint: index,
    parameter: 'search',
    value: 'status = failed',
    call: (c) => listJobInvocations(c, { search: 'status = failed' }),
  },
  {
    endpoint: index,
    parameter: 'order',
    value: 'id ASC',
    call: (c) => listJobInvocations(c, { order: 'id ASC' }),
  },
  {
    endpoint: index,
    parameter: 'page',
    value: '2',
    call: (c) => listJobInvocations(c, { page: 2 }),
  },
  {
    endpoint: index,
    parameter: 'per_page',
    value: '3',
    call: (c) => listJobInvocations(c, { perPage: 3 }),
  },
  {
    endpoint: index,
    parameter: 'include_permissions',
    value: 'true',
    call: (c) => listJobInvocations(c, { includePermissions: true }),
  },
  {
    endpoint: show,
    parameter: 'host_status',
    value: 'true',
    call: (c, job) => showJobInvocation(c, job, { hostStatus: true }),
  },
  {
    endpoint: show,
    parameter: 'include_hosts',
    value: 'false',
    call: (c, job) => showJobInvocation(c, job, { includeHosts: false }),
  },
  {
    endpoint: show,
    parameter: 'include_permissions',
    value: 'true',
    call: (c, job) => showJobInvocation(c, job, { includePermissions: true }),
  },
  {
    endpoint: create,
    parameter: 'include_hosts',
    value: false,
    call: (c) => createJobInvocation(c, base),
  },
  created('job_template_id', { job_template_id: 325 }, 325),
  created('targeting_type', { targeting_type: 'dynamic_query' }, 'dynamic_query'),
  created('randomized_ordering', { randomized_ordering: true }, true),
  created('inputs', { inputs: { command: 'echo a=b' } }, { command: 'echo a=b' }),
  created('ssh.effective_user', { ssh: { effective_user: 'deploy' } }, 'deploy'),
  created('ssh.effective_user_password', { ssh: { effective_user_password: 'p' } }, 'p'),
  created('ssh_user', { ssh_user: 'u' }, 'u'),
  created('password', { password: 'p' }, 'p'),
  created('key_passphrase', { key_passphrase: 'k' }, 'k'),
  created('recurrence.cron_line', { recurrence: { cron_line: '5 * * * *' } }, '5 * * * *'),
  created(
    'recurrence.max_iteration',
    { recurrence: { cron_line: '5 * * * *', max_iteration: 3 } },
    3,
  ),
  created(
    'recurrence.end_time',
    { recurrence: { cron_line: '5 * * * *', end_time: '2027-01-01T00:00:00Z' } },
    '2027-01-01T00:00:00Z',
  ),
  created('recurrence.purpose', { recurrence: { cron_line: '5 * * * *', purpose: 'p' } }, 'p'),
  created(
    'scheduling.start_at',
    { scheduling: { start_at: '2027-01-01T00:00:00Z' } },
    '2027-01-01T00:00:00Z',
  ),
  created(
    'scheduling.start_before',
    { scheduling: { start_at: '2027-01-01T00:00:00Z', start_before: '2027-01-02T00:00:00Z' } },
    '2027-01-02T00:00:00Z',
  ),
  created(
    'concurrency_control.concurrency_level',
    { concurrency_control: { concurrency_level: 5 } },
    5,
  ),
  created('bookmark_id', { bookmark_id: 1 }, 1),
  created('search_query', { search_query: 'id ^ (1,2)' }, 'id ^ (1,2)'),
  created('host_ids', { host_ids: [1, 2] }, [1, 2]),
  created('description_format', { description_format: 'rerun 1 of #5: x' }, 'rerun 1 of #5: x'),
  created('execution_timeout_interval', { execution_timeout_interval: 600 }, 600),
  created('feature', { feature: 'run_script' }, 'run_script'),
  created('time_to_pickup', { time_to_pickup: 300 }, 300),
  created('ansible.tags', { provider_inputs: { ansible: { tags: 'a,b' } } }, 'a,b'),
  {
    endpoint: output,
    parameter: 'since',
    value: '1795440429.632829',
    call: (c, job, host) => readHostOutput(c, job, host, { since: 1795440429.632829 }),
  },
  {
    endpoint: hosts,
    parameter: 'search',
    value: 'name ~ web',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, search: 'name ~ web' }),
  },
  {
    endpoint: hosts,
    parameter: 'order',
    value: 'name DESC',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, order: 'name DESC' }),
  },
  {
    endpoint: hosts,
    parameter: 'page',
    value: '2',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, page: 2 }),
  },
  {
    endpoint: hosts,
    parameter: 'per_page',
    value: '5',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, perPage: 5 }),
  },
  {
    endpoint: hosts,
    parameter: 'awaiting',
    value: 'true',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, awaiting: true }),
  },
  {
    endpoint: hosts,
    parameter: 'include_permissions',
    value: 'true',
    call: (c, job) => pageHostRuns(c, job, { jobEnded: false, includePermissions: true }),
  },
  {
    endpoint: cancel,
    parameter: 'force',
    value: true,
    call: (c, job) => cancelJobInvocation(c, job, { force: true }),
  },
  {
    endpoint: cancel,
    parameter: 'search',
    value: 'name ~ web',
    call: (c, job) => cancelJobHosts(c, job, 'name ~ web'),
  },
  {
    endpoint: rerun,
    parameter: 'failed_only',
    value: true,
    call: (c, job) => rerunRestricted(c, job, { failed_only: true }),
  },
  {
    endpoint: rerun,
    parameter: 'succeeded_only',
    value: true,
    call: (c, job) => rerunRestricted(c, job, { succeeded_only: true }),
  },
  {
    endpoint: rerun,
    parameter: 'host_ids',
    value: [1],
    call: (c, job) => rerunRestricted(c, job, { host_ids: [1] }),
  },
  {
    endpoint: outputs,
    parameter: 'search_query',
    value: 'name ~ web',
    call: (c, job) => readOutputs(c, job, { searchQuery: 'name ~ web' }),
  },
  {
    endpoint: outputs,
    parameter: 'since',
    value: '1.5',
    call: (c, job) => readOutputs(c, job, { since: 1.5 }),
  },
  {
    endpoint: outputs,
    parameter: 'raw',
    value: 'true',
    call: (c, job) => readOutputs(c, job, { raw: true }),
  },
  {
    endpoint: postOutputs,
    parameter: 'search_query',
    value: 'name ~ web',
    call: (c, job) => readOutputs(c, job, { method: 'POST', searchQuery: 'name ~ web' }),
  },
  {
    endpoint: postOutputs,
    parameter: 'since',
    value: '1.5',
    call: (c, job) => readOutputs(c, job, { method: 'POST', since: 1.5 }),
  },
  {
    endpoint: postOutputs,
    parameter: 'raw',
    value: true,
    call: (c, job) => readOutputs(c, job, { method: 'POST', raw: true }),
  },
  {
    endpoint: templateInvocations,
    parameter: 'search',
    value: 'host.name ~ web',
    call: (c, job) => listTemplateInvocations(c, job, { search: 'host.name ~ web' }),
  },
  {
    endpoint: templateInvocations,
    parameter: 'order',
    value: 'id DESC',
    call: (c, job) => listTemplateInvocations(c, job, { order: 'id DESC' }),
  },
  {
    endpoint: templateInvocations,
    parameter: 'page',
    value: '2',
    call: (c, job) => listTemplateInvocations(c, job, { page: 2 }),
  },
  {
    endpoint: templateInvocations,
    parameter: 'per_page',
    value: '5',
    call: (c, job) => listTemplateInvocations(c, job, { perPage: 5 }),
  },
];

describe('every documented parameter of every job endpoint', () => {
  let world: Demo;
  beforeAll(async () => {
    world = await demo();
  });
  afterAll(() => world.close());

  it('has a row in this table', () => {
    const named = Object.entries(documented).flatMap(([endpoint, parameters]) =>
      parameters.map((parameter) => `${endpoint} ${parameter}`),
    );
    expect(new Set(rows.map((row) => `${row.endpoint} ${row.parameter}`))).toEqual(new Set(named));
  });

  it.each(rows.map((row) => [row.endpoint, row.parameter, row] as const))(
    '%s: %s arrives',
    async (endpoint, parameter, row) => {
      const { connection } = world.open({ organization: 'Acme', location: 'Europe' });
      await connection.capabilities();
      const before = world.server.requests.length;
      const job = 201;
      const host = 1;
      await row.call(connection, job, host).catch(() => undefined);
      const sent = world.server.requests.slice(before);
      expect(sent).toHaveLength(1);
      const [request] = sent;
      const path = endpoint.replace(':id', String(job)).replace(':host_id', String(host));
      expect(`${request?.method} ${request?.path}`).toBe(path);
      const place = request?.method === 'GET' ? request.query : request?.body;
      expect(at(place, parameter)).toEqual(row.value);
    },
  );
});

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], value);
}
