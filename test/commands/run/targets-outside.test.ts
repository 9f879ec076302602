import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, createdJob, web, worldWithTwoFailures, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithTwoFailures() });
});
afterEach(() => world.close());

/** The organization of one of the demo hosts, and one that it is not in. */
function places(): { readonly inside: string; readonly elsewhere: string; readonly host: string } {
  const { organizations, hosts } = world.server.world;
  const host = [...hosts.values()].find((one) => one.organization_id !== null);
  const inside = organizations.find((one) => one.id === host?.organization_id);
  const elsewhere = organizations.find(
    (one) =>
      one.id !== host?.organization_id &&
      ![...hosts.values()].some(({ organization_id }) => organization_id === one.id),
  );
  if (host === undefined || inside === undefined || elsewhere === undefined)
    throw new Error('the demo world has changed');
  return { inside: inside.title, elsewhere: elsewhere.title, host: host.name };
}

describe('targets: outside of the organization', () => {
  test('a named host is distinguished from one that does not exist: 5, and nothing is sent', async () => {
    const { elsewhere, host } = places();
    const argv = [
      'run',
      '--command',
      'true',
      '--host',
      host,
      '--host',
      'no.example.com',
      '--organization',
      elsewhere,
    ];
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(
      `not in organization ${elsewhere}: ${host}; no host \`no.example.com\`, or not visible to you. Nothing was sent`,
    );
    const alone = await world.run([
      'run',
      '--command',
      'true',
      '--host',
      host,
      '--organization',
      elsewhere,
    ]);
    expect(alone.stderr).toContain('choose another with --organization or --location');
    expect(writes(world)).toEqual([]);
  });

  test('a search that matches only outside of it reports it: 9', async () => {
    const { elsewhere } = places();
    const ran = await world.run(['run', '--command', 'true', ...web, '--organization', elsewhere]);
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      `no host in organization ${elsewhere} matches \`name ~ web\`, but 12 hosts elsewhere do. Nothing was sent`,
    );
    expect(writes(world)).toEqual([]);
  });

  test('without one, or where nothing lies elsewhere, nothing is asked twice', async () => {
    const ran = await world.run(['run', '--command', 'true', '--search', 'name = no.example.com']);
    expect(ran.code).toBe(9);
    expect(world.requestsSince(0).filter((request) => request === 'GET /api/hosts')).toHaveLength(
      1,
    );
    const { inside } = places();
    const other = await world.run([
      'run',
      '--command',
      'true',
      '--search',
      'name = no.example.com',
      '--organization',
      inside,
    ]);
    expect(other.stderr).toContain('no host matches `name = no.example.com`. Nothing was sent');
  });
});

describe('targets: two hosts that one name could mean', () => {
  test('two of one name are reported with their ids, and never the last one is taken', async () => {
    const twin = world.server.world.addHost({ name: 'web01.example.com' });
    const [first] = [...world.server.world.hosts.values()];
    for (const flags of [
      ['--host', 'web01.example.com'],
      [...web, '--exclude', 'web01'],
    ]) {
      const ran = await world.run(['run', '--command', 'true', ...flags]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(
        `is ambiguous: it matches web01.example.com (id ${first?.id}) and web01.example.com (id ${twin.id}). Nothing was sent\n` +
          `        choose by id: --search 'id = ${first?.id}'\n`,
      );
    }
    expect(writes(world)).toEqual([]);
  });

  test('a short name outside of the organization is reported with the host that it means', async () => {
    const { elsewhere } = places();
    const argv = ['run', '--command', 'true', '--host', 'foreman', '--organization', elsewhere];
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(
      `not in organization ${elsewhere}: foreman.example.com. Nothing was sent`,
    );
  });
});

describe('targets: the number of hosts of a rerun', () => {
  beforeEach(async () => {
    await world.run(['run', '--command', 'echo work', ...web, '--quiet']);
  });

  test.each<readonly [string, readonly string[], number, RegExp | null]>([
    ['fewer than so many', ['--failed', '--max-hosts', '2'], 0, null],
    [
      'more',
      ['--failed', '--max-hosts', '1'],
      9,
      /2 hosts match, but --max-hosts is 1\. Nothing was sent/,
    ],
    ['just so many', ['--failed', '--expect-hosts', '2'], 0, null],
    [
      'another number',
      ['--failed', '--expect-hosts', '3'],
      9,
      /2 hosts match, but --expect-hosts is 3/,
    ],
    ['all of them', ['--expect-hosts', '12'], 0, null],
    ['more of all', ['--max-hosts', '11'], 9, /12 hosts match, but --max-hosts is 11/],
  ])('%s', async (_, argv, code, message) => {
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', ...argv, '--detach']);
    expect(ran.code, ran.stderr).toBe(code);
    if (message !== null) expect(ran.stderr).toMatch(message);
    expect(writes(world, mark)).toHaveLength(code === 0 ? 1 : 0);
  });

  test('of a job whose hosts the server looks for again it cannot be checked: 2', async () => {
    await world.run(['run', '--command', 'true', ...web, '--dynamic', '--quiet']);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '209', '--max-hosts', '20']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--max-hosts and --expect-hosts cannot be checked');
    expect(writes(world, mark)).toEqual([]);
  });

  test('as another user, too', async () => {
    const mark = world.server.requests.length;
    const ran = await world.run(
      ['rerun', '208', '--failed', '--expect-hosts', '2', '--detach'],
      as('anna'),
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world, mark).search_query).toBe('id ^ (4,9)');
  });
});
