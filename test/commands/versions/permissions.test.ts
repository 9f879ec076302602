import { afterEach, describe, expect, test } from 'vitest';
import { type DemoWorld, demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { permissionsOfRole } from '../../../src/demo/world/roles.ts';
import {
  as,
  echoWork,
  web,
  web01,
  worldWithTwoFailures,
  writes,
} from '../../world/job-requests.ts';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const manager = permissionsOfRole('Remote Execution Manager');
const olga = as('olga');

/**
 * `olga` is a Remote Execution Manager. Her job 208 has ended with two failed hosts, her job 209
 * runs; then these rights are taken from her and others given.
 */
async function without(missing: readonly string[], more: readonly string[] = []): Promise<void> {
  const rights = worldWithTwoFailures();
  const permissions = addOlga(rights);
  world = await openWorld({ world: rights });
  await world.run([...echoWork, '--settle'], olga);
  await world.run(['run', '--command', 'sleep 6000', ...web01, '--detach'], olga);
  await world.clock.sleep(5000);
  for (const name of missing) permissions.delete(name);
  for (const name of more) permissions.add(name);
}

function addOlga(rights: DemoWorld): Set<string> {
  const all = (rows: readonly { id: number }[]) => rows.map(({ id }) => id);
  rights.addUser({
    login: 'olga',
    password: 'olga-secret',
    permissions: manager,
    organization_ids: all(rights.organizations),
    location_ids: all(rights.locations),
  });
  const user = rights.users.find(({ login }) => login === 'olga');
  if (user === undefined) throw new Error('olga is missing');
  return user.permissions;
}

/**
 * Commands that cannot do without, by the permission as the server names it, and the role that has
 * it.
 */
const needed: readonly (readonly [
  permission: string,
  role: string | null,
  commands: readonly (readonly string[])[],
])[] = [
  [
    'create_job_invocations',
    'Remote Execution User',
    [
      ['run', '-c', 'true', ...web],
      ['run', '-c', 'true', ...web, '--detach'],
      ['run', '-c', 'true', ...web, '--canary', '1'],
      ['run', '-c', 'true', '--search', 'name ~ web', '--dynamic'],
      ['rerun', '208'],
      ['rerun', '208', '--failed'],
    ],
  ],
  [
    'view_hosts',
    'Remote Execution User',
    [
      ['run', '-c', 'true', ...web],
      ['run', '-c', 'true', ...web01],
      ['run', '-c', 'true', '--bookmark', 'web'],
      ['run', '-c', 'true', ...web, '--dry-run'],
      ['host', 'list'],
      ['host', 'list', 'name ~ web'],
    ],
  ],
  [
    'view_job_templates',
    'Remote Execution User',
    [
      ['run', '-c', 'true', ...web],
      ['run', '--template', 'Run Command - Script Default', '-i', 'command=true', ...web],
      ['run', '--template', '100', '-i', 'command=true', ...web],
      ['rerun', '208', '--failed'],
      ['template', 'list'],
      ['template', 'show', 'Run Command - Script Default'],
    ],
  ],
  [
    'view_remote_execution_features',
    'Remote Execution User',
    [
      ['run', '-c', 'true', ...web],
      ['run', '--feature', 'run_script', '-i', 'command=true', ...web],
    ],
  ],
  [
    'cancel_job_invocations',
    'Remote Execution Manager',
    [
      ['cancel', '209', '--yes'],
      ['cancel', '209', '--yes', '--wait'],
      ['cancel', '209', '--yes', '--force'],
    ],
  ],
  ['edit_recurring_logics', null, [['cancel', '207', '--series', '--yes']]],
];

const userRole = 'for a role that has it, e.g. Remote Execution User';

/** `role`: one of Remote Execution that has the permission. */
function grantText(permission: string, role: string | null): string {
  return role === null
    ? `ask an administrator to add ${permission} to a role of olga\n(no Remote Execution role has it)`
    : `ask an administrator for a role that has it, e.g. ${role}`;
}

const rows = needed.flatMap(([permission, role, commands]) =>
  commands.map((argv) => [permission, argv.join(' '), role, argv] as const),
);

describe('a right that the command cannot do without: 4, named as the server names it, and what to grant', () => {
  test.each(rows)('%s: %s', async (permission, _, role, argv) => {
    await without([permission]);
    const ran = await world.run(argv, olga);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/olga is missing permission \w+ on 127\.0\.0\.1(?::\d+)?\n/);
    expect(ran.stderr).toContain(`missing permission ${permission} on `);
    expect(ran.stderr).toContain(`${grantText(permission, role).replace('\n', '\n        ')}\n`);
    expect(world.server.jobs.has(210)).toBe(false);
  });

  test.each(rows)('--json, %s: %s', async (permission, _, role, argv) => {
    await without([permission]);
    const ran = await world.run([...argv, '--json'], olga);
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(JSON.parse(ran.stderr.trimEnd().split('\n').at(-1) ?? '').error).toMatchObject({
      code: 'not_allowed',
      exit_code: 4,
      http_status: 403,
      retryable: false,
      hint: grantText(permission, role),
    });
  });

  test.each([
    [
      'view_bookmarks',
      ['run', '-c', 'true', '--bookmark', 'web'],
      '/api/bookmarks',
      'to add view_bookmarks to a role of olga',
    ],
    ['view_job_invocations', ['list'], '/api/job_invocations', userRole],
    ['view_job_invocations', ['show', '208', '--hosts'], '/208/hosts', userRole],
    ['view_job_invocations', ['watch', '209'], '/209/hosts', userRole],
    ['view_job_invocations', ['output', '208'], '/208/hosts', userRole],
  ] as const)('%s, where a site wants it: %j', async (permission, argv, path, instead) => {
    await without([]);
    const body = JSON.stringify({
      error: { message: 'Access denied', missing_permissions: [permission] },
    });
    const times = Number.POSITIVE_INFINITY;
    world.server.faults.rules.push({
      method: 'GET',
      path,
      times,
      effect: { kind: 'answer', status: 403, body },
    });
    const ran = await world.run(argv, olga);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain(`missing permission ${permission} on `);
    expect(ran.stderr).toContain(`ask an administrator ${instead}`);
  });
});

describe('a right without which the command continues, and shows what it does not know', () => {
  test('view_foreman_tasks: when the job of another ended is not known; everything else is reported', async () => {
    await without([]);
    const ran = await world.run(['show', '201'], olga);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('Ended\tunknown: its task is not visible to you\n');
    expect((await world.run(['show', '201', '--json'], olga)).json.ended_at).toBeNull();
    expect((await world.run(['show', '208'], olga)).stdout).toMatch(/Ended\t2026-/);
    const all = await world.run(['show', '201']);
    expect(all.stdout).toMatch(/Ended\t2026-/);
  });

  test('view_recurring_logics: the series is told from the job, and the next occurrence from the list', async () => {
    await without([]);
    const shown = await world.run(['show', '207'], olga);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('Repeats\t');
    const waited = await world.run(['wait', '207', '--timeout', '14h', '--format', 'ndjson'], olga);
    expect(waited.code).toBe(0);
    expect(waited.stdout).toContain('"recurring_next"');
  });

  test('view_plugins: the version is found otherwise, or not at all, and reads continue', async () => {
    await without([]);
    const times = Number.POSITIVE_INFINITY;
    world.server.faults.rules.push({
      path: '/apidoc',
      times,
      effect: { kind: 'answer', status: 404 },
    });
    const who = await world.run(['whoami'], olga);
    expect(who.code).toBe(0);
    expect(who.stdout).toContain(
      'Remote Execution\tversion unknown: missing permission view_plugins\n',
    );
    for (const argv of [['list'], ['show', '208', '--hosts'], ['output', '208']])
      expect((await world.run(argv, olga)).code, argv.join(' ')).toBe(0);
    expect((await world.run(['wait', '208'], olga)).code).toBe(3);
  });

  test('view_hosts: no host is seen, none is said not to exist, and the result comes from the counts', async () => {
    await without(['view_hosts']);
    const output = await world.run(['output', '208'], olga);
    expect(output).toMatchObject({ code: 8, stdout: '' });
    expect(output.stderr).toMatch(
      /the output is incomplete: job 208 has 12 hosts .*not visible to you/,
    );
    expect(output.stderr).toContain('No host of job 208 is visible to you.');
    expect(output.stderr).not.toContain('has no host');
    const shown = await world.run(['show', '208', '--hosts', '--json'], olga);
    expect(shown.json).toMatchObject({
      hosts: [],
      job: { outcome: 'failed', counts: { total: 12, failed: 2, missing: 12 } },
    });
    for (const argv of [
      ['wait', '208'],
      ['watch', '208'],
      ['output', '208', '--follow'],
      ['output', '208', '--exit-status'],
    ]) {
      const ran = await world.run(argv, olga);
      expect(ran.code, argv.join(' ')).toBe(3);
    }
    const rerun = await world.run(['rerun', '208', '--failed'], olga);
    expect(rerun.code).toBe(3);
    expect(rerun.stderr).toContain('not visible to you. Nothing was sent');
    const named = await world.run(['output', '208', 'web01.example.com'], olga);
    expect(named).toMatchObject({ code: 5, stdout: '' });
  });

  test('some hosts hidden: the output of the others comes with a warning, also in JSON', async () => {
    await without([]);
    const half: Ran[] = [];
    world.server.world.addUser({
      login: 'half',
      password: 'half-secret',
      roles: ['Remote Execution Manager'],
      organization_ids: world.server.world.organizations.map(({ id }) => id),
      location_ids: world.server.world.locations.map(({ id }) => id),
      seesHost: ({ name }) => name !== 'web04.example.com',
    });
    half.push(await world.run(['output', '208', '--failed'], as('half')));
    half.push(await world.run(['output', '208', '--json'], as('half')));
    expect(half.map(({ code }) => code)).toEqual([8, 8]);
    expect(half[0]?.stderr).toContain(
      'the output is incomplete: job 208 has 1 host (id 4) that is deleted or not visible',
    );
    expect(half[0]?.stdout).not.toContain('web04');
    expect(half[1]?.json.hosts).toHaveLength(11);
    expect(JSON.parse(half[1]?.stderr ?? '').warning).toContain('1 host (id 4)');
    expect((await world.run(['output', '208', 'web01.example.com'], as('half'))).stderr).toBe('');
  });

  test('cancel_job_invocations: everything but cancelling', async () => {
    await without(['cancel_job_invocations']);
    expect((await world.run(['cancel', '209', '--dry-run'], olga)).code).toBe(0);
    expect((await world.run(['rerun', '208', '--failed', '--detach'], olga)).code).toBe(0);
    const surplus = 'was created with hosts that were not intended';
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(['run', '-c', 'sleep 600', ...web01], olga);
    expect(ran.code).toBe(9);
    expect(ran.stderr).toContain(surplus);
    expect(ran.stderr).toMatch(
      /Job \d+ could not be cancelled \(.*missing permission cancel_job_invocations on \S+\)/,
    );
  });

  test('create_template_invocations: each host says that this user may not run it there', async () => {
    await without(['create_template_invocations']);
    const ran = await world.run(['run', '-c', 'true', ...web01, '-q'], olga);
    expect(ran).toMatchObject({ code: 10, stdout: '' });
    expect(ran.stderr).toContain('User can not execute this job template on web01.example.com');
  });

  test('completion: what may not be read is left out, without a word', async () => {
    await without([
      'view_hosts',
      'view_job_templates',
      'view_remote_execution_features',
      'view_job_invocations',
    ]);
    for (const line of ['run --host ', 'template show ', 'run --feature ', 'show '])
      expect(
        await world.run(['__complete', 'fish', '--', `rexctl ${line}`], olga),
        line,
      ).toMatchObject({
        code: 0,
        stderr: '',
      });
  });
});

describe('what is hidden is not said to be missing (trap 26)', () => {
  test('view_job_invocations: own jobs only; those of others are gone "or not visible to you"', async () => {
    await without(['view_job_invocations']);
    const list = await world.run(['list', '--json'], olga);
    expect(list.json.jobs.map(({ id }: { id: number }) => id)).toEqual([209, 208]);
    for (const argv of [
      ['show', '201'],
      ['output', '201'],
      ['watch', '201'],
      ['wait', '201'],
      ['rerun', '201'],
      ['cancel', '201', '--yes'],
    ]) {
      const ran = await world.run(argv, olga);
      expect(ran, argv.join(' ')).toMatchObject({ code: 5, stdout: '' });
      expect(ran.stderr).toMatch(/no job 201 on .*, or not visible to you\n/);
    }
    expect((await world.run(['wait', '208'], olga)).code).toBe(3);
    expect((await world.run(['rerun', '208', '--failed', '--detach'], olga)).code).toBe(0);
  });

  test('a rerun whose template is hidden: 5, and what hides it', async () => {
    await without(['view_job_templates']);
    const ran = await world.run(['rerun', '208'], olga);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain('its template could not be found, or not visible to you\n');
    expect(ran.stderr).toContain('templates need permission view_job_templates');
    expect(world.server.jobs.has(210)).toBe(false);
  });

  test('a filter on the right to cancel: the job is seen and not cancelled, 4', async () => {
    const rights = demoWorld();
    rights.addUser({
      login: 'careful',
      password: 'careful-secret',
      roles: ['Remote Execution Manager'],
      cancelsOwnJobsOnly: true,
    });
    world = await openWorld({ world: rights });
    await world.run(['run', '-c', 'sleep 6000', ...web01, '--detach']);
    await world.clock.sleep(5000);
    const mark = world.server.requests.length;
    const ran = await world.run(['cancel', '208', '--yes'], as('careful'));
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toContain('user careful can see job 208, but is not allowed to cancel it\n');
    expect(ran.stderr).toContain('filter of cancel_job_invocations');
    expect(writes(world, mark)).toEqual(['POST /api/job_invocations/208/cancel']);
    expect(world.server.jobs.get(208)?.cancel_requested).toBe(false);
  });

  test('no organization and no location: nothing is seen, and nothing is sent', async () => {
    const rights = demoWorld();
    rights.addUser({
      login: 'homeless',
      password: 'homeless-secret',
      roles: ['Remote Execution User'],
      organization_ids: [],
      location_ids: [],
    });
    world = await openWorld({ world: rights });
    const template = await world.run(
      ['template', 'show', 'Run Command - Script Default'],
      as('homeless'),
    );
    expect(template.code).toBe(5);
    expect(template.stderr).toContain('or not visible to you');
    const ran = await world.run(['run', '-c', 'true', ...web], as('homeless'));
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toMatch(/visible to you/);
    expect(writes(world)).toEqual([]);
  });

  test('--cancel-when of a user who may not cancel reports it at once, from 17.1', async () => {
    await without(['cancel_job_invocations']);
    world.server.world.script('web02.example.com', textScript(['ok\n']));
    const argv = [
      'run',
      '-c',
      'sleep 5',
      ...web,
      '--cancel-when',
      'failures>=3',
      '--format',
      'ndjson',
    ];
    const ran = await world.run(argv, olga);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('"code":"cancel_not_allowed"');
  });
});
