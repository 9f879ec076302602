import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const terminal = { stdin: true, stdout: true, stderr: true };

test('many hosts: only those that failed are looked at and run again, and nothing is asked', async () => {
  const { code, stdout } = await world.run(['demo', '--hosts', '1200', '--fail', '5%'], {
    terminal,
  });
  const text = stdout.replaceAll(/\u001b\[\d+m/g, '');
  expect(code).toBe(0);
  expect(text).toContain('rexctl demo: a simulated Foreman with 1,200 hosts is running on');
  expect(text).toContain('# Run the template `Patch hosts` on all 1,200 hosts, and watch it live.');
  expect(text).toContain(
    "$ rexctl run --template 'Patch hosts' --search 'name ~ example.com' --yes\n",
  );
  expect(text).toContain(
    '# 60 hosts failed, so the exit code is 3. See the last two lines of each host.',
  );
  expect(text).toContain('$ rexctl output @last --failed --group --tail 2 --mask host\n');
  expect(text).toContain('$ rexctl rerun @last --failed --yes\n');
  expect(text.match(/\(exit \d\)/g)).toEqual(['(exit 3)', ...Array(4).fill('(exit 0)')]);
  // Every way to fail is there.
  for (const way of ['exit 100', 'exit 1 ', 'unreachable', 'timed out'])
    expect(text).toContain(way);
});

describe.each([
  [
    '1',
    '1',
    '# Run the template `Patch hosts` on the only host',
    '# 1 host failed, so the exit code is 3.',
    3,
  ],
  [
    '1',
    '0',
    '# Run the template `Patch hosts` on the only host',
    '# See the last two lines of each host.',
    0,
  ],
  [
    '3',
    '100%',
    '# Run the template `Patch hosts` on all 3 hosts',
    '# 3 hosts failed, so the exit code is 3.',
    3,
  ],
  [
    '40',
    '0%',
    '# Run the template `Patch hosts` on all 40 hosts',
    '# No host failed, so a rerun',
    0,
  ],
  [
    '60',
    '0',
    '# Run the template `Patch hosts` on all 60 hosts',
    '# No host failed, so a rerun',
    0,
  ],
  [
    '20',
    undefined,
    '# Run the template `Patch hosts` on all 20 hosts',
    '# 1 host failed, so the exit code is 3.',
    3,
  ],
  [
    '20',
    '0.01%',
    '# Run the template `Patch hosts` on all 20 hosts',
    '# 1 host failed, so the exit code is 3.',
    3,
  ],
])('--hosts %s --fail %s', (hosts, fail, first, second, exitCode) => {
  test('the texts and exit codes fit', async () => {
    const argv = ['demo', '--hosts', hosts, ...(fail === undefined ? [] : ['--fail', fail])];
    const { code, stdout } = await world.run(argv);
    expect(code).toBe(0);
    expect(stdout).toContain(first);
    expect(stdout).toContain(second);
    expect(/\(exit (\d)\)/.exec(stdout)?.[1]).toBe(String(exitCode));
    expect(stdout).toContain('That was the tour.');
  });
});
