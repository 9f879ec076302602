import { patchBehavior, smallTrouble } from '../hosts/patch-scenario.ts';
import { addTemplates } from './default-templates.ts';
import { addJobsToTry, nightlyUptime } from './jobs-to-try.ts';
import { addPlaces, addUsers } from './users-and-places.ts';
import { DemoWorld } from './world.ts';

const HOUR = 3_600_000;

function addHosts(world: DemoWorld): void {
  const operatingsystem = { id: 1, name: 'Debian 12' };
  const acme = world.organizations[0]?.id ?? null;
  const web = { hostgroup: { id: 1, name: 'web' }, operatingsystem };
  for (let n = 1; n <= 12; n++)
    world.addHost({ name: `web${String(n).padStart(2, '0')}.example.com`, ...web });
  for (const name of ['db01', 'db02']) {
    world.addHost({
      name: `${name}.example.com`,
      hostgroup: { id: 2, name: 'db' },
      operatingsystem,
    });
  }
  for (const name of ['app01', 'app02', 'app03']) {
    world.addHost({
      name: `${name}.example.com`,
      hostgroup: { id: 3, name: 'app' },
      operatingsystem,
    });
  }
  world.addHost({
    name: 'foreman.example.com',
    infrastructure: true,
    operatingsystem,
    organization_id: acme,
  });
  world.addHost({ name: 'namesrv.example.com', operatingsystem });
}

function addHistory(world: DemoWorld): void {
  const command = (text: string, search: string) => ({
    job_template_id: world.templates.find((one) => one.name.startsWith('Run Command'))?.id,
    targeting_type: 'static_query',
    search_query: search,
    inputs: { command: text },
  });
  world.history.push(
    { agoMs: 26 * HOUR, login: 'admin', job: command('uptime', 'name ~ web') },
    { agoMs: 25 * HOUR, login: 'anna', job: command('uptime', 'hostgroup = wbe') },
    {
      agoMs: 24 * HOUR,
      login: 'admin',
      job: command('true', 'name = db01.example.com'),
      orphan: true,
    },
    {
      agoMs: 5 * HOUR,
      login: 'anna',
      job: command('systemctl is-active nginx', 'hostgroup ^ (web, app)'),
    },
    { agoMs: 3 * HOUR, login: 'admin', job: command('exit 3', 'hostgroup = db') },
    { agoMs: 2 * HOUR, login: 'anna', job: command('hostname; uname -r', 'hostgroup = app') },
    nightlyUptime(world, 'hostgroup = db'),
  );
}

/**
 * The world of `rexctl demo`: 12 web hosts, two of which cannot be patched at the first attempt,
 * and a few past jobs.
 */
export function demoWorld(): DemoWorld {
  const world = new DemoWorld();
  world.firstIds.job_invocation = 201;
  addPlaces(world);
  addUsers(world);
  addHosts(world);
  addTemplates(world);
  addBookmarks(world);
  addHistory(world);
  world.behavior = patchBehavior(smallTrouble);
  return world;
}

function addBookmarks(world: DemoWorld): void {
  world.addBookmark('web', 'hostgroup = web');
  world.addBookmark('databases', 'hostgroup = db');
  world.addBookmark('active', 'last_report > "35 minutes ago"', { controller: 'config_reports' });
}

/** The world of `rexctl demo`, with jobs to try commands on. */
export function servedWorld(): DemoWorld {
  const world = demoWorld();
  addJobsToTry(world, 'hostgroup = web');
  return world;
}

/** A world with this many hosts, which are planned quickly, and no past jobs. */
export function largeWorld(hosts: number): DemoWorld {
  const world = new DemoWorld();
  addPlaces(world);
  addUsers(world);
  world.addHosts(hosts, 'node#.example.com', { hostgroup: { id: 1, name: 'nodes' } });
  addTemplates(world);
  world.behavior = patchBehavior(smallTrouble);
  Object.assign(world.timing, { planMs: 2, batchPauseMs: 20 });
  return world;
}
