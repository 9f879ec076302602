import { patchBehavior } from '../hosts/patch-scenario.ts';
import { manyTroubles } from '../hosts/patch-troubles.ts';
import { fraction, hash32 } from '../hosts/random.ts';
import { addTemplates } from './default-templates.ts';
import { addJobsToTry, nightlyUptime } from './jobs-to-try.ts';
import { addPlaces, addUsers } from './users-and-places.ts';
import { DemoWorld } from './world.ts';

interface Crowd {
  readonly hosts: number;
  /** The number of hosts that cannot be patched at the first attempt. */
  readonly failing: number;
  readonly seed: number;
  /** Whether there are jobs to try commands on. */
  readonly hasJobs: boolean;
}

/** The groups of hosts with their shares of all hosts; the first one also gets the remainder. */
const groups = [
  { id: 1, name: 'web', share: 0.5 },
  { id: 2, name: 'app', share: 0.25 },
  { id: 3, name: 'db', share: 0.1 },
  { id: 4, name: 'cache', share: 0.1 },
  { id: 5, name: 'mail', share: 0.05 },
];

/** The time limit of a patch run on a host, in seconds. */
const patchLimit = 12;

/** A world of many hosts in groups. Exactly `failing` of them fail, in several ways. */
export function crowdWorld({ hosts, failing, seed, hasJobs }: Crowd): DemoWorld {
  const world = new DemoWorld();
  world.firstIds.job_invocation = 201;
  addPlaces(world);
  addUsers(world);
  addGroups(world, hosts);
  addTemplates(world, { patchLimit });
  for (const { name } of groups) world.addBookmark(name, `hostgroup = ${name}`);
  const failed = failingHosts(world, failing, seed);
  const [first] = failed;
  world.behavior = patchBehavior((host) => {
    if (!failed.has(host.id)) return undefined;
    // The first failed host is reachable and its script fails, even if no other host fails.
    const lot = host.id === first ? 0 : hash32(seed, 'trouble', host.name);
    return manyTroubles[lot % manyTroubles.length];
  });
  Object.assign(world.timing, { planMs: 2, batchPauseMs: 20 });
  if (hasJobs) {
    world.history.push(nightlyUptime(world, 'hostgroup = db'));
    addJobsToTry(world, `name ^ (${someHosts(world, failed).join(', ')})`);
  }
  return world;
}

/** The names of a few hosts, up to two of which fail. */
function someHosts(world: DemoWorld, failed: ReadonlySet<number>): readonly string[] {
  const all = [...world.hosts.values()];
  const bad = all.filter(({ id }) => failed.has(id)).slice(0, 2);
  const good = all.filter(({ id }) => !failed.has(id)).slice(0, 12 - bad.length);
  return [...good, ...bad].map(({ name }) => name);
}

function addGroups(world: DemoWorld, hosts: number): void {
  const counts = groups.map(({ share }, index) => (index === 0 ? 0 : Math.floor(hosts * share)));
  const others = counts.reduce((sum, count) => sum + count, 0);
  for (const [index, { id, name }] of groups.entries())
    world.addHosts(index === 0 ? hosts - others : (counts[index] ?? 0), `${name}#.example.com`, {
      hostgroup: { id, name },
      operatingsystem: { id: 1, name: 'Debian 12' },
    });
}

/** The ids of the hosts that fail; the same seed has the same result. */
function failingHosts(world: DemoWorld, failing: number, seed: number): ReadonlySet<number> {
  const drawn = [...world.hosts.values()].map(({ id, name }) => ({
    id,
    lot: fraction(seed, 'fails', name),
  }));
  const chosen = drawn.sort((a, b) => a.lot - b.lot).slice(0, failing);
  return new Set(chosen.map(({ id }) => id));
}
