import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addSearchedJobs, recordedAt, searchedWorld } from '../../contract/searched-world.ts';
import { openWorld, type World } from '../../world/run.ts';

describe('a search that says nothing is refused before anything is sent', () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld();
  });

  afterEach(() => world.close());

  const ways: readonly (readonly [string, readonly string[], string])[] = [
    ['run --search', ['run', '-c', 'uptime', '--yes', '--search'], '--search'],
    [
      'run --search --dynamic',
      ['run', '-c', 'uptime', '--yes', '--dynamic', '--search'],
      '--search',
    ],
    ['cancel --search', ['cancel', '204', '--yes', '--search'], '--search'],
    ['cancel --jobs-search', ['cancel', '--yes', '--jobs-search'], '--jobs-search'],
    ['rerun --jobs-search', ['rerun', '--failed', '--jobs-search'], '--jobs-search'],
    ['list --search', ['list', '--search'], '--search'],
    ['host list', ['host', 'list'], 'the search'],
    ['template list', ['template', 'list'], 'the search'],
    ['bookmark list', ['bookmark', 'list'], 'the search'],
    ['organization list', ['organization', 'list'], 'the search'],
    ['location list', ['location', 'list'], 'the search'],
  ];

  test.each(ways)('%s', async (_, argv, where) => {
    for (const [typed, why, caret] of [
      ['id =', '`id =` has no value', '^^^^'],
      ['> 2', '`>` has no field before it: the server would ignore it', '^'],
      ['"" or id = 2', '`""` matches everything', '^^'],
    ] as const) {
      const ran = await world.run([...argv, typed]);
      expect([ran.code, ran.stdout]).toEqual([2, '']);
      expect(ran.stderr).toContain(
        `rexctl: ${where}: ${why}. Nothing was sent\n          ${typed}\n          ${caret}\n        `,
      );
    }
    const dash = await world.run([...argv, '-']);
    expect([dash.code, dash.stdout]).toEqual([2, '']);
    expect(dash.stderr).toMatch(/ends after `-`|matches everything/);
    expect(world.server.requests).toEqual([]);
  });

  test('in JSON the refusal is one line, with the place in its hint', async () => {
    const { code, stderr } = await world.run(['list', '--json', '--search', 'status =']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toEqual({
      code: 'usage',
      exit_code: 2,
      message: '--search: `status =` has no value. Nothing was sent',
      hint: '  status =\n  ^^^^^^^^\nwrite the value after it',
      retryable: false,
      http_status: null,
    });
  });

  test.each([
    ['hostgroup = wbe', "try: rexctl host list 'hostgroup ~ wbe'"],
    ['name = "o\'neil" and os = x', "try: rexctl host list 'name ~ \"o'\\''neil\" and os ~ x'"],
    ['id = 4711', 'see which hosts you can use: rexctl host list'],
    ['created_at >= tomorrow', 'see which hosts you can use: rexctl host list'],
    ['name ~ nosuch', 'see which hosts you can use: rexctl host list'],
  ])(
    'what finds no host is tried with "contains", where that is a search: %s',
    async (search, hint) => {
      const ran = await world.run(['run', '-c', 'uptime', '--yes', '--search', search]);
      expect([ran.code, ran.stdout]).toEqual([9, '']);
      expect(ran.stderr).toContain(`\n        ${hint}\n`);
    },
  );

  test.each([
    [
      ['list', '--search', 'name = x'],
      "field 'name' not recognized",
      'fields of jobs: id, status, descr',
    ],
    [
      ['list', '--search', 'started > x'],
      "field 'started' not recognized",
      'did you mean `started_at`?',
    ],
    [['host', 'list', 'NAME ~ x'], "field 'NAME' not recognized", 'did you mean `name`?'],
    [['bookmark', 'list', 'nam ~ x'], "field 'nam' not recognized", 'did you mean `name`?'],
    [
      ['organization', 'list', 'titel = x'],
      "field 'titel' not recognized",
      'did you mean `title`?',
    ],
    [
      ['host', 'list', 'zzzzzz = 1'],
      "field 'zzzzzz' not recognized",
      'fields of hosts: name, id, ',
    ],
    [
      ['template', 'list', 'categroy ~ x'],
      "field 'categroy' not recognized",
      'fields of templates: name',
    ],
  ])('a field that the server does not know: %j', async (argv, message, hint) => {
    const ran = await world.run(argv);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(/^rexctl: .*\n(?: {8}\S.{1,91}\n)+$/);
    expect(ran.stderr).toContain(`rexctl: ${message} for searching\n        ${hint}`);
  });

  test('a dynamic start stores the search as it was sent', async () => {
    const search = 'created_at > "2026-01-01 10:00" and name ~ web';
    const argv = ['run', '-c', 'uptime', '--yes', '--detach', '--dynamic', '--search', search];
    const ran = await world.run(argv);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('is sent as `created_at >= "2026-01-01 10:00"`');
    const [started] = [...world.server.jobs.values()].slice(-1);
    expect(started?.targeting.search_query).toBe('created_at >= "2026-01-01 10:00" and name ~ web');
  });

  test('everything is meant by saying so', async () => {
    const ran = await world.run([
      'run',
      '-c',
      'uptime',
      '--dry-run',
      '--search',
      'id > 0',
      '--json',
    ]);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.json.hosts).toHaveLength(19);
  });

  test.each(['> 2', '', 'name ~ "web" or ()'])(
    'a bookmark whose query is %j is no target',
    async (query) => {
      world.server.world.addBookmark('odd', query);
      for (const more of [[], ['--dynamic']]) {
        const ran = await world.run(['run', '-c', 'uptime', '--yes', '--bookmark', 'odd', ...more]);
        expect([ran.code, ran.stdout]).toEqual([2, '']);
        expect(ran.stderr).toMatch(/^rexctl: bookmark `odd`: .*\. Nothing was sent\n/);
      }
      expect(world.server.requests.filter(({ method }) => method === 'POST')).toEqual([]);
    },
  );

  test('a bookmark that can be read is sent as it is', async () => {
    world.server.world.addBookmark('recent', 'hostgroup = db and created_at > "35 minutes ago"');
    const ran = await world.run(['run', '-c', 'uptime', '--dry-run', '--bookmark', 'recent']);
    expect(ran.code).toBe(9);
    const asked = world.server.requests.filter(({ path }) => path.startsWith('/api/hosts'));
    expect(asked.map(({ query }) => query.search)).toContain(
      'hostgroup = db and created_at > "35 minutes ago"',
    );
  });
});

describe('searches that the server answers wrongly in silence', () => {
  let world: World;

  beforeEach(async () => {
    world = await openWorld({ world: searchedWorld() });
    world.clock.advance(recordedAt - world.clock.now());
    addSearchedJobs(world.server);
  });

  afterEach(() => world.close());

  async function listed(search: string) {
    const { code, json, stderr } = await world.run(['list', '--all', '--json', '--search', search]);
    expect(code).toBe(0);
    const ids: number[] = json.jobs.map(({ id }: { id: number }) => id);
    return {
      ids,
      warnings: stderr
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line).warning),
    };
  }

  test.each([
    ['recurring = false', 97, 'null? recurring'],
    ['not recurring = true', 97, 'null? recurring'],
    ['status ^ (failed, cancelled)', 51, 'status = failed or status = cancelled'],
    ['status = running', 0, 'status = running and has started_at'],
    ['status = queued', 3, 'status = queued and null? started_at'],
    ['started_at > "2 hours ago"', 0, 'started_at >= "2 hours ago"'],
    ['started_at > "6 hours ago"', 24, 'started_at >= "6 hours ago"'],
  ])('%s finds %d jobs, and shows how it was sent (traps 33, 62)', async (search, count, sent) => {
    const { ids, warnings } = await listed(search);
    expect(warnings).toEqual([expect.stringContaining(`sent as \`${sent}\``)]);
    expect(ids).toHaveLength(count);
  });

  test('a search for what recurs or failed does not lose those that failed once', async () => {
    const { ids } = await listed('recurring = true or status = failed');
    expect(ids).toHaveLength(58);
  });

  test('cancel of what runs leaves alone what only waits for its time', async () => {
    const ran = await world.run(['cancel', '--yes', '--jobs-search', 'status = running']);
    expect([ran.code, ran.stdout]).toEqual([0, 'No unfinished job matches. Nothing was sent.\n']);
    expect(ran.stderr).toContain(
      'for the server `status = running` also matches queued jobs: sent as',
    );
  });

  test('a date that the server cannot read would find every job: refused', async () => {
    const ran = await world.run(['cancel', '--yes', '--jobs-search', 'start_at > now']);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toBe(
      [
        'rexctl: --jobs-search: the server cannot read `now` as a date, and would ignore the condition. Nothing was sent',
        '          start_at > now',
        '                     ^^^',
        '        write today, yesterday, "2 hours ago", "3 days from now", 2026-11-28 or "2026-11-28 14:00"',
        '',
      ].join('\n'),
    );
    expect(world.server.requests).toEqual([]);
  });
});
