import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
/** Without `.lan`, the second is named like the first. */
const ofItself = 'app1.lan,app1.lan.lan,app2.lan';

/** `web01` is a host itself, so that the short name of web01.example.com means another one. */
beforeEach(async () => {
  const demo = demoWorld();
  demo.addHost({ name: 'web01' });
  for (const name of ofItself.split(',')) demo.addHost({ name });
  for (const name of ['web01.example.com', 'web02.example.com'])
    demo.script(name, textScript(['active\n'], { everyMs: 300 }));
  demo.script('web03.example.com', textScript(['inactive\n'], { code: 3 }));
  world = await openWorld({ world: demo });
});
afterEach(() => world.close());

const shown = ['web01.example.com', 'web02.example.com', 'web03.example.com'];
const terminal = {
  terminal: { stdout: true, stderr: true },
  env: { NO_COLOR: '1' },
} as const;
const run = (...argv: string[]) => world.run(argv, terminal);

/** A job on these hosts. */
async function runOn(hosts: string, ...more: string[]): Promise<void> {
  await world.run(['run', '-c', 'check', '--host', hosts, '--quiet', ...more]);
}

const wholeNames = 'web[01-03].example.com,web01';
const ofOneDomain = 'web[01-03].example.com';

const commands: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['output', ['output', '208', ...shown]],
  ['output --group', ['output', '208', ...shown, '--group']],
  ['output --diff', ['output', '208', ...shown, '--diff']],
  ['output --follow', ['output', '208', ...shown, '--follow']],
  ['output --follow --group', ['output', '208', ...shown, '--follow', '--group']],
  ['wait --for hosts=', ['wait', '208', '--for', `hosts=${shown.join(',')}`]],
  ['why', ['why', '208', ...shown]],
];

describe.each(commands)('%s of some hosts on a terminal', (_, argv) => {
  test('a short name that means another host of the job is never shown', async () => {
    await runOn(wholeNames);
    const { stdout, stderr } = await run(...argv);
    expect(stdout + stderr).not.toMatch(/(?<![\w.-])web0\d(?![\w.])/);
    expect(stdout + stderr).not.toContain('host names without');
  });
});

describe('diff of two jobs on a terminal', () => {
  test('a short name that means another host of one of the jobs is never shown', async () => {
    await runOn(ofItself);
    for (const name of ['app1.lan.lan', 'app2.lan'])
      world.server.world.script(name, textScript(['changed\n']));
    await runOn(ofItself);
    const { stdout } = await run('diff', '208', '209');
    expect(stdout).toContain('   app1.lan.lan,app2.lan\n');
    expect(stdout).not.toContain('host names without');
  });
});

test('groups of a followed job have whole names where a short one means another host', async () => {
  const { stdout } = await run('run', '-c', 'check', '--host', ofItself, '--group');
  expect(stdout).toContain('   app[1-2].lan,app1.lan.lan\n');
});

describe('names without the domain that all hosts of the job have', () => {
  test.each(commands.slice(1, 3))('%s says what is left out', async (_, argv) => {
    await runOn(ofOneDomain);
    const { stdout } = await run(...argv);
    expect(stdout).toMatch(/^\(host names without \.example\.com\)\n/);
    expect(stdout).toContain('web[01-02]\n');
  });

  test('diff says what is left out', async () => {
    await runOn(ofOneDomain);
    world.server.world.script('web01.example.com', textScript(['changed\n']));
    world.server.world.script('web02.example.com', textScript(['changed\n']));
    await runOn(ofOneDomain);
    const { stdout } = await run('diff', '208', '209');
    expect(stdout).toContain('web[01-02]\n');
    expect(stdout).toContain('(host names without .example.com)\n');
  });
});
