import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web = ['--host', 'web01.example.com', '--host', 'web02.example.com', '--yes'];
const template = ['--line-template', '{job}.{attempt} {host:20}|{stream}|{text}'];
const expected = ['web01', 'web02'].map((name) => `208.0 ${name}.example.com   |stdout|hello\n`);

describe('--line-template', () => {
  test.each([
    ['of a snapshot', ['output', '208']],
    ['of a follow', ['output', '208', '--follow']],
  ])('%s prints each line in its form', async (_, argv) => {
    await world.run(['run', '-c', 'echo hello', ...web, '--quiet']);
    const ran = await world.run([...argv, ...template]);
    expect([ran.code, ran.stdout.split(/^/m).sort(), ran.stderr]).toEqual([0, expected, '']);
  });

  test.each([
    ['run', ['run', '-c', 'echo hello', ...web]],
    ['rerun', ['rerun', '208', '--succeeded', '--yes']],
  ])('%s --follow prints each line in its form', async (verb, argv) => {
    if (verb === 'rerun') await world.run(['run', '-c', 'echo hello', ...web, '--quiet']);
    const ran = await world.run([...argv, '--follow', ...template]);
    const ids = verb === 'rerun' ? '209.1' : '208.0';
    expect(ran.code).toBe(0);
    expect(ran.stdout.split(/^/m).sort()).toEqual(
      expected.map((line) => line.replace('208.0', ids)),
    );
  });

  test('one host has the same form, and lines pass the same filters', async () => {
    await world.run(['run', '-c', 'seq 12', ...web, '--quiet']);
    const few = ['--grep', '2', '--tail', '1', '--line-template', '{host}\\t{text}'];
    expect((await world.run(['output', '208', 'web01', ...few])).stdout).toBe(
      'web01.example.com\t12\n',
    );
  });

  test('--timestamps chooses the form of {time}', async () => {
    await world.run(['run', '-c', 'echo hello', ...web, '--quiet']);
    const argv = ['output', '208', 'web01', '--line-template', '{time}|{text}'];
    expect((await world.run(argv)).stdout).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z\|hello\n$/);
    const relative = await world.run([...argv, '--timestamps', 'relative']);
    expect(relative.stdout).toMatch(/^[+-]\d+\.\d{3}s\|hello\n$/);
  });

  test('on a terminal the same form, failures beside it', async () => {
    await world.run(['run', '-c', 'echo hello; exit 3', ...web, '--quiet']);
    const on = { terminal: { stdout: true, stderr: true } };
    const ran = await world.run(['output', '208', ...template], on);
    expect([ran.code, ran.stdout]).toEqual([0, expected.join('')]);
    expect(ran.stderr).toBe(
      'rexctl: web01.example.com: exit 3\nrexctl: web02.example.com: exit 3\n',
    );
  });

  test('what is typed to return after an interrupt has it, quoted', async () => {
    const argv = [
      'run',
      '-c',
      'echo hello',
      '--host',
      'web01.example.com',
      '--follow',
      ...template,
    ];
    const ran = await world.run(argv);
    expect(ran.stderr).toContain(
      "rexctl output 208 --follow --line-template '{job}.{attempt} {host:20}|{stream}|{text}'",
    );
  });
});

describe('--line-template is refused before anything is sent', () => {
  test.each([
    [['output', '5', '--json'], '--line-template cannot be used with json'],
    [['output', '5', '--format', 'csv'], '--line-template cannot be used with csv'],
    [['output', '5', '--follow', '--format', 'ndjson'], 'cannot be used with ndjson'],
    [['output', '5', '--group'], '--group and --line-template cannot be used together'],
    [['output', '5', '--raw'], '--raw and --line-template cannot be used together'],
    [['output', '5', '--dir', 'x'], '--dir and --line-template cannot be used together'],
    [['output', '5', '--diff'], '--diff and --line-template cannot be used together'],
    [['run', '-c', 'true', ...web], '--line-template needs --follow'],
    [['rerun', '5'], '--line-template needs --follow'],
    [['run', '-c', 'true', ...web, '--follow', '--json'], 'cannot be used with json'],
    [['run', '-c', 'true', ...web, '--follow', '--group'], 'cannot be used together'],
    [['rerun', '5', '--follow', '--json'], 'cannot be used with json'],
  ])('%j', async (argv, message) => {
    const ran = await world.run([...argv, '--line-template', '{host} {text}']);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(message);
    expect(world.requestsSince(0)).toEqual([]);
  });

  test.each([['{host} {text}'], ['{{time}} {text}']])('--timestamps with %s', async (form) => {
    const argv = ['output', '5', '--timestamps', 'utc', '--line-template', form];
    const ran = await world.run(argv);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toBe(
      'rexctl: --timestamps needs `{time}` in --line-template\n' +
        '        add {time} to the template\n',
    );
    expect(world.requestsSince(0)).toEqual([]);
  });

  test('with a field that there is not', async () => {
    const ran = await world.run(['output', '5', '--line-template', '{name} {text}']);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toBe(
      [
        'rexctl: invalid --line-template `{name} {text}`: unknown field `{name}`. Nothing was sent',
        '        fields: {time}, {host}, {text}, {stream}, {job}, {attempt}\n',
      ].join('\n'),
    );
    expect(world.requestsSince(0)).toEqual([]);
  });
});
