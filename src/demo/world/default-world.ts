import { patchBehaviour } from '../hosts/patch-scenario.ts';
import { addTemplates } from './default-templates.ts';
import { DemoWorld } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Adds the users that every world has; passwords of a simulated server open nothing else. */
function addUsers(world: DemoWorld): void {
  world.addUser({ login: 'admin', password: 'changeme', firstname: 'Admin', admin: true });
  world.addUser({
    login: 'anna',
    password: 'anna-secret',
    token: 'anna-token-0123456789ab',
    firstname: 'Anna',
    roles: ['Remote Execution Manager'],
  });
  world.addUser({ login: 'viewer', password: 'viewer-secret', roles: ['Viewer'] });
  world.addUser({ login: 'ruser', password: 'ruser-secret', roles: ['Remote Execution User'] });
  world.addUser({
    login: 'gone',
    password: 'gone-secret',
    disabled: true,
    roles: ['Remote Execution User'],
  });
}

function addPlaces(world: DemoWorld): void {
  const acme = world.addOrganization('Acme');
  world.addOrganization('Web', acme);
  const europe = world.addLocation('Europe');
  world.addLocation('Berlin', europe);
}

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

function addBookmarks(world: DemoWorld): void {
  world.addBookmark('web', 'hostgroup = web');
  world.addBookmark('databases', 'hostgroup = db');
  world.addBookmark('active', 'last_report > "35 minutes ago"', { controller: 'config_reports' });
}

/** A daily time that is hours away, so that the same jobs are there whenever the server starts. */
function farFrom(now: number): string {
  const hour = new Date(now).getUTCHours();
  return hour >= 6 && hour < 18 ? '0 3 * * *' : '0 15 * * *';
}

function addHistory(world: DemoWorld): void {
  const command = (text: string, search: string, more: Record<string, unknown> = {}) => ({
    job_template_id: world.templates.find((one) => one.name.startsWith('Run Command'))?.id,
    targeting_type: 'static_query',
    search_query: search,
    inputs: { command: text },
    ...more,
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
    {
      agoMs: 90 * MINUTE,
      login: 'admin',
      job: (now) =>
        command('uptime', 'hostgroup = db', {
          targeting_type: 'dynamic_query',
          recurrence: { cron_line: farFrom(now), purpose: 'nightly uptime' },
        }),
    },
  );
}

/**
 * The world of `rexctl demo`: 12 web hosts of which two cannot be patched at first, and a little
 * history.
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
  world.behaviour = patchBehaviour;
  return world;
}

/** A world with this many hosts, quick to plan; no history. */
export function largeWorld(hosts: number): DemoWorld {
  const world = new DemoWorld();
  addPlaces(world);
  addUsers(world);
  world.addHosts(hosts, 'node#.example.com', { hostgroup: { id: 1, name: 'nodes' } });
  addTemplates(world);
  world.behaviour = patchBehaviour;
  Object.assign(world.timing, { planMs: 2, batchPauseMs: 20 });
  return world;
}
