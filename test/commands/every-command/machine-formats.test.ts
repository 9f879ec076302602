import { afterEach, expect, test } from 'vitest';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const onWeb = ['--search', 'name ~ web'];

/** One document, no colour, no text around it. */
function documentOf(ran: Ran): Record<string, unknown> {
  expect(ran.stdout).not.toContain('\u001b');
  expect(ran.stdout.endsWith('\n')).toBe(true);
  const document = ran.json;
  expect(document.schema).toBe('rexctl/1');
  return document;
}

test.each<readonly [argv: readonly string[], key: string]>([
  [['list'], 'jobs'],
  [['show', '204'], 'job'],
  [['show', '204', '--hosts'], 'hosts'],
  [['show', '203'], 'job'],
  [['show', '207'], 'job'],
  [['output', '204'], 'hosts'],
  [['output', '204', '--failed'], 'hosts'],
  [['output', '204', '--raw'], 'hosts'],
  [['output', '204', '--group'], 'groups'],
  [['output', '204', '--diff'], 'reference'],
  [['template', 'list'], 'templates'],
  [['feature', 'list'], 'features'],
  [['bookmark', 'list'], 'bookmarks'],
  [['organization', 'list'], 'organizations'],
  [['location', 'list'], 'locations'],
  [['template', 'show', '103'], 'template'],
  [['host', 'list', 'name ~ db'], 'hosts'],
  [['whoami'], 'user'],
  [['run', '--command', 'true', ...onWeb, '--detach'], 'job'],
  [['run', '--command', 'true', ...onWeb], 'summary'],
  [['run', '--command', 'true', ...onWeb, '--follow'], 'summary'],
  [['run', '--command', 'true', ...onWeb, '--dry-run'], 'request'],
  [['rerun', '201'], 'summary'],
  [['rerun', '204', '--failed', '--detach'], 'job'],
  [['rerun', '204', '--failed', '--dry-run'], 'request'],
  [['rerun', '201', '--failed'], 'message'],
  [['cancel', '204', '--yes'], 'cancel'],
])('rexctl %j --json is one document with its answer under `%s`', async (argv, key) => {
  world = await openWorld();
  const ran = await world.run([...argv, '--json']);
  const document = documentOf(ran);
  expect(document).toHaveProperty(key);
  expect(ran.stderr).toBe('');
  const again = await openWorldAgain(argv);
  expect(Object.keys(documentOf(again)), 'the same keys on a terminal').toEqual(
    Object.keys(document),
  );
});

async function openWorldAgain(argv: readonly string[]): Promise<Ran> {
  await world.close();
  world = await openWorld();
  return world.run([...argv, '--json'], { terminal: { stdout: true, stderr: true } });
}

test('a job that is waited for, as ndjson: every line an event, the last the summary with the exit code', async () => {
  world = await openWorld();
  const ran = await world.run([
    'run',
    '--template',
    'Patch hosts',
    ...onWeb,
    '--follow',
    '--format',
    'ndjson',
  ]);
  const events = ran.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.every((event) => event.schema === 'rexctl/1')).toBe(true);
  expect(events[0]).toMatchObject({ type: 'job', job: { id: 208 } });
  expect(new Set(events.map(({ type }) => type))).toEqual(
    new Set(['job', 'host', 'output', 'summary']),
  );
  expect(events.at(-1)).toMatchObject({
    type: 'summary',
    job_id: 208,
    outcome: 'failed',
    exit_code: 3,
    counts: { total: 12, succeeded: 10, failed: 2, pending: 0 },
  });
  expect(events.at(-1).failed_hosts.map(({ name }: { name: string }) => name)).toEqual([
    'web04.example.com',
    'web09.example.com',
  ]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toBe('');
});

test('Ctrl-C in the middle of ndjson still ends with a summary', async () => {
  world = await openWorld();
  const ran = await world.run(['run', '--command', 'sleep 60', ...onWeb, '--format', 'ndjson'], {
    onStdout: (text, interrupts) => text.includes('"running"') && interrupts.press('SIGINT'),
  });
  const last = JSON.parse(ran.stdout.trimEnd().split('\n').at(-1) ?? '');
  expect(last).toMatchObject({ type: 'summary', outcome: 'running', exit_code: 130 });
  expect(ran.code).toBe(130);
});

test.each<readonly [argv: readonly string[], expected: Record<string, unknown>]>([
  [['show', '9999'], { code: 'not_found', exit_code: 5, retryable: false, http_status: 404 }],
  [['show', '5abc'], { code: 'usage', exit_code: 2, http_status: null }],
  [['run', '--command', 'true', '--search', 'name = x'], { code: 'refused', exit_code: 9 }],
  [['list', '--nope'], { code: 'usage', exit_code: 2 }],
])(
  'rexctl %j --json: the error is JSON on standard error, and standard output is empty',
  async (argv, expected) => {
    world = await openWorld();
    const ran = await world.run([...argv, '--json']);
    expect(ran.stdout).toBe('');
    const { schema, error } = JSON.parse(ran.stderr);
    expect(schema).toBe('rexctl/1');
    expect(Object.keys(error)).toEqual([
      'code',
      'exit_code',
      'message',
      'hint',
      'retryable',
      'http_status',
    ]);
    expect(error).toMatchObject(expected);
    expect(ran.code).toBe(error.exit_code);
  },
);

test('--format csv and --fields choose the same fields as --json', async () => {
  world = await openWorld();
  const csv = await world.run([
    'list',
    '--limit',
    '2',
    '--format',
    'csv',
    '--fields',
    'id,outcome',
  ]);
  const json = await world.run(['list', '--limit', '2', '--json', '--fields', 'id,outcome']);
  expect(csv.stdout).toBe('id,outcome\n207,scheduled\n206,succeeded\n');
  expect(json.json.jobs).toEqual([
    { id: 207, outcome: 'scheduled' },
    { id: 206, outcome: 'succeeded' },
  ]);
  const wrong = await world.run(['list', '--fields', 'id,outcom']);
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('outcom');
  expect(wrong.stdout).toBe('');
});
