import { afterEach, describe, expect, test } from 'vitest';
import { largeWorld } from '../../../src/demo/http/server.ts';
import { hostsOf } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/**
 * A world of 1,200 hosts, which are listed in two pages, and a job, number 1, that has run on all
 * of them.
 */
async function openLarge(): Promise<void> {
  world = await openWorld({ world: largeWorld(1200) });
}

/** Does `work` when the second request for a later page of such a list arrives, once. */
function whenLaterPage(path: string, work: () => void): void {
  const { requests } = world.server;
  let done = false;
  requests.push = (...added) => {
    const [request] = added;
    const isLater = request?.path.endsWith(path) === true && Number(request.query.page) > 1;
    if (isLater && !done) {
      done = true;
      work();
    }
    return Array.prototype.push.apply(requests, added);
  };
}

const all = ['--search', 'hostgroup = nodes'];
const start = ['run', '-c', 'true', ...all, '--yes'];

describe('a host that is deleted between two pages takes no other host with it', () => {
  test('of the hosts of a search: the job runs on all others', async () => {
    await openLarge();
    whenLaterPage('/api/hosts', () => world.server.world.removeHost(7));
    const ran = await world.run([...start, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '1\n' });
    expect(hostsOf(world, 1)).toHaveLength(1199);
    expect(hostsOf(world, 1)).not.toContain('node0007.example.com');
  });

  test('of the hosts of a job: show names all others', async () => {
    await openLarge();
    await world.run([...start, '--quiet']);
    whenLaterPage('/hosts', () => world.server.world.removeHost(7));
    const ran = await world.run(['show', '1', '--hosts', '--json']);
    expect(ran.code).toBe(0);
    expect(new Set(ran.json.hosts.map(({ id }: { id: number }) => id)).size).toBe(1199);
  });

  test('of the hosts that are listed', async () => {
    await openLarge();
    whenLaterPage('/api/hosts', () => world.server.world.removeHost(7));
    const ran = await world.run(['host', 'list', '--all', '--json']);
    expect(ran.json).toMatchObject({ subtotal: 1199 });
    expect(ran.json.hosts).toHaveLength(1199);
  });

  test('where hosts vanish at every look, nothing is started', async () => {
    await openLarge();
    const { hosts } = world.server.world;
    const { requests } = world.server;
    requests.push = (...added) => {
      const [request] = added;
      const [first] = hosts.values();
      if (request?.path === '/api/hosts' && first !== undefined) {
        world.server.world.removeHost(first.id);
        world.server.world.addHost({ ...first, name: `z${first.name}`, id: first.id + 10_000 });
      }
      return Array.prototype.push.apply(requests, added);
    };
    const ran = await world.run([...start, '--detach']);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toBe(
      'rexctl: the list changed during each of 6 reads\n        try again, or request fewer rows\n',
    );
    expect(world.server.jobs.size).toBe(0);
  });
});

describe('a job that ends between two pages takes no other job with it', () => {
  test('every one that runs is cancelled', async () => {
    const demo = largeWorld(1);
    const job = {
      job_template_id: demo.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      ...{ targeting_type: 'static_query', search_query: 'name ~ node' },
      inputs: { command: 'sleep 600' },
    };
    for (let n = 0; n < 101; n++) demo.history.push({ agoMs: 60_000, login: 'admin', job });
    world = await openWorld({ world: demo });
    whenLaterPage('/api/job_invocations', () => {
      const ended = world.server.jobs.get(50)?.task;
      Object.assign(ended ?? {}, { state: 'stopped', result: 'success' });
    });
    const ran = await world.run(['cancel', '--jobs-search', 'status = running', '--yes', '--json']);
    expect(ran.json.jobs.map(({ job: { id } }: { job: { id: number } }) => id)).toContain(1);
    expect(ran.json.jobs).toHaveLength(100);
  });
});
