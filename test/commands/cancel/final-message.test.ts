import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

interface Case {
  /** Cancelled before. */
  readonly before?: string;
  /** web01 succeeds and web02 fails at once; the others sleep. */
  readonly ended?: true;
  readonly which?: readonly string[];
  readonly first: string;
  readonly hosts: readonly string[];
  readonly others: string;
}

const cases: Readonly<Record<string, Case>> = {
  'the whole job': {
    first: 'Job 208: 4 cancelled.',
    hosts: ['web01', 'web02', 'web03', 'web04'],
    others: '',
  },
  'one host of a job that runs on': {
    which: ['web01'],
    first: 'Job 208, 1 of 4 hosts: 1 cancelled.',
    hosts: ['web01'],
    others: 'The other 3 hosts: 3 still running.\n',
  },
  'all hosts but one': {
    which: ['web01', 'web02', 'web03'],
    first: 'Job 208, 3 of 4 hosts: 3 cancelled.',
    hosts: ['web01', 'web02', 'web03'],
    others: 'The other host: still running.\n',
  },
  'all hosts, by name': {
    which: ['web[01-04]'],
    first: 'Job 208: 4 cancelled.',
    hosts: ['web01', 'web02', 'web03', 'web04'],
    others: '',
  },
  'the whole job after a partial cancel': {
    before: 'web01',
    first: 'Job 208, 3 of 4 hosts: 3 cancelled.',
    hosts: ['web02', 'web03', 'web04'],
    others: 'The other host: cancelled.\n',
  },
  'one more host after a partial cancel': {
    before: 'web01',
    which: ['web02'],
    first: 'Job 208, 1 of 4 hosts: 1 cancelled.',
    hosts: ['web02'],
    others: 'The other 3 hosts: 2 still running, 1 cancelled.\n',
  },
  'the whole job with hosts that had ended': {
    ended: true,
    first: 'Job 208, 2 of 4 hosts: 2 cancelled.',
    hosts: ['web03', 'web04'],
    others: 'The other 2 hosts: 1 succeeded, 1 failed.\n',
  },
  'named hosts, one of which had ended': {
    ended: true,
    which: ['web01', 'web03'],
    first: 'Job 208, 1 of 4 hosts: 1 cancelled.',
    hosts: ['web03'],
    others: 'The other 3 hosts: 1 still running, 1 succeeded, 1 failed.\n',
  },
};

async function start({ before, ended }: Case): Promise<void> {
  if (ended === true) {
    world.server.world.script('web01.example.com', textScript(['good\n'], { code: 0 }));
    world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
  }
  const on = ['--host', 'web[01-04].example.com'];
  await world.run(['run', '--command', 'sleep 600', ...on, '--detach', '--quiet']);
  await world.clock.sleep(15_000);
  if (before !== undefined) await world.run(['cancel', '208', '--host', before, '--yes', '--wait']);
}

describe('the end of cancel --wait says of which hosts it speaks', () => {
  test.each(Object.entries(cases))('%s', async (_, one) => {
    await start(one);
    const which = (one.which ?? []).flatMap((name) => ['--host', name]);
    const ran = await world.run(['cancel', '208', ...which, '--yes', '--wait']);
    expect(ran.code, ran.stderr).toBe(0);
    const told = ran.stdout.split('\n').filter((line) => !line.includes('\t'));
    const lines = one.hosts.map((name) => `  ${name}.example.com  cancelled\n`).join('');
    expect(told.join('\n')).toBe(`${one.first}\n${lines}${one.others}`);
  });
});
