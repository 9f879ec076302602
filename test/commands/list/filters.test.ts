import { afterEach, describe, expect, test } from 'vitest';
import { largeWorld, type RexVersion, rexVersions } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

type Row = { readonly id: number; readonly start_at: string; readonly duration_s: number };

async function ids(argv: readonly string[]): Promise<readonly number[]> {
  const ran = await world.run(['list', ...argv, '--json']);
  expect(ran.code, ran.stderr).toBe(0);
  return ran.json.jobs.map(({ id }: Row) => id);
}

const searches = () =>
  world.server.requests
    .filter(({ path }) => path.endsWith('/job_invocations'))
    .map(({ query }) => query.search);

describe('list filters', () => {
  test.each(rexVersions)(
    'on REX %s: --category, --series, --recurring, --until',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      const cron = [
        '--host',
        'web01',
        '--cron',
        '0 3 * * *',
        '--static',
        '--yes',
        '--detach',
        '--quiet',
      ];
      for (const command of ['true', 'false']) {
        const ran = await world.run(['run', '-c', command, ...cron]);
        expect(ran.code, ran.stderr).toBe(0);
      }
      const all = await ids(['--all']);
      const recurring = await ids(['--recurring']);
      const [second = 0, first = 0] = recurring;
      expect(recurring).toHaveLength(3);
      expect(await ids(['--no-recurring', '--all'])).toEqual(
        all.filter((id) => !recurring.includes(id)),
      );
      expect(await ids(['--series', `job:${second}`])).toEqual([second]);
      expect(await ids(['--series', `job:${first}`, '--recurring'])).toEqual([first]);
      expect(await ids(['--series', '999'])).toEqual([]);
      const commands = await world.run(['list', '--category', 'Commands', '--all', '--json']);
      const categories = commands.json.jobs.map(
        (job: { job_category: string }) => job.job_category,
      );
      expect(new Set(categories)).toEqual(new Set(['Commands']));
      expect(await ids(['--category', 'Nope'])).toEqual([]);
    },
  );

  test('--until is exclusive and --since is not, to the second', async () => {
    world = await openWorld();
    const ran = await world.run(['list', '--fields', 'id,started_at', '--json', '--all']);
    const rows: { id: number; started_at: string | null }[] = ran.json.jobs;
    const started = rows.filter(({ started_at }) => started_at !== null);
    const moment = started.find(({ id }) => id === 204)?.started_at ?? '';
    const of = (fits: (time: string) => boolean) =>
      started.filter((row) => fits(row.started_at ?? '')).map(({ id }) => id);
    expect(await ids(['--until', moment])).toEqual(of((time) => time < moment));
    expect(await ids(['--since', moment])).toEqual(of((time) => time >= moment));
    expect(await ids(['--since', '7h', '--until', '150m'])).toEqual([205, 204]);
  });

  test.each<readonly [argv: readonly string[], message: string]>([
    [['--since', '1d', '--until', '2d'], '--until `2d` is not after --since `1d`'],
    [['--until', 'soon'], '--until `soon` is not a valid time'],
    [['--recurring', '--no-recurring'], '--recurring and --no-recurring cannot be used together'],
    [['--no-recurring', '--recurring'], '--recurring and --no-recurring cannot be used together'],
    [['--series', '3', '--no-recurring'], '--series and --no-recurring cannot be used together'],
    [['--series', 'x'], '`x` is not a valid series: expected an id such as 3, or job:215'],
    [['--category', ''], '--category is empty'],
    [['--page', '0'], 'invalid --page `0`: expected a whole number, 1 or more'],
    [['--page', '2', '--all'], '--page and --all cannot be used together'],
    [['--page', '2', '--outcome', 'failed'], '--page and --outcome cannot be used together'],
    [['--page', '2', '--status', 'running'], '--page and --status running cannot be used together'],
    [['--page', '2', '--sort', 'duration'], '--page and --sort duration cannot be used together'],
    [['--page', '2', '--limit', '101'], 'invalid --limit `101`: the maximum with --page is 100'],
    [['--sort', 'size'], 'invalid --sort `size`: expected id, started_at, start_at, ended_at, '],
    [['--sort', 'constructor'], 'invalid --sort `constructor`: expected id, '],
  ])('list %j is refused, and nothing is asked', async (argv, message) => {
    world = await openWorld();
    const ran = await world.run(['list', ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests).toEqual([]);
  });
});

describe('list --page', () => {
  test('pages follow each other without a gap, and each says which it is', async () => {
    world = await openWorld();
    const all = await ids(['--all']);
    const pages = await Promise.all(
      ['1', '2', '3'].map((page) => ids(['--page', page, '-n', '3'])),
    );
    expect(pages.flat()).toEqual(all);
    const terminal = { terminal: { stdout: true, stderr: true } };
    const said = async (page: string) =>
      (await world.run(['list', '--page', page, '-n', '3'], terminal)).stderr.trim();
    expect(await said('1')).toBe('Showing jobs 1-3 of 7; next with --page 2');
    expect(await said('3')).toBe('Showing job 7 of 7');
    expect(await said('4')).toBe('Page 4 is empty: 7 jobs match.');
    const { json } = await world.run(['list', '--page', '2', '--json']);
    expect(json).toMatchObject({ jobs: [], subtotal: 7, page: 2 });
    expect((await world.run(['list', '--json'])).json).not.toHaveProperty('page');
  });

  test('one page is one request', async () => {
    world = await openWorld();
    await ids(['--page', '2', '-n', '3']);
    expect(searches()).toHaveLength(1);
  });
});

describe('list --sort', () => {
  test('by what the server cannot sort by: duration, user, failed hosts, all hosts', async () => {
    world = await openWorld();
    const fields = ['--fields', 'id,duration_s,user', '--json'];
    const longest = await world.run(['list', '--sort', 'duration', ...fields]);
    const durations = longest.json.jobs.map(({ duration_s }: Row) => duration_s);
    const known = durations.filter((one: number | null) => one !== null);
    expect(known).toEqual([...known].sort((a, b) => b - a));
    expect(durations.slice(known.length)).toEqual(
      Array(durations.length - known.length).fill(null),
    );
    expect((await ids(['--sort', 'failed', '-n', '2'])).toSorted()).toEqual([204, 205]);
    const users = await world.run(['list', '--sort', 'user:asc', ...fields]);
    expect(users.json.jobs[0].user).toBe('admin');
  });

  test('the limit is that of the sorted jobs, and --outcome is kept', async () => {
    world = await openWorld();
    const sorted = await ids(['--sort', 'total']);
    expect(await ids(['--sort', 'total', '-n', '2'])).toEqual(sorted.slice(0, 2));
    const failed = await ids(['--sort', 'total', '--outcome', 'failed']);
    expect(failed).toEqual(sorted.filter((id) => failed.includes(id)));
    const shown = await world.run(['list', '--sort', 'total', '-n', '2'], {
      terminal: { stdout: true, stderr: true },
    });
    expect(shown.stderr).toContain('Showing 2 of 7 jobs; more with --limit 10');
  });

  test.each<[rexVersion: RexVersion, field: string, message: string]>([
    ['8.1', 'template_name', '--sort template_name needs Remote Execution 12.0 on the server'],
    ['8.1', 'failed', '--sort failed needs Remote Execution 13.1 on the server: older versions'],
  ])('REX %s cannot sort by %s, and is not made to', async (rexVersion, field, message) => {
    world = await openWorld({ rexVersion });
    const ran = await world.run(['list', '--sort', field]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
  });

  test.each<RexVersion>(['7.0', '13.2', '16.0', '17.1'])(
    'on REX %s by duration and by all hosts is the same order',
    async (rexVersion) => {
      world = await openWorld({ rexVersion });
      expect((await ids(['--sort', 'duration'])).at(-1)).toBe(203);
      expect((await ids(['--sort', 'total'])).slice(0, 2)).toEqual([204, 201]);
    },
  );

  test('many jobs: what it costs is said before, and more than 500 requests are asked about', async () => {
    const many = largeWorld(1);
    const job = {
      job_template_id: many.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      ...{ targeting_type: 'static_query', search_query: 'hostgroup = nodes' },
      inputs: { command: 'true' },
    };
    for (let count = 1100; count > 0; count--)
      many.history.push({ agoMs: 60_000 * count, login: 'admin', job });
    world = await openWorld({ world: many });
    const ran = await world.run(['list', '--sort', 'duration', '-n', '1']);
    expect(ran.stderr).toBe('Reading 1,100 jobs to sort them takes about 33 requests.\n');
    expect(ran.stdout.split('\n')).toHaveLength(2);
  });
});
