import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandTree, declarationOf } from '../../../src/program/command-tree.ts';
import { profileKeyNames } from '../../../src/settings/profiles/profile-keys.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const env = { NO_COLOR: '1' };
const onTerminal = { terminal: { stdout: true, stderr: true }, env };

async function preset(key: string, value: string): Promise<void> {
  const ran = await world.run(['config', 'set', key, value]);
  expect(ran).toMatchObject({ code: 0 });
}

describe('a format that the profile presets', () => {
  test('is used on a terminal', async () => {
    await preset('format', 'yaml');
    const ran = await world.run(['list', '--limit', '1'], onTerminal);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^schema: rexctl\/1\njobs:\n/);
  });

  test('changes nothing in a pipe or a file, which scripts read', async () => {
    const before = await world.run(['list']);
    await preset('format', 'json');
    const after = await world.run(['list']);
    expect(after).toMatchObject({ code: 0, stdout: before.stdout });
  });

  test.each([
    ['--format table', ['--format', 'table'], /^ +ID +/],
    ['--json', ['--json'], /^\{\n? *"schema"/],
    ['--format plain', ['--format', 'plain'], /^\d+\t/],
    ['--query', ['--query', 'jobs[0].id'], /^\d+\n$/],
  ])('yields to %s', async (_, words, shape) => {
    await preset('format', 'yaml');
    const ran = await world.run(['list', '--limit', '1', ...words], onTerminal);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(shape);
  });

  test('leaves commands alone that follow jobs or have formats themselves', async () => {
    await preset('format', 'json');
    const run = await world.run(['run', '-c', 'true', '--host', 'web01', '--detach'], onTerminal);
    expect(run).toMatchObject({ code: 0, stdout: '208\n' });
    const report = await world.run(['report', '207', '--format', 'markdown'], onTerminal);
    expect(report.stdout).toMatch(/^#/);
  });

  test.each([
    ['help', /^Usage: rexctl COMMAND/],
    ['help list', /^Usage: rexctl list/],
    ['help topics', /^ +options +global options/m],
    ['help environment', /^Environment variables\n/],
    ['template show 100 --script', /^<%#|^[^{s]/],
    ['list --limit 1 --columns id', /^ ID\n 207\n/],
  ])('makes no document of `%s`, which a user reads', async (line, shape) => {
    const before = await world.run(line.split(' '), onTerminal);
    await preset('format', 'yaml');
    const after = await world.run(line.split(' '), onTerminal);
    expect(after).toMatchObject({ code: 0, stdout: before.stdout, stderr: before.stderr });
    expect(after.stdout).toMatch(shape);
  });

  test.each(['csv', 'ndjson', 'xml'])('cannot be %s', async (format) => {
    const ran = await world.run(['config', 'set', 'format', format]);
    expect(ran).toMatchObject({
      code: 2,
      stdout: '',
      stderr: `rexctl: invalid \`format\` \`${format}\`: expected table, plain, json or yaml\n`,
    });
  });
});

describe('columns that the profile presets', () => {
  const columns = 'id, user,outcome';

  test('are those of a table on a terminal, also where they cost more requests', async () => {
    await preset('list_columns', columns);
    const ran = await world.run(['list', '--limit', '1'], onTerminal);
    expect(ran.stdout.split('\n')[0]?.trim().split(/ +/)).toEqual(['ID', 'USER', 'OUTCOME']);
    expect(ran.stdout).toContain('admin');
  });

  test.each([
    ['--columns', ['--columns', 'id'], 'ID'],
    ['--fields', ['--fields', 'outcome'], 'OUTCOME'],
  ])('yield to %s', async (_, words, header) => {
    await preset('list_columns', columns);
    const ran = await world.run(['list', '--limit', '1', ...words], onTerminal);
    expect(ran.stdout.split('\n')[0]?.trim()).toBe(header);
  });

  test('change nothing in a pipe, in CSV or in JSON', async () => {
    const argv = [[], ['--format', 'csv'], ['--json'], ['--format', 'plain']];
    const before = [];
    for (const words of argv) before.push((await world.run(['list', ...words])).stdout);
    await preset('list_columns', columns);
    const after = [];
    for (const words of argv) after.push((await world.run(['list', ...words])).stdout);
    expect(after).toEqual(before);
  });

  test('are checked when they are set, and suggest the right one', async () => {
    for (const argv of [
      ['config', 'set', 'list_columns', 'id,usr'],
      ['profile', 'set', 'default', '--create', 'list_columns=id,usr'],
    ]) {
      const ran = await world.run(argv);
      expect(ran).toMatchObject({
        code: 2,
        stdout: '',
        stderr:
          'rexctl: unknown column `usr` in `list_columns`; did you mean `user`?\n' +
          '        change it: rexctl config set list_columns COLUMNS\n',
      });
    }
  });

  test('are shown with where they come from', async () => {
    await preset('list_columns', columns);
    const { json } = await world.run(['config', 'list', '--json']);
    expect(json.settings).toContainEqual({
      key: 'list_columns',
      value: columns,
      source: 'profile `default`',
    });
    const shown = await world.run(['profile', 'show']);
    expect(shown.stdout).toMatch(/^list_columns\tid, user,outcome$/m);
  });

  test('can be set for each command that lists rows and has --columns', async () => {
    const tree = await commandTree({ version: '0' });
    const named = tree.commands
      .flatMap((command) => [command, ...command.commands])
      .filter((command) => {
        const declared = declarationOf(command);
        return (
          declared !== undefined &&
          'options' in declared &&
          declared.options.some(({ long }) => long === '--columns') &&
          command.name() !== 'show'
        );
      })
      .map((command) => {
        const group = command.parent === tree ? '' : `${command.parent?.name()}_`;
        return `${group}${command.name()}_columns`;
      });
    expect(named.sort()).toEqual(profileKeyNames.filter((key) => key.endsWith('_columns')).sort());
  });
});

test('settings that cannot be read are reported by the command that needs them', async () => {
  const env = { ...onTerminal.env, REXCTL_PROFILE: 'missing' };
  const help = await world.run(['help', 'search'], { ...onTerminal, env });
  expect(help).toMatchObject({ code: 0, stderr: '' });
  const list = await world.run(['list'], { ...onTerminal, env });
  expect(list).toMatchObject({ code: 2, stdout: '' });
  expect(list.stderr).toContain('missing');
});
