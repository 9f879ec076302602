import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { as, worldWithHiddenHosts } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
/** Hosts that rita may not see. */
let hidden: Set<string>;
beforeEach(async () => {
  const restricted = worldWithHiddenHosts();
  hidden = restricted.hidden;
  world = await openWorld({ world: restricted.world });
});
afterEach(() => world.close());

/** The new job is found to run on these, when its hosts are looked at for the first time. */
function turnsOutToBeOn(jobId: number, hostIds: readonly number[]): void {
  const { requests } = world.server;
  requests.push = (...added) => {
    const job = world.server.jobs.get(jobId);
    if (job !== undefined && added[0]?.path === `/api/job_invocations/${jobId}/hosts`)
      job.targeting.host_ids = hostIds;
    return Array.prototype.push.apply(requests, added);
  };
}

const start = ['run', '-c', 'sleep 60', '--host', 'web[01-02]', '--detach'];
const cancels = () => world.requestsSince(0).filter((request) => request.endsWith('/cancel'));

describe('a host that was not meant, and that this user may not see', () => {
  test('one too many: the job is cancelled and its id is no answer', async () => {
    hidden.add('web03.example.com');
    world.server.faults.targetWrongHosts = 'more';
    const ran = await world.run(start, as('rita'));
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'job 208 was created with hosts that were not intended: 1 host not visible to you. A cancel of job 208 was sent.\n',
    );
    expect(cancels()).toEqual(['POST /api/job_invocations/208/cancel']);
  });

  test.each([['--yes'], ['--expect-hosts', '2']])(
    'in the place of one that was: their number is right, and still it is cancelled (%s)',
    async (...flags) => {
      hidden.add('web03.example.com');
      turnsOutToBeOn(208, [1, 3]);
      const ran = await world.run([...start, ...flags], as('rita'));
      expect(ran).toMatchObject({ code: 9, stdout: '' });
      expect(ran.stderr).toContain(
        'not intended: 1 host not visible to you. A cancel of job 208 was sent. It also lacks web02.example.com.\n',
      );
      expect(cancels()).toEqual(['POST /api/job_invocations/208/cancel']);
    },
  );

  test('of a rerun of all hosts: one hidden host was known, the second is unexpected', async () => {
    await world.run(['run', '-c', 'true', '--host', 'web[01-03]', '--quiet']);
    hidden.add('web03.example.com');
    hidden.add('web04.example.com');
    const known = await world.run(['rerun', '208', '--detach'], as('rita'));
    expect(known).toMatchObject({ code: 0, stdout: '209\n' });
    turnsOutToBeOn(210, [1, 3, 4]);
    const ran = await world.run(['rerun', '208', '--detach'], as('rita'));
    expect(ran).toMatchObject({ code: 9, stdout: '' });
    expect(ran.stderr).toContain(
      'job 210 was created with hosts that were not intended: 1 host not visible to you. A cancel of job 210 was sent. It also lacks web02',
    );
  });
});
