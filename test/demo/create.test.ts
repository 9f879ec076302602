import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandJob, type DemoClient, demoClient } from './demo-client.ts';

let client: DemoClient;

beforeEach(async () => {
  client = await demoClient();
});

afterEach(() => client.close());

const create = (job: unknown, more: Record<string, unknown> = {}) =>
  client.post('/api/job_invocations', { job_invocation: job, ...more });

const web = (more: Record<string, unknown> = {}) => commandJob('uptime', 'hostgroup = web', more);

describe('refused jobs', () => {
  const refused: readonly [string, Record<string, unknown>, number, string][] = [
    [
      'unwrapped or without a template',
      { job_template_id: undefined },
      404,
      "Template with id '' was not found",
    ],
    [
      'a name instead of an id',
      { job_template_id: 'Patch hosts' },
      404,
      "Template with id 'Patch hosts' was not found",
    ],
    ['a snippet', { job_template_id: 105 }, 404, "Template with id '105' was not found"],
    [
      'an unknown feature',
      { job_template_id: undefined, feature: 'nope' },
      404,
      "Template with id '' was not found",
    ],
    [
      'no type',
      { targeting_type: undefined },
      500,
      "Validation failed: Targeting: Targeting type can't be blank, Targeting type is not included in the list",
    ],
    [
      'bookmark and query',
      { bookmark_id: 1 },
      500,
      'ERF42-9522 [Foreman::Exception]: Cannot specify both bookmark_id and search_query',
    ],
    ['host_ids as a number', { search_query: '', host_ids: 1 }, 500, 'Internal Server Error'],
    [
      'an unknown host id',
      { search_query: '', host_ids: [999] },
      422,
      'Couldn\'t find Host::Managed with \'id\'=999 [WHERE "hosts"."type" = $1]',
    ],
    [
      'an unknown host name',
      { search_query: '', host_ids: ['zz'] },
      422,
      'can\'t find record with friendly id: "zz"',
    ],
    ['inputs as a list', { inputs: ['uptime'] }, 500, 'Internal Server Error'],
    [
      'an empty required input',
      { inputs: { command: '' } },
      500,
      "Validation failed: Template run command - script default: Input command: Value can't be blank",
    ],
    ['a NUL byte', { inputs: { command: 'a\0b' } }, 500, 'string contains null byte'],
    ['ssh as text', { ssh: 'root' }, 500, 'Internal Server Error'],
    ['concurrency_control null', { concurrency_control: null }, 500, 'Internal Server Error'],
    [
      'concurrency 0',
      { concurrency_control: { concurrency_level: 0 } },
      500,
      'Validation failed: Concurrency level: must be greater than 0',
    ],
    [
      'a number as start',
      { scheduling: { start_at: 17 } },
      500,
      'no implicit conversion of Integer into String',
    ],
    ['an unreadable start', { scheduling: { start_at: 'tomorrow' } }, 500, 'Internal Server Error'],
    [
      'a start in this minute',
      { scheduling: { start_at: '2026-11-23T14:00:59Z' } },
      500,
      'Validation failed: Triggering: Start at is in the past',
    ],
    [
      'only start_before',
      { scheduling: { start_before: '2026-11-24 10:00' } },
      500,
      'Validation failed: Triggering: Start at must be set',
    ],
    [
      'start_before too early',
      { scheduling: { start_at: '2026-11-24 10:00', start_before: '2026-11-24 09:00' } },
      500,
      'Validation failed: Triggering: Start before raw The task could not be started',
    ],
    [
      '4 cron fields',
      { recurrence: { cron_line: '* * * *' } },
      500,
      'Validation failed: Triggering: Cronline * * * * is not valid format of cron line',
    ],
    [
      '@every',
      { recurrence: { cron_line: '@every 5m' } },
      500,
      'Validation failed: Triggering: Cronline @every 5m is not valid format of cron line',
    ],
    [
      'an impossible date',
      { recurrence: { cron_line: '0 0 30 2 *' } },
      500,
      'Validation failed: Triggering: Cronline 0 0 30 2 * is not valid format of cron line',
    ],
    [
      'no iteration',
      { recurrence: { cron_line: '@daily', max_iteration: 0 } },
      500,
      'Validation failed: Triggering: Input type No task could be started',
    ],
    [
      'a purpose that is taken',
      { recurrence: { cron_line: '@daily', purpose: 'nightly uptime' } },
      500,
      'Validation failed: Triggering: Purpose Active or disabled recurring logic with purpose nightly uptime already exists',
    ],
  ];

  test.each(refused)('%s', async (_, more, status, message) => {
    const before = client.server.jobs.size;
    const answer = await create(web(more));
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      expect.stringContaining(message),
    ]);
    expect(client.server.jobs.size).toBe(before);
  });

  test('a search that cannot be read leaves an orphan: listed, but show and cancel are 500 for ever', async () => {
    const answer = await create(web({ search_query: 'nosuch = 1' }));
    expect(answer.body.error.class).toBe('ScopedSearch::QueryNotSupported');
    const { body } = await client.get('/api/job_invocations?per_page=1');
    const [orphan] = body.results;
    expect(orphan).toMatchObject({
      status: 2,
      dynflow_task: null,
      start_at: null,
      total: 'N/A',
      total_hosts: 'N/A',
    });
    expect((await client.get(`/api/job_invocations/${orphan.id}`)).status).toBe(500);
    expect((await client.post(`/api/job_invocations/${orphan.id}/cancel`)).status).toBe(500);
    expect((await client.get(`/api/job_invocations/${orphan.id}/hosts`)).body.results).toEqual([]);
    expect(
      (await client.get('/api/job_invocations?search=status = queued')).body.results,
    ).not.toContainEqual(expect.objectContaining({ id: orphan.id }));
  });
});

describe('targets', () => {
  const targets = async (more: Record<string, unknown>) => {
    const { status, body } = await create(web(more));
    expect(status).toBe(201);
    return { ...body, names: body.targeting.hosts.map((host: { name: string }) => host.name) };
  };

  test('host_ids become a query; duplicates are folded', async () => {
    const job = await targets({ search_query: '', host_ids: [2, '1', 2, 'db01.example.com'] });
    expect(job.targeting.search_query).toBe(
      'name ^ (web02.example.com, web01.example.com, db01.example.com)',
    );
    expect(job.names).toEqual(['db01.example.com', 'web01.example.com', 'web02.example.com']);
  });

  test('host_ids as text are a query; beside a query they are ignored', async () => {
    expect((await targets({ search_query: '', host_ids: 'name ~ db' })).names).toHaveLength(2);
    expect((await targets({ search_query: 'hostgroup = db', host_ids: [1] })).names).toHaveLength(
      2,
    );
  });

  test('a feature turns a dynamic job into a static one without a word', async () => {
    const job = await targets({
      job_template_id: undefined,
      feature: 'run_script',
      targeting_type: 'dynamic_query',
    });
    expect(job.targeting.targeting_type).toBe('static_query');
  });

  test('an empty set is a free-text search that hits a stranger', async () => {
    expect((await targets({ search_query: 'name ^ ()' })).names).toEqual(['namesrv.example.com']);
  });

  test('infrastructure hosts are left out without a word, unless the user may', async () => {
    const all = commandJob('true', 'name ~ foreman');
    const job = await client.post('/api/job_invocations', { job_invocation: all }, 'anna');
    expect([job.status, job.body.total]).toEqual([201, 0]);
    expect((await targets({ search_query: 'name ~ foreman' })).names).toEqual([
      'foreman.example.com',
    ]);
  });

  test('a dynamic job that waits knows no hosts yet; a static one does', async () => {
    const later = { scheduling: { start_at: '2026-11-24T10:00:30Z' } };
    const dynamic = await targets({ targeting_type: 'dynamic_query', ...later });
    expect(dynamic).toMatchObject({
      total: 'N/A',
      total_hosts: 'N/A',
      names: [],
      start_at: '2026-11-24 10:00:00 UTC',
    });
    const fixed = await targets(later);
    expect(fixed).toMatchObject({ total: 'N/A', total_hosts: 12 });
    client.clock.advance(24 * 3_600_000);
    expect((await client.get(`/api/job_invocations/${dynamic.id}`)).body.total).toBe(12);
  });

  test('a random order is another order of the same hosts', async () => {
    const job = await targets({ randomized_ordering: true });
    expect(job.names.toSorted()).toEqual((await targets({})).names);
    expect(job.names).not.toEqual(job.names.toSorted());
  });
});

describe('inputs and descriptions', () => {
  const pattern = async (inputs: unknown, more: Record<string, unknown> = {}) => {
    const id = await client.start(web({ inputs, ...more }));
    const { body } = await client.get(`/api/job_invocations/${id}?include_hosts=false`);
    return body;
  };
  const value = (body: {
    pattern_template_invocations: { template_invocation_input_values: { value: string }[] }[];
  }) => body.pattern_template_invocations[0]?.template_invocation_input_values[0]?.value;

  test.each([
    [5, '5'],
    [true, 't'],
    [['a', 'b'], '["a", "b"]'],
    [{ a: 1 }, '{"a"=>1}'],
  ])('%j is stored as %s', async (given, stored) => {
    expect(value(await pattern({ command: given }))).toBe(stored);
  });

  test('hidden values are ***** in the job and *** in the description; includes bring inputs of other templates', async () => {
    const secret = await pattern(
      { login: 'bob', password: 'hunter2' },
      { job_template_id: 104, description_format: '%{login} %{password} %{zz} %%{login}' },
    );
    expect(JSON.stringify(secret)).not.toContain('hunter2');
    expect(secret.description).toBe("bob *** '' %bob");
    const foreign = await pattern({ reason: 'kernel', delay: '9' }, { job_template_id: 106 });
    expect(foreign.description).toBe('Reboot with notice with inputs reason="kernel" delay="9"');
    const unknown = await create(
      web({ job_template_id: 106, inputs: { reason: 'x', message: 'y' } }),
    );
    expect(unknown.body.error.message).toContain(
      'Unknown input message for template Reboot with notice',
    );
  });

  test('a description is cut at 255 characters; an empty format gives an empty one', async () => {
    expect((await pattern({ command: 'x'.repeat(400) })).description).toHaveLength(255);
    expect((await pattern({ command: 'x' }, { description_format: '' })).description).toBe('');
  });

  test('limits are read as the server reads numbers', async () => {
    const more = {
      concurrency_control: { concurrency_level: 1.9 },
      execution_timeout_interval: 'abc',
      time_to_pickup: -1,
    };
    expect(await pattern({ command: 'x' }, more)).toMatchObject({
      concurrency_level: 1,
      execution_timeout_interval: 0,
      time_to_pickup: -1,
    });
  });

  test('an effective user is taken where the template allows it', async () => {
    expect(
      (await pattern({ command: 'x' }, { ssh: { effective_user: 'www' } })).effective_user,
    ).toBe('www');
    const ansible = await pattern(
      { playbook: 'x' },
      { job_template_id: 107, effective_user: 'www' },
    );
    expect(ansible.effective_user).toBe('root');
  });
});
