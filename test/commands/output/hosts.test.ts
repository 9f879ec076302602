import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
/**
 * Of web01 to web05, three print `ready`; web04 prints `broken` and fails, web05 cannot be reached.
 */
beforeEach(async () => {
  const demo = demoWorld();
  for (const name of ['web01', 'web02', 'web03'])
    demo.script(`${name}.example.com`, textScript([`${name} ready\n`]));
  demo.script('web04.example.com', textScript(['broken\n'], { code: 3 }));
  demo.script('web05.example.com', unreachableScript('No route to host'));
  world = await openWorld({ world: demo });
  await world.run(['run', '-c', 'check', '--host', 'web[01-05]', '--quiet']);
});
afterEach(() => world.close());

const env = { NO_COLOR: '1' };
const terminal = { terminal: { stdout: true, stderr: true }, env };

describe('a host is named as soon as more than one could be meant', () => {
  test('--failed that leaves one of many', async () => {
    const ran = await world.run(['output', '208', 'web[01-04]', '--failed']);
    expect(ran).toMatchObject({ code: 0, stdout: 'web04.example.com: broken\n' });
    const shown = await world.run(['output', '208', 'web[01-04]', '--failed'], terminal);
    expect(shown.stdout).toContain('web04.example.com │ broken\n');
  });

  test('--raw of one that failed', async () => {
    const ran = await world.run(['output', '208', 'web[01-04]', '--failed', '--raw']);
    expect(ran.stderr).toBe('==> web04.example.com <==\n');
  });

  test('the only host that this user may see of several', async () => {
    world.server.world.addUser({
      login: 'rita',
      password: 'rita-secret',
      roles: ['Remote Execution Manager', 'Viewer'],
      seesHost: ({ name }) => name === 'web01.example.com',
    });
    const rita = { REXCTL_USER: 'rita', REXCTL_TOKEN: 'rita-secret' };
    const ran = await world.run(['output', '208'], { env: rita });
    expect(ran.stdout).toBe('web01.example.com: web01 ready\n');
  });

  test('not where one host was named', async () => {
    expect((await world.run(['output', '208', 'web04'])).stdout).toBe('broken\n');
    expect((await world.run(['output', '208', 'web04', '--failed'])).stdout).toBe('broken\n');
  });
});

describe('hosts without a match are counted at the end', () => {
  test('in a pipe: only those with one are listed', async () => {
    const ran = await world.run(['output', '208', '--grep', 'ready|broken']);
    expect(ran.stdout.split('\n').map((line) => line.split(':')[0])).toEqual([
      ...['web01', 'web02', 'web03', 'web04'].map((name) => `${name}.example.com`),
      '',
    ]);
    expect(ran.stderr).toBe(
      'rexctl: web04.example.com: exit 3\nNo line matches on 1 of 5 hosts.\n',
    );
  });

  test('one match of many: its host is named', async () => {
    const ran = await world.run(['output', '208', '--grep', 'web02']);
    expect(ran.stdout).toBe('web02.example.com: web02 ready\n');
    expect(ran.stderr).toBe('No line matches on 4 of 5 hosts.\n');
  });

  test('on a terminal: neither "(printed nothing)" nor how they ended', async () => {
    const ran = await world.run(['output', '208', '--grep', 'web02'], terminal);
    expect(ran.stdout).toBe(
      '(host names without .example.com)\nweb02 │ web02 ready\nweb02 │ exit 0\n',
    );
    expect(ran.stderr).toBe('No line matches on 4 of 5 hosts.\n');
  });

  test('what the server says of a host is a match, too', async () => {
    const ran = await world.run(['output', '208', '--grep', 'No route']);
    expect(ran.stdout).toBe('');
    expect(ran.stderr).toMatch(
      /^rexctl: web05\.example\.com: unreachable: .*No route to host\nNo line matches on 4 of 5 hosts\.\n$/,
    );
  });

  test('of hosts that are folded', async () => {
    const ran = await world.run(['output', '208', '--group', '--mask', 'host', '--grep', 'broken']);
    expect(ran.stdout).toBe('1 host\texit 3\tweb04.example.com\n  broken\n');
    expect(ran.stderr).toBe('No line matches on 4 of 5 hosts.\n');
  });

  test('no host at all, and one host', async () => {
    const none = await world.run(['output', '208', '--grep', 'nowhere']);
    expect(none).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'No line matches on any of 5 hosts.\n',
    });
    const one = await world.run(['output', '208', 'web01', '--grep', 'nowhere']);
    expect(one).toMatchObject({ code: 0, stdout: '', stderr: 'No line matches.\n' });
  });

  test('--highlight leaves nothing out, and --quiet and programs are told nothing', async () => {
    expect((await world.run(['output', '208', '--highlight', 'web02'])).stderr).not.toContain(
      'matching',
    );
    const quiet = await world.run(['output', '208', '--grep', 'web02', '--quiet']);
    expect(quiet).toMatchObject({ stdout: 'web02.example.com: web02 ready\n', stderr: '' });
    const json = await world.run(['output', '208', '--grep', 'web02', '--json']);
    expect(json.json.hosts).toHaveLength(5);
    expect(json.stderr).toBe('');
  });

  test('followed in a pipe, and on a terminal', async () => {
    const piped = await world.run(['output', '208', '--follow', '--grep', 'web02']);
    expect(piped.stdout).toBe('web02.example.com: web02 ready\n');
    expect(piped.stderr).toContain('rexctl: No line matches on 4 of 5 hosts.\n');
    const shown = await world.run(['output', '208', '--follow', '--grep', 'web02'], {
      terminal: { stdout: true },
      env,
    });
    expect(shown.stdout).toMatch(
      /web02 │ web02 ready\nweb02 │ exit 0\nNo line matches on 4 of 5 hosts\.\n$/,
    );
    expect(shown.stdout).not.toMatch(/web0[134] │/);
  });
});

describe('hosts of which only a part is seen are not called without a match', () => {
  test.each([
    ['--tail', '0'],
    ['--resume', 'state'],
  ])('%s', async (flag, value) => {
    const file = value === 'state' ? join(world.home, value) : value;
    const argv = ['output', '208', '--follow', '--grep', 'web02', flag, file];
    const first = await world.run(argv);
    const again = await world.run(argv);
    expect(first.stdout + again.stdout).toBe(
      flag === '--tail' ? '' : 'web02.example.com: web02 ready\n',
    );
    expect(first.stderr + again.stderr).not.toContain('No line matches');
  });
});

describe('output A --diff B', () => {
  test('works for a B that is not shown', async () => {
    const ran = await world.run(['output', '208', 'web04', '--diff', 'web01']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      'Compared with:\n1 host\texit 0\tweb01.example.com\n\n1 host\texit 3\tweb04.example.com\n' +
        '  - web01 ready\n  + broken\n',
    );
  });

  test('of the failed ones with one that succeeded', async () => {
    const ran = await world.run(['output', '208', '--failed', '--diff', 'web01', '--json']);
    expect(ran.json.reference.hosts).toMatchObject([{ name: 'web01.example.com' }]);
    expect(
      ran.json.differences.flatMap(({ hosts }: { hosts: { name: string }[] }) => hosts),
    ).toMatchObject([{ name: 'web04.example.com' }, { name: 'web05.example.com' }]);
  });
});

describe('--failed of hosts of which none failed speaks of them, not of the job', () => {
  test.each([
    [['web01'], 'web01.example.com did not fail in job 208.\n'],
    [['web01', 'web03'], 'None of these 2 hosts failed in job 208.\n'],
  ])('%j', async (hosts, text) => {
    const ran = await world.run(['output', '208', ...hosts, '--failed']);
    expect(ran).toMatchObject({ code: 0, stdout: '', stderr: text });
  });
});

describe('a reader that goes away changes no result', () => {
  const ways = [
    [],
    ['--raw'],
    ['--group'],
    ['--timestamps', 'utc'],
    ['--json'],
    ['--raw', '--json'],
  ];

  test.each(ways.map((way) => [way]))('--exit-status %j', async (way) => {
    const ran = await world.run(['output', '208', '--exit-status', ...way], {
      onStdout: (_, interrupts) => interrupts.press('EPIPE'),
    });
    expect(ran.code).toBe(3);
  });

  test.each(ways.map((way) => [way]))('without it, 0: %j', async (way) => {
    const ran = await world.run(['output', '208', ...way], {
      onStdout: (_, interrupts) => interrupts.press('EPIPE'),
    });
    expect(ran.code).toBe(0);
  });
});
