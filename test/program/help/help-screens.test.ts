import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandList } from '../../../src/program/commands.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

function screen(name: string): string {
  return fileURLToPath(new URL(`screens/${name}.txt`, import.meta.url));
}

const terminal = (columns: number) => ({ terminal: { stdout: true, columns } });
const noColor = { NO_COLOR: '1' };

test.each([
  ['root-80', ['--help'], 80],
  ['run-80', ['run', '--help'], 80],
  ['run-100', ['run', '--help'], 100],
  ['schedule-80', ['schedule', '--help'], 80],
] as const)('the screen %s', async (name, argv, columns) => {
  const ran = await world.run(argv, { ...terminal(columns), env: noColor });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toBe('');
  await expect(ran.stdout).toMatchFileSnapshot(screen(name));
});

describe('all ways to ask for it print the same', () => {
  test('of the program', async () => {
    const { stdout } = await world.run(['--help']);
    for (const argv of [[], ['-h'], ['help'], ['--server', 'x.example.com', '--help']])
      expect(await world.run(argv)).toMatchObject({ code: 0, stdout, stderr: '' });
  });

  test('of a command', async () => {
    const { stdout } = await world.run(['schedule', 'list', '--help']);
    for (const argv of [
      ['help', 'schedule', 'list'],
      ['schedule', 'ls', '-h'],
      ['--json', 'schedule', 'list', '--help'],
      ['schedule', 'list', '--all', '--help'],
    ])
      expect(await world.run(argv)).toMatchObject({ code: 0, stdout, stderr: '' });
  });
});

test('the root help fits two small screens, and names every command and topic', async () => {
  const { stdout } = await world.run(['--help']);
  expect(stdout.split('\n').length).toBeLessThanOrEqual(64);
  expect(stdout).toMatch(/ {2}rexctl demo {2,}/);
  const terms = stdout.split('\n').map((line) => line.slice(2).split(/ {2,}/)[0]?.split(', '));
  const named = new Set(terms.flatMap((names) => names ?? []));
  const shown = commandList.filter(({ hidden }) => hidden !== true);
  expect(shown.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  expect(stdout).toContain('troubleshooting');
});

describe('titles are bold', () => {
  const bold = '\u001b[1mExamples:\u001b[22m\n';

  test('on a terminal with color, and nothing else is styled', async () => {
    const env = { TERM: 'xterm-256color' };
    const { stdout } = await world.run(['list', '--help'], { ...terminal(80), env });
    expect(stdout).toContain(bold);
    const plain = await world.run(['list', '--help']);
    expect(stdout.replaceAll(/\u001b\[(?:1|22)m/g, '')).toBe(plain.stdout);
  });

  test.each([
    ['NO_COLOR', ['list', '--help'], noColor],
    ['REXCTL_NO_COLOR', ['list', '--help'], { REXCTL_NO_COLOR: '1' }],
    ['TERM=dumb', ['list', '--help'], { TERM: 'dumb' }],
    ['--no-color before', ['--no-color', 'list', '--help'], {}],
    ['--no-color behind', ['list', '--help', '--no-color'], {}],
    ['--no-color with help', ['help', 'list', '--no-color'], {}],
    ['--no-color at the root', ['--no-color', '--help'], {}],
  ])('but not with %s', async (_, argv, env) => {
    const { stdout } = await world.run(argv, {
      ...terminal(80),
      env: { TERM: 'xterm-256color', ...env },
    });
    expect(stdout).not.toContain('\u001b');
  });
});

test('a terminal that reports no size has 80 columns', async () => {
  const { stdout } = await world.run(['run', '--help'], { ...terminal(0), env: noColor });
  expect(stdout).toBe((await world.run(['run', '--help'])).stdout);
});
