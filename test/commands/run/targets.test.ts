import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { largeWorld } from '../../../src/demo/http/server.ts';
import { hostsOf, web, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const command = ['run', '--command', 'true', '--detach'];
const onTerminal = { terminal: { stdin: true, stderr: true } } as const;

function names(...numbers: readonly string[]): readonly string[] {
  return numbers.map((number) => `web${number}.example.com`);
}

async function refused(argv: readonly string[], code: number, text: RegExp, how: RunOptions = {}) {
  const ran = await world.run(argv, how);
  expect(ran).toMatchObject({ code, stdout: '' });
  expect(ran.stderr).toMatch(text);
  expect(writes(world)).toEqual([]);
}

/** A profile with a limit of hosts, which is the one that is used. */
function hostLimit(limit: number): Record<string, string> {
  const folder = join(world.home, 'config', 'rexctl');
  mkdirSync(folder, { recursive: true });
  const profile = {
    server: world.server.url,
    login: 'admin',
    token: 'changeme',
    host_limit: limit,
  };
  const settings = { current_profile: 'prod', profiles: { prod: profile } };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(settings), { mode: 0o600 });
  return { XDG_CONFIG_HOME: join(world.home, 'config'), REXCTL_PROFILE: 'prod', REXCTL_SERVER: '' };
}

describe('targets: sets of hosts', () => {
  test.each([
    ['a set', ['--host', 'web[01-03,07].example.com'], '', names('01', '02', '03', '07')],
    [
      'several brackets',
      ['--host', 'web[0-1][1-2].example.com'],
      '',
      names('01', '02', '11', '12'),
    ],
    [
      'a list, and a flag again',
      ['--host', 'web01.example.com,web02.example.com', '--host', 'web05.example.com'],
      '',
      names('01', '02', '05'),
    ],
    [
      'standard input',
      ['--host', '-'],
      '# tonight\r\n\r\nweb[01-02].example.com  # two\nweb09.example.com',
      names('01', '02', '09'),
    ],
    [
      'a search but for some',
      [...web, '--exclude', 'web[01-10].example.com'],
      '',
      names('11', '12'),
    ],
    [
      'a set but for standard input',
      ['--host', 'web[01-03].example.com', '--exclude', '-'],
      'web02.example.com\n',
      names('01', '03'),
    ],
  ])('%s', async (_, flags, stdin, expected) => {
    const ran = await world.run([...command, ...flags], { stdin });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(hostsOf(world, 208)).toEqual(expected);
  });

  test('a file; a host that is named twice is meant once, and it is reported', async () => {
    const file = join(world.home, 'hosts');
    writeFileSync(file, '\ufeffweb[01-02].example.com\n# more\nweb02.example.com\n');
    const ran = await world.run([...command, '--host', `@${file}`]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('--host names 1 host more than once\n');
    expect(hostsOf(world, 208)).toEqual(names('01', '02'));
  });

  test('an excluded host that would not have been hit anyway has no effect, and is reported', async () => {
    const ran = await world.run([...command, ...web, '--exclude', 'web01,db[01-02]']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      'rexctl: --exclude has no effect on db[01-02].example.com: not among the chosen hosts\n',
    );
    expect(hostsOf(world, 208)).toHaveLength(11);
  });

  test.each([
    ['of another case', 'WEB01.Example.com', 11],
    ['short', 'web01', 11],
    ['a set without domain', 'web[01-03]', 9],
  ])('a host to be left out is left out although its name is %s', async (_, name, left) => {
    const ran = await world.run([...command, ...web, '--exclude', name]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).not.toContain('--exclude');
    expect(hostsOf(world, 208)).toHaveLength(left);
    expect(hostsOf(world, 208)).not.toContain('web01.example.com');
  });

  test.each([
    ['web99', "try: rexctl host list 'name ~ web'"],
    ['all', "for all hosts use: --search 'id > 0'"],
    ['été1', "try: rexctl host list 'name ~ été'"],
    ["it's", 'list them: rexctl host list'],
    ['$(id)', 'list them: rexctl host list'],
    ['~', 'list them: rexctl host list'],
  ])('no hint repeats the name that found nothing: %s', async (name, hint) => {
    const ran = await world.run([...command, '--host', name]);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: no host \`${name}\`, or not visible to you. Nothing was sent\n        ${hint}\n`,
    );
  });

  test('names separated by blanks are to be separated by commas', async () => {
    const ran = await world.run([...command, '--host', 'web01 web02']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: no host `web01\\ web02`, or not visible to you. Nothing was sent\n' +
        '        separate names with commas: web01,web02\n',
    );
    expect(writes(world)).toEqual([]);
  });

  test.each([
    ['web[1-3]', 'web[01-03].example.com'],
    ['web1,web002', 'web[01-02].example.com'],
  ])('%s: the numbers of the hosts have another width', async (names, meant) => {
    const ran = await world.run([...command, '--host', names]);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(`        did you mean ${meant}?\n`);
    expect(writes(world)).toEqual([]);
  });

  test('a set of which some hosts do not exist: they are named, without a guess at one of them', async () => {
    const ran = await world.run([...command, '--host', 'web[01-20].example.com']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: 8 of 20 hosts do not exist, or are not visible to you: web[13-20].example.com. Nothing was sent\n' +
        "        try: rexctl host list 'name ~ web'\n",
    );
    expect(writes(world)).toEqual([]);
  });

  test.each([
    [
      'a typo',
      'wbe01.example.com',
      5,
      /no host `wbe01\.example\.com`, or not visible to you\. Nothing/,
    ],
    [
      'one typo of two',
      'web01,wbe02',
      5,
      /no host `wbe02`, or not visible to you\. Nothing was sent/,
    ],
    ['a glob', 'web*', 2, /`web\*` is a pattern, not a host name[\s\S]*use names or a set such as/],
  ] as const)(
    '--exclude that matches nothing never runs on what was to be left out: %s',
    async (...row) => {
      const [, name, code, text] = row;
      await refused([...command, ...web, '--exclude', name], code, text);
    },
  );

  test.each([['--detach'], ['--dry-run'], ['--dynamic']])(
    'a search never runs on a host that it was meant to leave out: %s',
    async (flag) => {
      const search = ['--search', 'hostgroup = web and name != web03'];
      await refused(
        ['run', '--command', 'true', ...search, flag],
        9,
        /^rexctl: `name != web03` does not exclude web03\.example\.com: a name must be complete\. Nothing was sent\n {8}write web03\.example\.com instead of web03\n$/,
      );
      const listed = await world.run(['host', 'list', 'hostgroup = web and name != web03']);
      expect(listed.code).toBe(0);
      expect(listed.stdout).toContain('web03.example.com');
      expect(listed.stderr).toContain(
        'does not exclude web03.example.com: a name must be complete; write web03.example.com',
      );
    },
  );

  test.each(['name != WEB03.example.com', 'not name ^ (web03.example.com.)'])(
    'a search names a host exactly to leave it out: %s',
    async (search) => {
      await refused(
        ['run', '--command', 'true', '--search', search, '--dry-run'],
        9,
        /does not exclude web03\.example\.com: a name must match exactly\. Nothing was sent\n/,
      );
    },
  );

  test('a search leaves out a host whose name is the beginning of another', async () => {
    const { hosts } = world.server.world;
    const [host] = hosts.values();
    hosts.set(9001, { ...(host as NonNullable<typeof host>), id: 9001, name: 'web03' });
    const search = ['--search', 'name ~ web and name !^ (web03, web99)'];
    const ran = await world.run(['run', '--command', 'true', ...search, '--dry-run']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('id ^ (');
    expect(ran.stdout).not.toContain('9001');
    const listed = await world.run(['host', 'list', 'name != web03']);
    expect([listed.code, listed.stderr]).toEqual([0, '']);
  });

  test('an excluded host of another organization is a host, and none that was chosen', async () => {
    const { hosts, organizations } = world.server.world;
    const foreman = [...hosts.values()].find(({ name }) => name.startsWith('foreman'));
    const other = organizations.find(({ id }) => id !== foreman?.organization_id)?.title ?? '';
    for (const host of hosts.values())
      if (host.name.startsWith('web'))
        hosts.set(host.id, {
          ...host,
          organization_id: organizations.find(({ title }) => title === other)?.id ?? 0,
        });
    const place = ['--organization', other];
    const ran = await world.run([...command, ...web, '--exclude', 'foreman,web01', ...place]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('--exclude has no effect on foreman.example.com: not among');
    expect(hostsOf(world, 208)).toHaveLength(11);
  });

  test.each([
    [
      'reversed',
      ['--host', 'web[09-01].example.com'],
      2,
      /is not a valid set of hosts: expected ranges such as/,
    ],
    ['not closed', ['--host', 'web[01-09.example.com'], 2, /is not a valid set of hosts/],
    ['empty', ['--host', 'web01.example.com,'], 2, /--host has an empty host name/],
    ['far too many', ['--host', 'web[1-9999999]'], 2, /expands to more than 100,000 hosts/],
    [
      'a file that is not there',
      ['--host', '@/nowhere/hosts'],
      2,
      /cannot be read from `\/nowhere\/hosts`: no such file/,
    ],
    [
      'nothing on standard input',
      ['--host', '-'],
      2,
      /no host names on standard input \(--host -\)/,
    ],
    [
      'one of a set is unknown',
      ['--host', 'web[11-13].example.com'],
      5,
      /no host `web13\.example\.com`, or not visible to you\. Nothing was sent/,
    ],
    [
      'everything excluded',
      [...web, '--exclude', 'web[01-12].example.com'],
      9,
      /--exclude removes all hosts/,
    ],
    [
      'a dynamic search with exceptions',
      [...web, '--dynamic', '--exclude', 'web01.example.com'],
      2,
      /--exclude and --dynamic cannot be used together/,
    ],
    [
      'standard input for two',
      ['--host', '-', '-i', 'command=-'],
      2,
      /--host - and -i command=- cannot both read standard input/,
    ],
    [
      'standard input twice',
      ['--host', '-', '--exclude', '-'],
      2,
      /--host - and --exclude - cannot both read standard input/,
    ],
  ] as const)('%s: refused, nothing sent', async (_, flags, code, text) => {
    await refused([...command, ...flags], code, text);
  });

  test('the dry run shows exactly the request that is sent', async () => {
    const flags = [...web, '--exclude', 'web[04-12].example.com'];
    const shown = await world.run(['run', '--command', 'true', ...flags, '--dry-run', '--json']);
    expect(shown.json.hosts).toHaveLength(3);
    expect(writes(world)).toEqual([]);
    await world.run([...command, ...flags]);
    const sent = world.server.requests.find(({ method }) => method === 'POST');
    expect(shown.json.request).toEqual({ method: 'POST', path: sent?.path, body: sent?.body });
  });
});

describe('targets: many hosts', () => {
  const nodes = ['--search', 'hostgroup = nodes'];

  async function many(count: number): Promise<void> {
    await world.close();
    world = await openWorld({ world: largeWorld(count) });
  }

  test('more than 50 are asked about on a terminal; no is a refusal, yes starts', async () => {
    await many(51);
    await refused(
      [...command, ...nodes],
      9,
      /Run `true` on 51 hosts\? \[y\/N\][\s\S]*not confirmed/,
      {
        ...onTerminal,
        stdin: 'n\n',
      },
    );
    const ran = await world.run([...command, ...nodes], { ...onTerminal, stdin: 'y\n' });
    expect(ran).toMatchObject({ code: 0, stdout: '1\n' });
  });

  test.each([['--yes'], ['--max-hosts', '60'], ['--expect-hosts', '51']])(
    '%s confirms the number of hosts',
    async (...flags) => {
      await many(51);
      const ran = await world.run([...command, ...nodes, ...flags], onTerminal);
      expect(ran).toMatchObject({ code: 0, stdout: '1\n' });
      expect(ran.stderr).not.toContain('[y/N]');
    },
  );

  test('without a terminal only the limit of the profile refuses, and shows what would allow it', async () => {
    const env = hostLimit(5);
    await refused(
      [...command, ...web],
      9,
      /12 hosts match, but the profile's host_limit is 5\.[\s\S]*--yes, --max-hosts N or --expect-hosts N/,
      { env },
    );
    expect(await world.run([...command, ...web, '--max-hosts', '12'], { env })).toMatchObject({
      code: 0,
    });
    const mark = world.server.requests.length;
    const again = await world.run(['rerun', '201', '--detach'], { env });
    expect(again.code).toBe(9);
    expect(again.stderr).toContain("12 hosts match, but the profile's host_limit is 5");
    expect(writes(world, mark)).toEqual([]);
  });

  test('without a terminal and without a limit of the profile, 50 hosts are the limit', async () => {
    await many(51);
    await refused(
      [...command, ...nodes],
      9,
      /51 hosts match, but the limit without a terminal is 50 \(host_limit of the profile changes it\)\. Nothing was sent[\s\S]*--yes, --max-hosts N or --expect-hosts N/,
    );
    for (const [flags, env] of [
      [['--max-hosts', '51'], {}],
      [['--yes'], {}],
      [[], hostLimit(51)],
    ] as const) {
      const ran = await world.run([...command, ...nodes, ...flags], { env });
      expect(ran).toMatchObject({ code: 0 });
    }
  });

  test('the canary asks about all hosts before it starts', async () => {
    await many(51);
    const canary = ['run', '--command', 'true', ...nodes, '--canary', '1'];
    await refused(canary, 9, /Run `true` on 51 hosts\? \[y\/N\]/, { ...onTerminal, stdin: 'n\n' });
  });
});
