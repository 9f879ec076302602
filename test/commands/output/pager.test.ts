import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  const web = ['--host', 'web01.example.com', '--host', 'web02.example.com'];
  await world.run(['run', '-c', 'seq 100; exit 3', ...web, '--quiet', '--yes']);
});
afterEach(() => world.close());

const terminal = { stdin: true, stdout: true, stderr: true };

async function paged(argv: readonly string[], how: Parameters<World['run']>[1] = {}) {
  const given: string[] = [];
  const ran = await world.run(argv, {
    terminal,
    ...how,
    onPager: (_, text) => given.push(text) > 0,
  });
  return { code: ran.code, stdout: ran.stdout, given };
}

describe('on a terminal, what is longer than the screen goes to the pager:', () => {
  test.each([
    [['output', '208']],
    [['output', '208', '--line-template', '{host} {text}']],
    [['list', '--limit', '100']],
    [['show', '208', '--hosts']],
  ])('%j', async (argv) => {
    const { code, stdout, given } = await paged(argv);
    const whole = await world.run([...argv, '--no-pager'], { terminal });
    expect(code).toBe(whole.code);
    expect(given.join('') + stdout).toBe(whole.stdout);
    expect(given.length > 0).toBe(whole.stdout.split('\n').length > 24);
  });

  test('the exit code is that of the command', async () => {
    const { code, given } = await paged(['output', '208', '--exit-status']);
    expect([code, given.length]).toEqual([3, 1]);
  });

  test.each([
    [['output', '208', '--follow']],
    [['output', '208', '--json']],
    [['output', '208', '--format', 'plain']],
    [['output', '208', '--query', '@', '--format', 'plain']],
    [['output', '208', '--no-pager']],
  ])('but not of %j', async (argv) => {
    const { stdout, given } = await paged(argv);
    expect([given, stdout.length > 100]).toEqual([[], true]);
  });

  test.each([
    ['stdin', { stdout: true, stderr: true }],
    ['stdout', { stdin: true, stderr: true }],
  ])('and not where %s is no terminal', async (_, some) => {
    const { stdout, given } = await paged(['output', '208'], { terminal: some });
    expect([given, stdout.length > 100]).toEqual([[], true]);
  });
});
