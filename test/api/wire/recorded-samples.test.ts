import { describe, expect, it } from 'vitest';
import { capabilitiesOfVersion, unknownCapabilities } from '../../../src/api/capabilities.ts';
import type { ApiRequest, Connection } from '../../../src/api/connection.ts';
import {
  listLocations,
  listOrganizations,
  readCurrentUser,
  readStatus,
} from '../../../src/api/endpoints/account.ts';
import {
  readHostOutput,
  readOutputs,
  readRawOutput,
} from '../../../src/api/endpoints/host-output.ts';
import { listBookmarks, listHosts } from '../../../src/api/endpoints/hosts.ts';
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
import {
  listJobTemplates,
  listRemoteExecutionFeatures,
  listTemplateInputs,
  showJobTemplate,
} from '../../../src/api/endpoints/job-templates.ts';
import {
  cancelRecurringLogic,
  listRecurringLogics,
  setRecurringLogicEnabled,
} from '../../../src/api/endpoints/recurring-logics.ts';
import { showTask } from '../../../src/api/endpoints/tasks.ts';
import { responseFailure } from '../../../src/api/http/response-failures.ts';
import { recurrence } from '../../../src/api/wire/job-detail.ts';
import { parseResponse } from '../../../src/api/wire/response.ts';
import samples from '../../contract/samples.json' with { type: 'json' };

type Sample = (typeof samples)[number];
type Read = (connection: Connection) => Promise<unknown>;

/** A connection whose every answer is this one. */
function answering(sample: Sample): Connection & { readonly asked: ApiRequest[] } {
  const asked: ApiRequest[] = [];
  const connection = {
    server: 'https://foreman.example.com',
    login: 'admin',
    signal: undefined,
    asked,
    request: async (request: ApiRequest) => {
      asked.push(request);
      return { status: sample.status, headers: {}, body: sample.body, milliseconds: 1 };
    },
    hide: () => undefined,
    capabilities: async () => capabilitiesOfVersion('17.1.0') ?? unknownCapabilities,
    with: () => connection,
    uninterrupted: () => connection,
    close: async () => undefined,
  };
  return connection;
}

const task = '2b38586b-f361-443a-9b54-103fd061f360';

/** A series as a single record, which the program never reads. */
async function readSeries(connection: Connection): Promise<unknown> {
  const path = '/foreman_tasks/api/recurring_logics/20';
  return parseResponse(recurrence, await connection.request({ method: 'GET', path }));
}

/** Method and path without query, and the function that reads its answer. */
const readers: readonly (readonly [RegExp, Read])[] = [
  [
    /^POST \/api\/job_invocations$/,
    (c) => createJobInvocation(c, { targeting_type: 'static_query', search_query: 'id = 1' }),
  ],
  [/^GET \/api\/job_invocations$/, (c) => listJobInvocations(c, {})],
  [/^GET \/api\/job_invocations\/\d+$/, (c) => showJobInvocation(c, 160, {})],
  [/^GET \/api\/job_invocations\/\d+\/hosts$/, (c) => pageHostRuns(c, 160, { jobEnded: false })],
  [/^GET \/api\/job_invocations\/\d+\/hosts\/\d+$/, (c) => readHostOutput(c, 160, 1)],
  [/^GET \/api\/job_invocations\/\d+\/hosts\/\d+\/raw$/, (c) => readRawOutput(c, 160, 1)],
  [/^GET \/api\/job_invocations\/\d+\/outputs$/, (c) => readOutputs(c, 160, {})],
  [
    /^GET \/api\/job_invocations\/\d+\/template_invocations$/,
    (c) => listTemplateInvocations(c, 160, {}),
  ],
  [/^POST \/api\/job_invocations\/\d+\/rerun$/, (c) => rerunJobInvocation(c, 160)],
  [/^GET \/foreman_tasks\/api\/recurring_logics$/, (c) => listRecurringLogics(c, {})],
  [/^GET \/foreman_tasks\/api\/recurring_logics\/\d+$/, readSeries],
  [
    /^PUT \/foreman_tasks\/api\/recurring_logics\/\d+$/,
    (c) => setRecurringLogicEnabled(c, 20, false),
  ],
  [
    /^POST \/foreman_tasks\/api\/recurring_logics\/\d+\/cancel$/,
    (c) => cancelRecurringLogic(c, 20),
  ],
  [/^GET \/foreman_tasks\/api\/tasks\/[0-9a-f-]+$/, (c) => showTask(c, task)],
  [/^GET \/api\/status$/, (c) => readStatus(c)],
  [/^GET \/api\/current_user$/, (c) => readCurrentUser(c)],
  [/^GET \/api\/hosts$/, (c) => listHosts(c, {})],
  [/^GET \/api\/job_templates$/, (c) => listJobTemplates(c, {})],
  [/^GET \/api\/job_templates\/\d+$/, (c) => showJobTemplate(c, 328)],
  [/^GET \/api\/templates\/\d+\/template_inputs$/, (c) => listTemplateInputs(c, 328)],
  [/^GET \/api\/remote_execution_features$/, (c) => listRemoteExecutionFeatures(c)],
  [/^GET \/api\/bookmarks$/, (c) => listBookmarks(c, {})],
  [/^GET \/api\/organizations$/, (c) => listOrganizations(c, {})],
  [/^GET \/api\/locations$/, (c) => listLocations(c, {})],
];

function readerOf({ name, request }: Sample): Read {
  if (name === 'cancel_search') return (c) => cancelJobHosts(c, 166, 'name = h2.example.com');
  if (/\/cancel$/.test(request.path) && request.path.startsWith('/api/job'))
    return (c) => cancelJobInvocation(c, 164);
  const found = readers.find(([pattern]) => pattern.test(`${request.method} ${request.path}`));
  if (found === undefined) throw new Error(`no reader for ${request.method} ${request.path}`);
  return found[1];
}

const good = samples.filter((sample) => sample.status < 300);
const bad = samples.filter((sample) => sample.status >= 300 && sample.status !== 401);

function sampleNamed(name: string): Sample {
  const sample = samples.find((candidate) => candidate.name === name);
  if (sample === undefined) throw new Error(`no sample ${name}`);
  return sample;
}

describe('answers recorded from a real server', () => {
  it.each(good.map((sample) => [sample.name, sample] as const))(
    '%s is understood',
    async (_, sample) => {
      const value = await readerOf(sample)(answering(sample));
      expect(value).toBeTypeOf('object');
      expect(JSON.stringify(value)).not.toMatch(/\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC/);
    },
  );

  it.each(bad.map((sample) => [sample.name, sample] as const))(
    '%s becomes a sentence',
    (_, sample) => {
      const text = typeof sample.body === 'string' ? sample.body : JSON.stringify(sample.body);
      const { path } = sample.request;
      const method = sample.request.method as 'GET' | 'POST';
      const failure = responseFailure({
        status: sample.status,
        headers: {},
        text,
        method,
        path,
        host: 'foreman.example.com',
        login: 'anna',
        mask: (said) => said,
        now: 0,
      });
      expect(failure.httpStatus).toBe(sample.status);
      expect(failure.message).toMatch(/^\S.{5,}[^.]$/);
      expect(failure.message).not.toMatch(/<|ERF\d|\n/);
    },
  );

  it('reports everything about a job that ran', async () => {
    const sample = sampleNamed('show_failed_one_host');
    const job = await showJobInvocation(answering(sample), 160, {});
    expect(job).toMatchObject({
      id: 160,
      status: 'failed',
      start_at: '2026-11-23T13:27:03Z',
      task: { id: task, state: 'stopped', started_at: '2026-11-23T13:27:03Z' },
      template_id: 328,
      effective_user: 'root',
      counts: { total: 3, succeeded: 2, failed: 1, cancelled: 0, pending: 0, missing: 0 },
      mode: 'immediate',
      inputs: [
        { name: 'command', id: 63 },
        { name: 'opt', id: 65, value: 'a' },
      ],
      unreadable: [],
    });
    expect(job.targeting?.hosts?.map((host) => host.name)).toEqual([
      'h1.example.com',
      'h2.example.com',
      'h3.example.com',
    ]);
  });

  it('reports schedule and recurrence', async () => {
    const future = await showJobInvocation(answering(sampleNamed('show_future')), 164, {});
    expect(future).toMatchObject({
      mode: 'future',
      status: 'queued',
      scheduling: { start_at: expect.stringMatching(/Z$/) },
    });
    const recurring = await showJobInvocation(answering(sampleNamed('show_recurring')), 165, {});
    expect(recurring).toMatchObject({
      mode: 'recurring',
      recurrence: {
        id: 20,
        cron_line: '5 * * * *',
        next_occurrence: '2026-11-23T14:05:00Z',
        last_occurrence: null,
        max_iteration: 3,
      },
      counts: { total: 1 },
    });
  });

  it('knows an orphan by its missing task, and not its total', async () => {
    const { items } = await listJobInvocations(answering(sampleNamed('index_with_orphan')), {});
    expect(items[0]).toMatchObject({ task: null, status: 'queued', counts: { total: null } });
  });

  it('does not know the inputs of a job just created, and reports that it is not the version', async () => {
    const job = await createJobInvocation(answering(sampleNamed('create_immediate')), {
      targeting_type: 'static_query',
      search_query: 'id = 1',
    });
    expect(job).toMatchObject({
      inputs: null,
      unreadable: [],
      task: { state: 'planned', cancellable: false },
    });
  });

  it('reports tasks and permissions of hosts where they were asked for', async () => {
    const { items } = await pageHostRuns(answering(sampleNamed('hosts_running')), 160, {
      jobEnded: false,
      includePermissions: true,
    });
    expect(items.map((host) => host.status)).toEqual(['running', 'running', 'failed']);
    expect(items[0]).toMatchObject({
      task: { cancellable: true },
      permissions: { execute_jobs: true },
      smart_proxy_name: 'p1',
    });
  });

  it('keeps output elements and their timestamps as they came', async () => {
    const sample = sampleNamed('output_done_failed');
    const output = await readHostOutput(answering(sample), 160, 3);
    const came = (sample.body as { output: { timestamp: number }[] }).output;
    expect(output.complete).toBe(true);
    expect(new Set(output.elements)).toEqual(new Set(came));
    expect(output.elements.map((element) => element.timestamp)).toEqual(
      came.map((element) => element.timestamp).sort((a, b) => a - b),
    );
  });

  it('knows when delayed output will begin', async () => {
    const output = await readHostOutput(answering(sampleNamed('output_delayed')), 164, 1);
    expect(output).toEqual({
      complete: false,
      delayed: true,
      start_at: expect.stringMatching(/^2026-11-23T15:27/),
      elements: [],
    });
  });
});
