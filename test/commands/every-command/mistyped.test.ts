import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('a command line that makes no sense is told so, with what to type instead', () => {
  test.each([
    [['foo'], "unknown command 'foo'", 'try: rexctl --help'],
    [['help', 'foo'], 'unknown command or topic `foo`', 'try: rexctl help'],
    [['help', 'serch'], 'unknown command or topic `serch`; did you mean `search`?', 'rexctl help'],
    [
      ['help', 'schedule', 'canel'],
      'unknown command `schedule canel`; did you mean `schedule cancel`?',
      'try: rexctl help schedule',
    ],
    [['help', 'hosts', 'web01'], 'unexpected argument `web01`', 'try: rexctl help hosts'],
    [
      ['help', 'run', '--json'],
      'the help of commands is text, not json',
      'manual pages have a document: rexctl help topics --json',
    ],
    [['template'], '`rexctl template` needs one of its subcommands', 'try: rexctl template --help'],
    [
      ['template', 'show'],
      "missing required argument 'template'",
      'try: rexctl template show --help',
    ],
    [
      ['host', 'list', 'name', '~', 'web'],
      'unexpected argument `~`',
      'usage: rexctl host list [options] [search]',
    ],
    [
      ['list', 'extra'],
      'unexpected argument `extra`',
      'quote what contains blanks; usage: rexctl list [options]',
    ],
    [
      ['run', 'uptime'],
      'unexpected argument `uptime`',
      "to run it: rexctl run --command 'uptime' …",
    ],
    [
      ['run', '-c', 'uptime', 'web01', 'web02'],
      'unexpected argument `web01`',
      "to run on it: rexctl run --command 'uptime' --host 'web01,web02' …",
    ],
    [
      ['run', '-c', 'systemctl', 'restart', 'nginx', '--host', 'web01'],
      'unexpected argument `restart`',
      "quote the whole command: rexctl run --command 'systemctl restart nginx' …",
    ],
    [
      ['schedule', 'cancel', '--bogus'],
      "unknown option '--bogus'",
      'try: rexctl schedule cancel --help',
    ],
    [['template', 'show', '-x'], "unknown option '-x'", 'try: rexctl template show --help'],
    [['--bogus'], "unknown option '--bogus'", 'try: rexctl --help'],
    [['list', '--fromat', 'json'], "unknown option '--fromat'", 'Did you mean --format?'],
    [
      ['show', '3', '--follow'],
      "unknown option '--follow'",
      '--follow is an option of run, output, and rerun',
    ],
    [
      ['list', '--failed'],
      "unknown option '--failed'",
      'those of this command: rexctl list --help',
    ],
    [['run', '-psecret'], "unknown option '-p'", 'try: rexctl run --help'],
    [
      ['output', '--diff', '214'],
      "missing required argument 'job'",
      'try: rexctl output 214 --diff',
    ],
    [
      ['show', '--hosts', '@last'],
      "missing required argument 'job'",
      'try: rexctl show @last --hosts',
    ],
    [['list', '--fields', ','], '`,` is not a list', 'names separated by commas'],
    [['list', '--json', '--format', 'csv'], '--json and --format csv', 'use only one'],
  ])('%j', async (argv, message, hint) => {
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(hint);
    expect(ran.stderr).not.toMatch(/\(outputHelp\)|or see: try:|secret/);
    expect(world.server.requests).toEqual([]);
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
      expect(ran.stderr).toContain('give it a value, or leave it out');
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
      /: (?:its name is too long|a part of its path is no directory|the disk or the device failed)\n/,
    );
    expect(ran.stderr).not.toMatch(/E[A-Z]{3,}/);
  });
});

describe('a name that is only a part of one is completed in the hint', () => {
  test.each([
    ['Patch', 'did you mean "Patch hosts"?'],
    ['999', 'see them: rexctl template list'],
  ])('template %s', async (name, hint) => {
    const ran = await world.run(['run', '--template', name, '--host', 'db01.example.com']);
    expect(ran).toMatchObject({ code: 5, stdout: '' });
    expect(ran.stderr).toContain(`no template "${name}", or not visible to you`);
    expect(ran.stderr).toContain(hint);
  });
});

test('hosts that are counted read well, however many', async () => {
  const screen = { terminal: { stdout: true, stderr: true } };
  const one = await world.run(['host', 'list', 'name = db01.example.com'], screen);
  expect(one.stderr + one.stdout).toContain('1 of 19 visible hosts matches.');
  const none = await world.run(['host', 'list', 'name = nobody'], screen);
  expect(none.stderr + none.stdout).toContain('No host matches; 19 visible to you.');
  const some = await world.run(['host', 'list', '--limit', '2'], screen);
  expect(some.stderr + some.stdout).toContain('2 of the 19 hosts that match; 19 visible to you.');
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
  expect(ran.stdout).toMatch(
    /No host of job \d+ ended as --only error asks; 2 hosts did not succeed otherwise/,
  );
});
