import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type Ran, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

interface Served {
  readonly ran: Ran;
  /** The commands that were tried meanwhile. */
  readonly tried: readonly Ran[];
}

/** Serves, runs command lines against it as a second terminal would, and interrupts it. */
async function served(
  argv: readonly string[],
  lines: readonly (readonly string[])[] = [],
  user: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const tried: Ran[] = [];
  let isTried = false;
  const ran = await world.run(['demo', '--serve', ...argv], {
    onStdout: (text, interrupts) => {
      const [, url] = /(http:\/\/127[\d.:]+\d)/.exec(text) ?? [];
      if (url === undefined || isTried) return;
      isTried = true;
      void (async () => {
        for (const line of lines)
          tried.push(await world.run(line, { env: { REXCTL_SERVER: url, ...user } }));
        interrupts.press('SIGINT');
      })();
    },
  });
  return { ran, tried };
}

test('prints what to type in another terminal, and ends with 0 when it is interrupted', async () => {
  const { ran } = await served([]);
  expect(ran.code).toBe(0);
  const [, url] = /REXCTL_SERVER=(\S+)/.exec(ran.stdout) ?? [];
  expect(ran.stdout).toBe(
    `export REXCTL_SERVER=${url}\nexport REXCTL_USER=admin REXCTL_TOKEN=changeme\n`,
  );
  expect(ran.stderr).toBe(`A simulated Foreman is running on ${url} until you press Ctrl-C.

Type these lines in another terminal:


Then try:
  jobs in every state  rexctl list
  a job that failed    rexctl why 208
                       rexctl rerun 208 --failed
  a new job            rexctl run -c uptime --host web01 --follow
  a running job        rexctl watch 212
                       rexctl cancel 212
  a paused job         rexctl show 211
                       rexctl resume 211
  a scheduled job      rexctl show 210
  a series             rexctl schedule show 1
  a restricted user    export REXCTL_USER=ruser REXCTL_TOKEN=ruser-secret
                       rexctl cancel 210
`);
});

test('the older jobs keep their ids', async () => {
  const { tried } = await served([], [['list', '--fields', 'id,outcome', '--format', 'csv']]);
  expect(tried[0]?.stdout).toBe(`id,outcome
212,running
211,paused
210,scheduled
209,succeeded
208,failed
207,scheduled
206,succeeded
205,failed
204,failed
203,broken
202,no_hosts
201,succeeded
`);
});

describe('what is there to try', () => {
  test('the paused job waits until it is resumed, and then continues to its end', async () => {
    const { tried } = await served(
      [],
      [
        ['show', '211', '--json'],
        ['resume', '211', '--yes'],
        ['wait', '211'],
        ['show', '211', '--json'],
      ],
    );
    const [before, resumed, waited, after] = tried;
    expect(before?.json.job).toMatchObject({ outcome: 'paused', counts: { succeeded: 6 } });
    expect([resumed?.code, waited?.code]).toEqual([0, 0]);
    expect(after?.json.job).toMatchObject({ outcome: 'succeeded', counts: { succeeded: 12 } });
  });

  test('the failed job has a rerun, and another one runs on the host that is left', async () => {
    const { tried } = await served(
      [],
      [
        ['show', '208', '--json'],
        ['rerun', '208', '--failed'],
      ],
    );
    const [shown, rerun] = tried;
    expect(shown?.json.reruns).toMatchObject([
      { id: 209, description: 'rerun 1 of #208: Patch hosts (openssl)' },
    ]);
    const { hosts } = shown?.json.lineage ?? {};
    const verdicts = hosts
      .filter(({ verdict }: { verdict: string }) => verdict !== 'succeeded')
      .map(({ name, verdict }: { name: string; verdict: string }) => [name, verdict]);
    expect(verdicts).toEqual([
      ['web04.example.com', 'recovered'],
      ['web09.example.com', 'still_failing'],
    ]);
    expect(rerun?.code).toBe(0);
    expect(rerun?.stderr).toContain('on 1 host: web09.example.com');
  });

  test('the running job can be cancelled, but not by a user without the right', async () => {
    const refused = await served([], [['cancel', '212', '--yes']], {
      REXCTL_USER: 'ruser',
      REXCTL_TOKEN: 'ruser-secret',
    });
    expect(refused.tried[0]?.code).toBe(4);
    const allowed = await served([], [['cancel', '212', '--yes', '--wait']]);
    expect(allowed.tried[0]?.code).toBe(0);
  });

  test('the scheduled job and the series', async () => {
    const { tried } = await served(
      [],
      [
        ['show', '210', '--json'],
        ['schedule', 'show', '1', '--json'],
      ],
    );
    expect(tried[0]?.json.job).toMatchObject({ outcome: 'scheduled' });
    expect(tried[1]?.code).toBe(0);
  });
});

test('--json prints a document with users and jobs, and nothing else', async () => {
  const { ran } = await served(['--json']);
  expect(ran.stderr).toBe('');
  expect(ran.json).toEqual({
    schema: 'rexctl/1',
    server: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    login: 'admin',
    password: 'changeme',
    users: [
      { login: 'admin', password: 'changeme', roles: ['Administrator'] },
      { login: 'anna', password: 'anna-secret', roles: ['Remote Execution Manager'] },
      { login: 'viewer', password: 'viewer-secret', roles: ['Viewer'] },
      { login: 'ruser', password: 'ruser-secret', roles: ['Remote Execution User'] },
    ],
    jobs: { running: 212, paused: 211, scheduled: 210, failed: 208 },
    series: 1,
    host: 'web01.example.com',
  });
});

test('--quiet prints the line to type alone, --fields what is named', async () => {
  expect((await served(['--quiet'])).ran).toMatchObject({ code: 0, stderr: '' });
  const { ran } = await served(['--json', '--fields', 'server,jobs.paused']);
  expect(ran.json).toMatchObject({ jobs: { paused: 211 } });
  const unknown = await world.run(['demo', '--serve', '--json', '--fields', 'nope']);
  expect(unknown.code).toBe(2);
});

test('--hosts: the note names the number of hosts', async () => {
  const { ran } = await served(['--hosts', '1200']);
  expect(ran.stderr).toContain('A simulated Foreman with 1,200 hosts is running on http://');
});

test('--timeout ends it with 0', async () => {
  const { code, stdout } = await world.run(['demo', '--serve', '--timeout', '1h']);
  expect(code).toBe(0);
  expect(stdout).toContain('export REXCTL_SERVER=');
});

test('--port', async () => {
  const probe = createServer();
  const free = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
    });
  });
  await new Promise((resolve) => probe.close(resolve));
  const { ran } = await served(['--port', String(free)]);
  expect(ran.stdout).toContain(`REXCTL_SERVER=http://127.0.0.1:${free}\n`);
});

test('--hosts: the same in a large world', async () => {
  const { ran, tried } = await served(
    ['--hosts', '200', '--fail', '10', '--json'],
    [
      ['host', 'list', '--json', '--limit', '1'],
      ['list', '--fields', 'id,outcome', '--format', 'csv'],
      ['show', '202', '--json'],
    ],
  );
  expect(ran.json).toMatchObject({
    jobs: { running: 206, paused: 205, scheduled: 204, failed: 202 },
    series: 1,
    host: 'web001.example.com',
  });
  expect(tried[1]?.stdout).toContain(
    '206,running\n205,paused\n204,scheduled\n203,succeeded\n202,failed\n201,scheduled\n',
  );
  expect(tried[2]?.json.job.counts).toMatchObject({ total: 12, failed: 2 });
});
