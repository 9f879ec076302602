import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('an option that took another option as its value', () => {
  const uptime = ['run', '-c', 'uptime', '--host', 'web01', '--detach'];
  test.each([
    [[...uptime, '--description', '--dry-run'], '--description', '--dry-run', '--description'],
    [[...uptime, '--ssh-user', '-n'], '--ssh-user', '-n', '--ssh-user'],
    [['run', '--host', 'web01', '-c', '--help'], '-c', '--help', '--command'],
    [['--profile', '--verbose', ...uptime], '--profile', '--verbose', '--profile'],
    [['rerun', '208', '-i', '--failed'], '-i', '--failed', '--input'],
  ])('is refused: %s', async (argv, flag, value, long) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(
      `rexctl: ${flag} needs a value, but \`${value}\` is an option\n        if it is the value: ${long}=${value}\n`,
    );
    expect(world.requestsSince(0)).toEqual([]);
  });

  test.each([
    [['--description=--dry-run']],
    [['--description', '--dry']],
    [['--description', '-']],
  ])('is not meant: %s', async (words) => {
    expect(await world.run([...uptime, ...words])).toMatchObject({ code: 0, stdout: '208\n' });
  });
});

describe('a command line that cannot be read is refused with what to type instead', () => {
  test.each([
    [['foo'], 'unknown command `foo`', 'try: rexctl --help'],
    [['--', '--help'], 'unknown command `--help`\n', 'try: rexctl --help'],
    [['a\nb'], 'unknown command `a\n        b`\n', 'try: rexctl --help'],
    [['list', "--it's"], "unknown option `--it's`\n", 'try: rexctl list --help'],
    [['list', '--it=s3cret'], 'unknown option `--it`\n', 'try: rexctl list --help'],
    [['exit-codes'], 'unknown command `exit-codes`', 'try: rexctl help exit-codes'],
    [['permissions'], 'unknown command `permissions`', 'try: rexctl help old-servers'],
    [['host', 'web01'], 'unknown command `host web01`', 'try: rexctl host show web01'],
    [['schedule', '3'], 'unknown command `schedule 3`', 'try: rexctl schedule show 3'],
    [
      ['template', 'Patch hosts'],
      'unknown command `template Patch hosts`',
      "try: rexctl template show 'Patch hosts'",
    ],
    [['lits', '--help'], 'unknown command `lits`; did you mean `list`?', 'rexctl list --help'],
    [['host', 'foo', '-h'], 'unknown command `host foo`', 'try: rexctl host --help'],
    [['lits'], 'unknown command `lits`; did you mean `list`?', 'try: rexctl list --help'],
    [['help', 'foo'], 'unknown command or topic `foo`', 'try: rexctl help'],
    [
      ['help', 'proxy'],
      'unknown command or topic `proxy`',
      'read about it: rexctl help environment',
    ],
    [['proxy', 'list'], 'unknown command `proxy`', 'try: rexctl help from-hammer'],
    [['help', 'serch'], 'unknown command or topic `serch`; did you mean `search`?', 'rexctl help'],
    [
      ['help', 'schedule', 'canel'],
      'unknown command `schedule canel`; did you mean `schedule cancel`?',
      'try: rexctl help schedule',
    ],
    [['help', 'hosts', 'web01'], 'unexpected argument `web01`', 'try: rexctl help hosts'],
    [
      ['help', 'run', '--json'],
      'the help of a command is text and cannot be printed as json',
      'omit --json',
    ],
    [
      ['help', '--format', 'yaml'],
      'the help of a command is text and cannot be printed as yaml',
      'omit --format yaml',
    ],
    [['--json'], 'no command given', 'try: rexctl --help'],
    [['feature'], '`rexctl feature` needs a subcommand: list', 'try: rexctl feature list'],
    [
      ['template'],
      '`rexctl template` needs a subcommand: list or show',
      'try: rexctl template --help',
    ],
    [['template', 'show'], 'missing argument <template>', 'find one: rexctl template list'],
    [['schedule', 'show'], 'missing argument <series>', 'find one: rexctl schedule list'],
    [['completion'], 'missing argument <shell>', 'try: rexctl completion --help'],
    [['wait'], 'missing argument <job>', 'find one: rexctl list'],
    [
      ['host', 'list', 'name', '~', 'web'],
      'unexpected argument `~`',
      "quote it as one argument: rexctl host list 'name ~ web'",
    ],
    [
      ['config', 'set', 'location', 'New', 'York'],
      'unexpected argument `York`',
      "quote it as one argument: rexctl config set location 'New York'",
    ],
    [
      ['config', 'set', 'location=New York'],
      'missing argument <value>',
      "try: rexctl config set location 'New York'",
    ],
    [
      ['config', 'set', 'location='],
      'missing argument <value>',
      "try: rexctl config set location ''",
    ],
    [['config', 'set', 'location'], 'missing argument <value>', 'try: rexctl config set --help'],
    [
      ['run'],
      'nothing to run: give --command, --template or --feature',
      "try: rexctl run --command 'uptime' --host NAME",
    ],
    [
      ['run', '-c', 'uptime'],
      'no hosts to run on: give --host, --search or --bookmark',
      "try: rexctl host list 'name ~ web'",
    ],
    [['list', 'extra'], 'unexpected argument `extra`', 'usage: rexctl list [options]'],
    [['list', '214'], 'unexpected argument `214`', 'did you mean: rexctl show 214'],
    [
      ['list', 'failed'],
      'unexpected argument `failed`',
      'did you mean: rexctl list --outcome failed',
    ],
    [['resume', '3', '4'], 'unexpected argument `4`', 'usage: rexctl resume [options] <job>'],
    [['rerun', '3', '4'], 'unexpected argument `4`', 'usage: rexctl rerun [options] [job]'],
    [['--server', 'list'], 'no command given: --server took `list` as its value', 'rexctl --help'],
    [['list', '--server'], '--server needs a value: --server <url>', 'see: rexctl help options'],
    [['profile', 'use'], 'missing argument <name>', 'find one: rexctl profile list'],
    [['-v'], 'no command given', 'try: rexctl --version'],
    [
      ['run', 'uptime'],
      'unexpected argument `uptime`',
      'did you mean: rexctl run -c uptime --host NAME\n',
    ],
    [
      ['run', 'uptime', '--search', 'name ~ web'],
      'unexpected argument `uptime`',
      "did you mean: rexctl run -c uptime --search 'name ~ web'\n",
    ],
    [
      ['run', '-c', '--host', 'web01', 'uptime'],
      '-c needs a value, but `--host` is an option',
      'if it is the value: --command=--host\n',
    ],
    [
      ['run', '--host', '-c', 'uptime'],
      '--host needs a value, but `-c` is an option',
      'if it is the value: --host=-c\n',
    ],
    [
      ['run', 'web01', 'web02', '--', 'df', '-h'],
      'unexpected argument `web01`',
      "did you mean: rexctl run -c 'df -h' --host web01,web02\n",
    ],
    [
      ['run', '-c', 'uptime', 'web01', 'web02'],
      'unexpected argument `web01`',
      'did you mean: rexctl run -c uptime --host web01,web02',
    ],
    [
      ['run', '-c', 'systemctl', 'restart', 'nginx', '--host', 'web01'],
      'unexpected argument `restart`',
      "did you mean: rexctl run -c 'systemctl restart nginx' --host web01\n",
    ],
    [
      ['run', '-c', 'uptime', '--search', 'hostgroup', '=', 'web'],
      'unexpected argument `=`',
      "quote the search: --search 'hostgroup = web'",
    ],
    [
      ['list', '--search', 'status', '=', 'failed'],
      'unexpected argument `=`',
      "quote the search: --search 'status = failed'",
    ],
    [
      ['schedule', 'cancel', '--bogus'],
      'unknown option `--bogus`',
      'try: rexctl schedule cancel --help',
    ],
    [['template', 'show', '-x'], 'unknown option `-x`', 'try: rexctl template show --help'],
    [['--bogus'], 'unknown option `--bogus`', 'try: rexctl --help'],
    [['list', '--mine=1'], '--mine takes no value', 'use it without one: --mine'],
    [['list', '--no-recurring=1'], '--no-recurring takes no value', 'without one: --no-recurring'],
    [['template', 'list', '--quiet=yes'], '--quiet takes no value', 'use it without one: --quiet'],
    [
      ['list', '--fromat', 'json'],
      'unknown option `--fromat`; did you mean `--format`?',
      'try: rexctl list --help',
    ],
    [['show', '3', '--follow'], 'unknown option `--follow`', 'try: rexctl watch 3'],
    [
      ['show', '3', '--tail'],
      'unknown option `--tail`',
      '--tail is an option of output\n        try: rexctl show --help',
    ],
    [['run', '-psecret'], 'unknown option `-p`', 'try: rexctl run --help'],
    [
      ['whoami', '--password=secret'],
      'unknown option `--password`',
      'use --token-file FILE, or let rexctl login ask: other users can read command lines',
    ],
    [['output', '--tail', '3'], 'missing argument <job>', 'find one: rexctl list'],
    [
      ['cancel', '212', 'web01'],
      '`web01` is not a valid job: expected an id',
      'try: rexctl cancel 212 --host web01',
    ],
    [
      ['wait', '@last', 'web01'],
      '`web01` is not a valid job: expected an id',
      'try: rexctl wait @last --for hosts=web01',
    ],
    [
      ['watch', '212', 'web[01-02]'],
      '`web[01-02]` is not a valid job: expected an id',
      "try: rexctl output 212 'web[01-02]' --follow",
    ],
    [['show', ''], "`''` is not a valid job: expected an id", ''],
    [['schedule', 'show', ''], "`''` is not a valid series", 'list the series'],
    [['help', ''], "unknown command or topic `''`", 'try: rexctl help'],
    [['list', '--columns', ''], "invalid --columns `''`: expected names", ''],
    [['wait', '208', '--for', ''], "invalid --for `''`", ''],
    [['list', '--limit'], '--limit needs a value: --limit <n>', 'try: rexctl list --help'],
    [
      ['output', '--diff', '214'],
      'missing argument <job>: --diff took `214` as its value',
      'try: rexctl output 214 --diff',
    ],
    [
      ['show', '--hosts', '@last'],
      'missing argument <job>: --hosts took `@last` as its value',
      'try: rexctl show @last --hosts',
    ],
    [['list', '--timeout', '0s'], 'invalid --timeout `0s`: expected more than 0s\n', ''],
    [['wait', '208', '--timeout', '0'], 'invalid --timeout `0`: expected more than 0s\n', ''],
    [
      ['list', '--request-timeout', '0s'],
      'invalid --request-timeout `0s`: expected more than 0s\n',
      '',
    ],
    [
      ['run', '-c', 'true', '--host', 'web01', '--execution-timeout', '0m'],
      'invalid --execution-timeout `0m`: expected more than 0s\n',
      '',
    ],
    [['list', '--fields', ','], 'invalid --fields `,`', 'expected names separated by commas'],
    [
      ['list', '--json', '--format', 'csv'],
      '--json and --format csv cannot be used together',
      'use only one',
    ],
    [
      ['list', '--format', 'xml'],
      'invalid --format `xml`: expected table, plain, json, ndjson, csv or yaml',
      '',
    ],
    [
      ['completion', 'tcsh'],
      'no completion for `tcsh`: expected bash, zsh, fish or powershell',
      '',
    ],
    [['schema', 'events'], 'no schema `events`; did you mean `event`?', 'try: rexctl schema'],
    [['schema', 'nope'], 'no schema `nope`', 'try: rexctl schema'],
  ])('%j', async (argv, message, hint) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(hint);
    expect(ran.stderr).not.toMatch(/\(outputHelp\)|or see: try:|secret/);
    expect(
      ran.stderr.split('\n').filter((line) => line.length > 100 && !line.startsWith('{')),
    ).toEqual([]);
    expect(world.server.requests).toEqual([]);
  });
});

describe('a word of hammer or of another program gets that of this one', () => {
  test.each([
    ['logs', 'rexctl output @last'],
    ['view', 'rexctl show @last'],
    ['jobs', 'rexctl list'],
    ['version', 'rexctl --version'],
    ['settings', 'rexctl config list'],
    ['profiles', 'rexctl profile list'],
    ['exec', 'rexctl run -c COMMAND --host NAME'],
    ['kill', 'rexctl cancel @last'],
    ['job-invocation', 'rexctl help from-hammer'],
    ['hosts', 'rexctl host list'],
    ['schedule delete', 'rexctl schedule cancel SERIES'],
    ['template get', 'rexctl template show NAME'],
    ['job-invocation create', 'rexctl help from-hammer', 'job-invocation'],
    ['job-invocation list', 'rexctl list'],
    ['job list', 'rexctl list'],
    ['recurring-logic list', 'rexctl schedule list'],
    ['job-template list', 'rexctl template list'],
    ['remote-execution-feature list', 'rexctl feature list'],
    ['remote-execution-feature', 'rexctl help from-hammer'],
    ['bookmarks', 'rexctl bookmark list'],
    ['orgs', 'rexctl organization list'],
    ['locations', 'rexctl location list'],
    ['location show', 'rexctl location list'],
    ['context', 'rexctl profile list'],
    ['profile current', 'rexctl profile show'],
    ['profile switch', 'rexctl profile use NAME'],
    ['profile delete', 'rexctl profile remove NAME'],
    ['profile add', 'rexctl login --profile NAME'],
    ['import-hammer', 'rexctl profile import-hammer'],
    ['config show', 'rexctl config list'],
    ['config unset', "rexctl config set KEY ''"],
    ['config edit', 'rexctl config path'],
    ['check', 'rexctl doctor'],
  ])('command %s', async (typed, instead, unknown = typed) => {
    const ran = await world.run(typed.split(' '));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toBe(`rexctl: unknown command \`${unknown}\`\n        try: ${instead}\n`);
  });

  test.each([
    ['stop 208', 'rexctl cancel 208'],
    ['info 208', 'rexctl show 208'],
    ['logs @last:failed', 'rexctl output @last:failed'],
    ['retry --attempts 5 208', 'rexctl rerun 208 --failed'],
    ['unpause 211', 'rexctl resume 211'],
    ['job-invocation cancel --id 208', 'rexctl cancel 208'],
    ['job-invocation output --id 208 --host web01', 'rexctl output 208 web01 --follow'],
    ['recurring-logic cancel --id 3', 'rexctl schedule cancel 3'],
    ['schedule pause 1', 'rexctl schedule disable 1'],
    ['stop --limit 5', 'rexctl cancel @last'],
  ])('the job or series of `%s` is in the hint', async (typed, instead) => {
    const ran = await world.run(typed.split(' '));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`\n        try: ${instead}\n`);
  });

  test.each([
    [['list', '--failed'], 'try: rexctl list --outcome failed'],
    [['list', '--running'], 'try: rexctl list --outcome running'],
    [['list', '--watch'], 'try: rexctl watch @last'],
    [['list', '-f'], 'try: rexctl watch @last'],
    [['list', '--user', 'anna'], 'try: rexctl list --owner anna'],
    [['list', '-o', 'json'], 'try: rexctl list --format json'],
    [['run', '-H', 'web01', '-c', 'uptime'], 'use --host web01'],
    [['run', '--search-query', 'name ~ web'], "use --search 'name ~ web'"],
    [['run', '--job-template', 'x'], 'use --template x'],
    [['run', '--host-ids', '1,2'], "use --search 'id ^ (IDS)'"],
    [['run', '--targeting-type', 'dynamic_query'], 'use --dynamic'],
    [
      ['run', '--targeting-type', 'static_query'],
      'omit it: rexctl looks up the hosts before the job starts',
    ],
    [
      ['run', '--grep', 'error', '--follow'],
      'use --detach, then: rexctl output @last --follow --grep error',
    ],
    [['watch', '208', '--grep', 'error'], 'try: rexctl output 208 --follow --grep error'],
    [['list', '--per-page', 'all'], 'try: rexctl list --all'],
    [['run', '--inputs', 'command=uptime'], 'use --input NAME=VALUE'],
    [['run', '--async'], 'use --detach'],
    [['run', '--start-at', '2026-12-01'], 'use --at 2026-12-01'],
    [['run', '--cron-line', '0 3 * * *'], "use --cron '0 3 * * *'"],
    [['run', '--target', 'web01'], 'use --host web01'],
    [['run', '--file', 'check.sh'], 'use --script check.sh'],
    [['run', '--hostgroup', 'web'], "use --search 'hostgroup = web'"],
    [['output', '208', '--failed-only'], 'try: rexctl output 208 --failed'],
    [['output', '208', '--host', 'web01'], 'try: rexctl output 208 web01'],
    [['output', '@last', '--follow', '--hosts', 'web01'], 'try: rexctl output @last web01'],
    [['show', '208', '--host', 'web01'], 'try: rexctl show 208 --hosts'],
    [['wait', '208', '--host', 'web01'], 'try: rexctl wait 208 --for hosts=web01'],
    [['rerun', '208', '--failed-only'], 'try: rexctl rerun 208 --failed'],
    [['host', 'list', '--search', 'web'], 'try: rexctl host list web'],
    [['template', 'list', '--search', 'Patch'], 'try: rexctl template list Patch'],
    [['feature', 'list', '--search', 'package'], 'try: rexctl feature list package'],
    [['bookmark', 'list', '--search', 'web'], 'try: rexctl bookmark list web'],
    [['organization', 'list', '-s', 'web'], 'try: rexctl organization list web'],
    [['location', 'list', '--csv'], 'try: rexctl location list --format csv'],
    [['login', '--user', 'anna'], 'try: rexctl login --login anna'],
    [['whoami', '--insecure'], 'try: rexctl whoami --ca-file FILE'],
    [['schedule', 'list', '--per-page', '5'], 'try: rexctl schedule list --limit 5'],
    [['run', '-c', 'true', '-o', 'json'], 'use --format json'],
    [['template', 'show', 'x', '--debug'], 'use --verbose'],
    [['schedule', 'show', '1', '-o', 'json'], 'use --format json'],
    [['cancel', '--jobs-search', 'status = running', '--debug'], 'use --verbose'],
    [['cancel', '208', '--debug'], 'try: rexctl cancel 208 --verbose'],
    [['rerun', '--failed-only', '--jobs-search', 'x'], 'use --failed'],
    [['show', '--id', '208'], 'try: rexctl show 208'],
    [['cancel', '--id', '208'], 'try: rexctl cancel 208'],
    [['cancel', '--id=208'], 'try: rexctl cancel --help'],
    [['schedule', 'show', '--id', '3'], 'try: rexctl schedule show 3'],
    [['template', 'show', '--id', '101'], 'try: rexctl template show 101'],
    [['show', 'abc', '--csv'], 'try: rexctl show @last --format csv'],
  ])('options %j', async (argv, instead) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^rexctl: unknown option `-{1,2}[\w-]+`\n/);
    expect(ran.stderr).toContain(`        ${instead}\n`);
  });

  test('an option that this command lacks too is not offered', async () => {
    const ran = await world.run(['whoami', '--per-page', '5']);
    expect(ran.stderr).toBe(
      'rexctl: unknown option `--per-page`\n        try: rexctl whoami --help\n',
    );
  });

  test('a word that every object has is a word like others', async () => {
    const ran = await world.run(['constructor']);
    expect(ran.stderr).toBe('rexctl: unknown command `constructor`\n        try: rexctl --help\n');
  });
});

describe('an empty value, as of a variable that is not set, never means what stands there otherwise', () => {
  const run = ['run', '--command', 'true', '--host', 'db01.example.com', '--detach'];
  const flags = ['--profile', '--server', '--login', '--token-file', '--ca-file', '--organization'];
  test.each([
    ...[...flags, '--location', '--ssh-user', '--effective-user'].map(
      (flag) => [flag, run] as const,
    ),
    ...['--effective-user', '--ssh-user'].map(
      (flag) => [flag, ['rerun', '205', '--failed']] as const,
    ),
    ...['--owner', '--template'].map((flag) => [flag, ['list']] as const),
    ...['--resume', '--dir'].map((flag) => [flag, ['output', '205', '--follow']] as const),
  ])('%s', async (flag, argv) => {
    const mark = world.server.requests.length;
    for (const value of ['', ' ']) {
      const ran = await world.run([...argv, `${flag}=${value}`]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(`rexctl: ${flag} is empty\n`);
      expect(ran.stderr).toContain('give a value or omit the option');
    }
    expect(world.requestsSince(mark)).toEqual([]);
  });
});

describe('a file that cannot be read is printed in words, not in those of the system', () => {
  const run = ['run', '--command', 'true', '--host', 'db01.example.com'];
  test.each([
    [...run, '--ca-file', `/${'n'.repeat(300)}`],
    [...run, '--token-file', '/dev/null/token'],
    [...run, '--inputs-file', `/${'n'.repeat(300)}`],
    ['run', '--command', '@/dev/null/script', '--host', 'db01.example.com'],
    ['run', '--command', 'true', '--host', '@/proc/self/mem'],
  ])('%#', async (...argv) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /: (?:its name is too long|a part of its path is not a folder|the disk or the device failed)\n/,
    );
    expect(ran.stderr).not.toMatch(/E[A-Z]{3,}/);
  });
});

describe('a name that is only a part of one is completed in the hint', () => {
  test.each([
    ['Patch', 'did you mean `Patch hosts`?'],
    ['999', 'list them: rexctl template list'],
  ])('template %s', async (name, hint) => {
    const ran = await world.run(['run', '--template', name, '--host', 'db01.example.com']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(`no template \`${name}\`, or not visible to you`);
    expect(ran.stderr).toContain(hint);
  });
});

test('hosts that are counted read well, however many', async () => {
  const screen = { terminal: { stdout: true, stderr: true } };
  const one = await world.run(['host', 'list', 'name = db01.example.com'], screen);
  expect(one.stderr + one.stdout).toContain('1 of 19 visible hosts matches.');
  const none = await world.run(['host', 'list', 'name = nobody'], screen);
  expect(none.stderr + none.stdout).toContain('No host matches; 19 hosts are visible to you.');
  const some = await world.run(['host', 'list', '--limit', '2'], screen);
  expect(some.stderr + some.stdout).toContain('Showing 2 of 19 hosts; more with --limit 10');
});

test('a job cancelled before its start was planned, not started; its series is named', async () => {
  const dry = await world.run(['cancel', '207', '--series', '--dry-run']);
  expect(dry.stdout).toContain('Would cancel series 1 (0 3 * * *): no more runs would start.');
  const ran = await world.run(['cancel', '207', '--occurrence', '--yes']);
  expect(ran.stdout).toBe('Cancel sent to job 207, which had not started.\n');
  const shown = await world.run(['show', '207']);
  expect(shown.stdout).toContain('Planned');
  expect(shown.stdout).not.toContain('Started');
});

test('what the server lists as incomplete and its hosts call cancelled is cancelled for cancel, too', async () => {
  await world.run(['run', '-c', 'sleep 900', '--search', 'name ~ db', '--detach']);
  await world.run(['cancel', '@last', '--yes', '--wait']);
  const again = await world.run(['cancel', '@last', '--yes', '--wait', '--exit-status']);
  expect(again).toMatchObject({ code: 6, stderr: '' });
  expect(again.stdout).toMatch(/had already finished: 2 cancelled\. Nothing was sent/);
});

test('rerun --failed --only error of cancelled hosts does not say that nothing failed', async () => {
  await world.run(['run', '-c', 'sleep 900', '--search', 'name ~ db', '--detach']);
  await world.run(['cancel', '@last', '--yes', '--wait']);
  await world.clock.sleep(20_000);
  const ran = await world.run(['rerun', '@last', '--failed', '--only', 'error']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/No host of job \d+ matches --only error; 2 failed in other ways/);
});

test('on a terminal a long sentence is broken at its width, in a pipe and a file it is not', async () => {
  const line = ['list', '--outcome', 'good'];
  const piped = await world.run(line);
  const shown = await world.run(line, { terminal: { stderr: true, columns: 80 } });
  expect(piped.stderr.trimEnd().split('\n')).toHaveLength(1);
  const lines = shown.stderr.trimEnd().split('\n');
  expect(lines.every((one) => one.length <= 80)).toBe(true);
  expect(lines.map((one) => one.trim()).join(' ')).toBe(piped.stderr.trimEnd());
});
