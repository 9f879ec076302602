import { demoWorld, type RexVersion, textScript } from '../../../src/demo/http/server.ts';
import type { Outcome } from '../../../src/jobs/outcome.ts';
import { web } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

/** How job 208 comes into a state, and what each command then prints of it. */
export interface State {
  readonly what: string;
  readonly make: (world: World) => Promise<unknown>;
  readonly outcome: Outcome;
  readonly exitCode: number;
  /** What a list prints, where the job's own record leaves the outcome open. */
  readonly listed?: Readonly<Partial<Record<Age, RegExp>>>;
  /** What an old server still reports, whose counts are as old as its status. */
  readonly lagging?: Outcome;
}

export type Age = 'new' | 'old';
export const versions: Readonly<Record<Age, RexVersion>> = { new: '17.1', old: '8.1' };

export const start = (world: World, command: string, ...how: string[]) =>
  world.run(['run', '--command', command, ...web, '--detach', ...how]);
export const settled = (world: World) => world.clock.sleep(60_000);

async function cancelled(world: World, ...how: string[]): Promise<void> {
  await start(world, 'sleep 600', ...how);
  await world.clock.sleep(5000);
  await world.run(['cancel', '208', '--yes']);
  await settled(world);
}

/** The parent's task stops moving after its hosts have ended. */
async function pausedAfterItsHosts(world: World): Promise<void> {
  await start(world, 'true');
  await world.clock.sleep(16_000);
  const job = world.server.jobs.get(208);
  if (job?.task) Object.assign(job.task, { state: 'paused', ended_at: null, result: 'pending' });
}

const unsuccessful = /failed, cancelled or incomplete\t\d+ failed or cancelled\t/;
const stopped = { new: /cancelled or incomplete\t12 cancelled or never ran\t/, old: unsuccessful };

export const states: readonly State[] = [
  {
    what: 'scheduled',
    make: (world) => start(world, 'true', '--at', 'in 3h'),
    outcome: 'scheduled',
    exitCode: 8,
  },
  {
    what: 'running',
    make: async (world) => {
      await start(world, 'sleep 600');
      await world.clock.sleep(5000);
    },
    outcome: 'running',
    exitCode: 8,
  },
  {
    what: 'paused before all hosts were planned',
    make: async (world) => {
      world.server.faults.pausedTask = true;
      await start(world, 'true');
      await settled(world);
    },
    outcome: 'paused',
    exitCode: 8,
  },
  {
    what: 'paused after its hosts have ended',
    make: pausedAfterItsHosts,
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'succeeded',
    make: async (world) => {
      await start(world, 'true');
      await settled(world);
    },
    outcome: 'succeeded',
    exitCode: 0,
  },
  {
    what: 'ended, while the status lags behind the hosts',
    make: async (world) => {
      await start(world, 'exit 3');
      await world.clock.sleep(10_000);
    },
    outcome: 'failed',
    exitCode: 3,
    lagging: 'running',
  },
  {
    what: 'failed on every host',
    make: async (world) => {
      await start(world, 'exit 3');
      await settled(world);
    },
    outcome: 'failed',
    exitCode: 3,
    listed: { old: unsuccessful },
  },
  {
    what: 'one host failed, the others were cancelled',
    make: async (world) => {
      world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));
      await cancelled(world);
    },
    outcome: 'failed',
    exitCode: 3,
    listed: { old: unsuccessful },
  },
  {
    what: 'cancelled while its hosts ran',
    make: (world) => cancelled(world),
    outcome: 'cancelled',
    exitCode: 6,
    listed: stopped,
  },
  {
    what: 'cancelled before its turn',
    make: async (world) => {
      await start(world, 'true', '--at', 'in 3h');
      await world.run(['cancel', '208', '--yes']);
    },
    outcome: 'cancelled',
    exitCode: 6,
  },
  {
    what: 'cancelled when only two hosts had begun',
    make: (world) => cancelled(world, '--concurrency', '2'),
    outcome: 'incomplete',
    exitCode: 3,
    listed: stopped,
  },
  {
    what: 'without a host',
    make: async (world) => {
      await start(
        world,
        'true',
        '--at',
        'in 1h',
        '--dynamic',
        '--search',
        'name = nosuch',
        '--yes',
      );
      await world.clock.sleep(2 * 3_600_000);
    },
    outcome: 'no_hosts',
    exitCode: 3,
  },
  {
    what: 'an orphan record',
    make: async (world) => {
      world.server.faults.orphanOnCreate = true;
      await start(world, 'true');
    },
    outcome: 'broken',
    exitCode: 3,
  },
];

export async function openState(age: Age, { make }: State): Promise<World> {
  const world = await openWorld({ rexVersion: versions[age], world: demoWorld() });
  await make(world);
  return world;
}
