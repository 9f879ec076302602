import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

/** Exit codes of a host at each attempt. */
const courses: Readonly<Record<string, readonly number[]>> = {
  'web01.example.com': [3, 0],
  'web02.example.com': [3, 3, 3],
  'web03.example.com': [0],
  'web04.example.com': [0, 3],
};

let world: World;
beforeEach(async () => {
  const demo = demoWorld();
  for (const [name, codes] of Object.entries(courses)) {
    const jobs: number[] = [];
    demo.script(name, (_, job) => {
      if (job.id > 207 && !jobs.includes(job.id)) jobs.push(job.id);
      return textScript(['x\n'], { code: codes[jobs.indexOf(job.id)] ?? 0 });
    });
  }
  world = await openWorld({ world: demo });
});
afterEach(() => world.close());

describe('cron: show reports the lineage', () => {
  beforeEach(async () => {
    const hosts = Object.keys(courses).flatMap((name) => ['--host', name]);
    await world.run(['run', '--command', 'nightly', ...hosts, '--quiet']);
    await world.run(['rerun', '208', '--failed', '--quiet']);
    await world.run([
      'rerun',
      '208',
      '--host',
      'web02.example.com',
      '--host',
      'web04.example.com',
      '--quiet',
    ]);
  });

  test.each(['208', '209', '210'])(
    'of every job of the chain (%s): each host, each attempt',
    async (id) => {
      const ran = await world.run(['show', id, '--json']);
      expect(ran.code).toBe(0);
      expect(ran.json.lineage.root).toBe(208);
      expect(ran.json.lineage.jobs).toEqual([
        { job_id: 208, attempt: 0 },
        { job_id: 209, attempt: 1 },
        { job_id: 210, attempt: 2 },
      ]);
      const hosts = ran.json.lineage.hosts.map(
        ({
          name,
          verdict,
          attempts,
        }: {
          name: string;
          verdict: string;
          attempts: { status: string }[];
        }) => [name, verdict, ...attempts.map(({ status }) => status)].join(' '),
      );
      expect(hosts.sort()).toEqual([
        'web01.example.com recovered failed succeeded',
        'web02.example.com still_failing failed failed failed',
        'web03.example.com succeeded succeeded',
        'web04.example.com flapping succeeded failed',
      ]);
    },
  );

  test('in words: the tally, and hosts that took more than one attempt, the worst first', async () => {
    const ran = await world.run(['show', '208', '--no-color'], {
      terminal: { stdout: true, stderr: true },
    });
    expect(ran.stdout).toContain(
      [
        'Attempts    jobs 208, 209, 210: 1 flapping, 1 still failing, 1 recovered, 1 succeeded',
        '            web04.example.com  flapping: succeeded, failed',
        '            web02.example.com  still failing: failed, failed, failed',
        '            web01.example.com  recovered: failed, succeeded',
      ].join('\n'),
    );
  });
});

describe('cron: a job without reruns', () => {
  test('has no lineage, and no host is read for it', async () => {
    const ran = await world.run(['show', '201', '--json']);
    expect(ran.json.lineage).toBeNull();
    expect(world.requestsSince(0).some((request) => request.endsWith('/hosts'))).toBe(false);
  });

  test('whose chain may not be read is shown all the same', async () => {
    await world.run(['run', '--command', 'nightly', '--host', 'web02.example.com', '--quiet']);
    await world.run(['rerun', '208', '--failed', '--quiet']);
    world.server.faults.rules.push({
      method: 'GET',
      path: '/208/hosts',
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status: 403 },
    });
    const ran = await world.run(['show', '209', '--json']);
    expect(ran.code).toBe(0);
    expect(ran.json.lineage).toBeNull();
  });
});
