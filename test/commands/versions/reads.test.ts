import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RexVersion, rexVersions } from '../../../src/demo/http/server.ts';
import { abilitiesOf } from '../../../src/demo/http/versions.ts';
import { echoWork, worldWithTwoFailures } from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';
import { contradictions, missingFields, missingIn } from './version-answers.ts';

/** Jobs of the simulated past, of every kind, and 208, in which two of twelve hosts failed. */
const past = ['201', '202', '203', '204', '205', '206', '207', '208'];

const documents: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--all'],
  ['list', '--limit', '3'],
  ['list', '--sort', 'id:asc'],
  ['list', '--mine'],
  ['list', '--since', '2d'],
  ['list', '--host', 'db01.example.com'],
  ['list', '--template', 'Run Command - Script Default'],
  ['list', '--search', 'description ~ uptime'],
  ['list', '--status', 'running'],
  ...['succeeded', 'failed', 'scheduled', 'running', 'no-hosts,broken'].map((word) => [
    'list',
    '--outcome',
    word,
  ]),
  ...past.map((id) => ['show', id]),
  ...past.map((id) => ['show', id, '--hosts', '--exit-status']),
  ['show', '208', '--hosts', 'failed'],
  ['show', '@last:failed'],
  ['show', '9999'],
  ...past.map((id) => ['output', id]),
  ['output', '208', '--failed', '--exit-status'],
  ...past.map((id) => ['why', id]),
  ['why', '208', 'web[04-05]', '--exit-status'],
  ['output', '208', '--group'],
  ['output', '208', '--diff'],
  ['output', '208', 'web04.example.com', '--tail', '1'],
  ['output', '208', '--follow'],
  ...['201', '202', '203', '204', '205', '208'].map((id) => ['wait', id]),
  ['watch', '208'],
  ['watch', '201', '204'],
  ['wait', '206', '--timeout', '1m'],
  ['wait', '207', '--timeout', '1m'],
  ['template', 'list'],
  ['template', 'show', 'Package Action - Script Default'],
  ['host', 'list', 'name ~ web'],
  ['feature', 'list'],
  ['bookmark', 'list'],
  ['organization', 'list'],
  ['location', 'list'],
  ['rerun', '208', '--failed', '--dry-run', '--without-unreadable'],
  ['rerun', '204', '--failed', '--dry-run', '--without-unreadable'],
  ['rerun', '208', '--dry-run'],
  ['rerun', '208', '--succeeded', '--dry-run', '--without-unreadable', '--effective-user', 'root'],
];

/** What is printed for people and pipes is the same to the letter. */
const texts: readonly (readonly string[])[] = [
  ['output', '208'],
  ['output', '208', '--group'],
  ['output', '208', '--diff'],
  ['why', '208'],
  ['wait', '208'],
  ['template', 'list'],
  ['host', 'list'],
  ['__complete', 'fish', '--', 'rexctl show 20'],
  ['__complete', 'fish', '--', 'rexctl template show '],
  ['__complete', 'fish', '--', 'rexctl run --feature '],
  ['__complete', 'fish', '--', 'rexctl run --host web'],
];

const argvs = [...documents.map((argv) => [...argv, '--json']), ...texts];

async function openOf(rexVersion: RexVersion): Promise<World> {
  const world = await openWorld({ rexVersion, world: worldWithTwoFailures() });
  await world.run([...echoWork, '--settle']);
  return world;
}

/** Old counts do not distinguish failed and cancelled hosts. */
const settled = (text: string) => text.replaceAll('failed, cancelled or incomplete', 'failed');

const newest = new Map<string, Ran>();
beforeAll(async () => {
  const world = await openOf('17.1');
  for (const argv of argvs) newest.set(argv.join(' '), await world.run(argv));
  await world.close();
});

describe.each(rexVersions)('REX %s', (version) => {
  let world: World;
  beforeAll(async () => {
    world = await openOf(version);
  });
  afterAll(() => world.close());

  test.each(argvs.map((argv) => [argv.join(' '), argv] as const))('%s', async (line, argv) => {
    const reference = newest.get(line);
    const ran = await world.run(argv);
    expect(ran.code).toBe(reference?.code);
    if (!argv.includes('--json')) return expect(settled(ran.stdout)).toBe(reference?.stdout);
    if (ran.stdout === '') return expect(reference?.stdout).toBe('');
    const answer = comparable(version, argv, ran.json);
    const expected = comparable(version, argv, reference?.json);
    expect(contradictions(answer, expected)).toEqual([]);
    const allowed = new Set([...missingFields(version), ...notAlwaysGiven(version)]);
    expect([...missingIn(answer, expected)].filter((field) => !allowed.has(field))).toEqual([]);
  });

  test('whoami reports the version', async () => {
    const { json } = await world.run(['whoami', '--json']);
    expect(json.server.rex_version).toBe(abilitiesOf(version).pluginVersion);
  });

  test('what is not given is null and named in `unreadable`, and a rerun asks for it again', async () => {
    const { json } = await world.run(['show', '208', '--json']);
    const fields = [
      'effective_user',
      'time_to_pickup',
      'concurrency_level',
      'execution_timeout_interval',
    ];
    const missing = fields.filter((field) => missingFields(version).has(field));
    expect(json.job.unreadable).toEqual(missing);
    for (const field of missing) expect(json.job[field]).toBeNull();
    const rerun = await world.run(['rerun', '208', '--failed', '--dry-run']);
    expect(rerun.code).toBe(missing.length === 0 ? 0 : 2);
    for (const field of missing) expect(rerun.stderr).toContain(field.replaceAll('_', ' '));
  });

  test('--raw: the bytes of every host', async () => {
    const { json } = await world.run(['output', '208', '--raw', '--json']);
    expect(json.hosts).toHaveLength(12);
    for (const { output } of json.hosts) expect(output).toMatch(/(?:work|done)\n/);
  });

  test('output --follow: every line once, also through the end', async () => {
    const argv = ['run', '-c', 'echo one; sleep 3; echo two', '--search', 'name ~ db', '--follow'];
    const ran = await world.run(argv);
    expect(ran.code).toBe(0);
    expect(ran.stdout.trimEnd().split('\n').sort()).toEqual(
      ['db01', 'db02'].flatMap((name) => [`${name}.example.com: one`, `${name}.example.com: two`]),
    );
  });
});

/**
 * Inputs of a job that has not started are given from 15.0; counts, before 13.1, only once the task
 * has counted; whether a job that is watched could be cancelled, where watching costs no heavy
 * show.
 */
function notAlwaysGiven(version: RexVersion): readonly string[] {
  const can = abilitiesOf(version);
  return [
    ...(can.limitsInBase ? [] : ['inputs']),
    ...(can.liveCounts ? [] : ['succeeded', 'failed', 'cancelled', 'pending']),
    ...(can.templateInBase ? [] : ['template_id', 'template_name']),
    ...(can.includeHosts ? [] : ['cancellable']),
  ];
}

/**
 * Without the server's address. The effective user of a job that is started again is sent where it
 * is known; the dry run shows which it is.
 */
function comparable(version: RexVersion, argv: readonly string[], answer: unknown): unknown {
  if (argv[0] === 'show') return { ...(answer as object), url: null };
  if (
    argv[0] !== 'rerun' ||
    argv.includes('--effective-user') ||
    abilitiesOf(version).templateInBase
  )
    return answer;
  const document = structuredClone(answer) as {
    request: { body: { job_invocation?: { ssh?: unknown } } };
  };
  delete document.request.body.job_invocation?.ssh;
  return document;
}
