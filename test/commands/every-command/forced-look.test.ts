import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.run(['run', '-c', 'true', '--host', 'web01.example.com']);
});
afterAll(() => world.close());

const list = ['list', '--columns', 'id,outcome,description'];

describe('--format table', () => {
  it('draws a table with its header in a pipe, as wide as it needs', async () => {
    const description = 'x'.repeat(180);
    const wide = ['run', '-c', 'true', '--host', 'web01.example.com', '--description', description];
    const { stdout: id } = await world.run([...wide, '--detach']);
    const { code, stdout } = await world.run([...list, '--format', 'table']);
    const [header, first] = stdout.split('\n');
    expect(code).toBe(0);
    expect(header).toMatch(/^ +ID +OUTCOME +DESCRIPTION$/);
    expect(first).toMatch(new RegExp(`^ +${id.trim()} .*${description}$`));
    const narrow = await world.run([...list, '--format=table'], { env: { COLUMNS: '60' } });
    const lines = narrow.stdout.trimEnd().split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines[1]).toContain('…');
  });

  it('prints what a terminal shows, without color', async () => {
    const drawn = await world.run([...list, '--format', 'table']);
    const shown = await world.run([...list, '--no-color'], {
      terminal: { stdout: true, columns: 300 },
    });
    expect(drawn.stdout).toBe(shown.stdout);
  });

  it('is not the default in a pipe, where rows are fields separated by tabs', async () => {
    const { stdout } = await world.run(list);
    expect(stdout).toBe((await world.run([...list, '--format', 'plain'])).stdout);
    expect(stdout).toMatch(/^\d+\t[a-z]+\t/);
  });
});

describe('--color', () => {
  const table = [...list, '--format', 'table'];

  it('always colors in a pipe, whatever the environment says', async () => {
    const { stdout } = await world.run([...table, '--color', 'always'], {
      env: { NO_COLOR: '1', REXCTL_NO_COLOR: '1', TERM: 'dumb' },
    });
    expect(stdout).toContain('\u001b[2mID\u001b[22m');
  });

  it('never colors on a terminal, as --no-color does', async () => {
    for (const flag of ['--color=never', '--no-color']) {
      const { stdout } = await world.run([...list, flag], {
        terminal: { stdout: true },
        env: { FORCE_COLOR: '3' },
      });
      expect(stdout).not.toContain('\u001b');
    }
  });

  it.each([
    [['--color', 'always', '--no-color'], '--color always and --no-color cannot be used together'],
    [['--no-color', '--color', 'auto'], '--color never and --color auto cannot be used together'],
    [['--color', 'red'], 'invalid --color `red`: expected auto, always or never'],
  ])('is refused where it contradicts itself: %s', async (flags, message) => {
    const before = world.server.requests.length;
    const { code, stdout, stderr } = await world.run([...list, ...flags]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`rexctl: ${message}\n`);
    expect(world.requestsSince(before)).toEqual([]);
  });

  it('is given on to the help of a command', async () => {
    const on = { terminal: { stdout: true }, env: { NO_COLOR: '1' } };
    const { stdout } = await world.run(['--color', 'always', 'help', 'list'], on);
    expect(stdout).toContain('\u001b[1m');
    expect((await world.run(['help', 'list'], on)).stdout).not.toContain('\u001b');
  });
});
