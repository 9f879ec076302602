import { afterEach, expect, test } from 'vitest';
import { type RexVersion, rexVersions } from '../../../src/demo/http/server.ts';
import {
  createdJob,
  echoWork,
  hostsOf,
  web01,
  worldWithTwoFailures,
  writes,
} from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

async function openOf(rexVersion: RexVersion): Promise<void> {
  world = await openWorld({ rexVersion, world: worldWithTwoFailures() });
  await world.run(echoWork);
}

const failed = ['rerun', '208', '--failed', '--detach'];

test.each<readonly [RexVersion, lost: string, given: readonly string[]]>([
  [
    '7.0',
    'effective user, time to pickup, concurrency level, execution timeout interval',
    [
      '--effective-user',
      'root',
      '--time-to-pickup',
      '1h',
      '--concurrency',
      '5',
      '--execution-timeout',
      '2h',
    ],
  ],
  [
    '8.1',
    'effective user, time to pickup, concurrency level, execution timeout interval',
    [
      '--effective-user',
      'root',
      '--time-to-pickup',
      '1h',
      '--concurrency',
      '5',
      '--execution-timeout',
      '2h',
    ],
  ],
  [
    '14.1',
    'concurrency level, execution timeout interval',
    ['--concurrency', '5', '--execution-timeout', '2h'],
  ],
])(
  'REX %s does not give %s: refused with 2, until it is given again',
  async (version, lost, given) => {
    await openOf(version);
    const mark = world.server.requests.length;
    const refused = await world.run(failed);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      `does not return these settings of job 208: ${lost}. Nothing was sent`,
    );
    for (const flag of given.filter((word) => word.startsWith('--')))
      expect(refused.stderr).toContain(flag);
    expect(refused.stderr).toContain('--without-unreadable');
    const allButOne = await world.run([...failed, ...given.slice(2)]);
    expect(allButOne.code).toBe(2);
    expect(writes(world, mark)).toEqual([]);
    const complete = await world.run([...failed, ...given]);
    expect(complete).toMatchObject({ code: 0, stdout: '209\n' });
    expect(createdJob(world, mark)).toMatchObject({
      inputs: { command: 'echo work' },
      concurrency_control: { concurrency_level: 5 },
      execution_timeout_interval: 7200,
    });
    expect(hostsOf(world, 209)).toEqual(['web04.example.com', 'web09.example.com']);
  },
);

test.each(rexVersions)(
  'REX %s: --without-unreadable runs exactly the failed two again',
  async (version) => {
    await openOf(version);
    const ran = await world.run([...failed, '--without-unreadable']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(hostsOf(world, 209)).toEqual(['web04.example.com', 'web09.example.com']);
  },
);

test.each(rexVersions)(
  'REX %s: a rerun of all hosts needs nothing given again, because the server copies',
  async (version) => {
    await openOf(version);
    const ran = await world.run(['rerun', '208', '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(hostsOf(world, 209)).toHaveLength(12);
  },
);

test('inputs of other providers than script are not given by any server: 2, or without them when that is said', async () => {
  await openOf('17.1');
  await world.run([
    'run',
    '--template',
    'Run Playbook - Ansible Default',
    '-i',
    'playbook=x',
    ...web01,
    '--quiet',
  ]);
  const refused = await world.run(['rerun', '209', '--failed', '--detach']);
  expect(refused).toMatchObject({ code: 2, stdout: '' });
  expect(refused.stderr).toContain("the Ansible provider's own inputs. Nothing was sent");
  const agreed = await world.run(['rerun', '209', '--failed', '--detach', '--without-unreadable']);
  expect(agreed).toMatchObject({ code: 0, stdout: '210\n' });
});
