import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DemoServer, startDemoServer } from '../../../src/demo/http/server.ts';
import { web, web01 } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
let rebuilt: DemoServer | undefined;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await rebuilt?.close();
  rebuilt = undefined;
  await world.close();
});

/**
 * Another server answers at the same address; its ids begin again, so that it has a job 208 of its
 * own.
 */
async function rebuild(): Promise<DemoServer> {
  const { port } = world.server;
  await world.server.close();
  rebuilt = await startDemoServer({ clock: world.clock, port, seed: 2 });
  world.clock.watch(rebuilt);
  return rebuilt;
}

const cancelsOf = (server: DemoServer) =>
  server.requests.filter(({ path }) => path.endsWith('/cancel'));

describe('a server that was set up again at the same address', () => {
  test.each([
    ['the whole job', ['cancel', '208', '--yes', '--wait']],
    ['one host', ['cancel', '208', '--host', 'web01.example.com', '--yes', '--wait']],
  ])('%s: the cancel of another job 208 is no earlier cancel of this one', async (_, argv) => {
    await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
    await world.clock.sleep(5000);
    await world.run(['cancel', '208', '--yes', '--wait']);
    const server = await rebuild();
    await world.run(['run', '--command', 'sleep 600', ...web, '--detach']);
    await world.clock.sleep(5000);
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).not.toContain('already sent from this machine');
    expect(cancelsOf(server)).toHaveLength(1);
    const again = await world.run(argv);
    expect(again.code).toBe(0);
    expect(cancelsOf(server)).toHaveLength(1);
  });

  test('--resume of another job 208 is refused: its lines are not those of this one', async () => {
    const state = join(world.home, 'state');
    const follow = ['output', '208', '--follow', '--resume', state];
    await world.run(['run', '--command', 'seq 3', ...web01, '--detach']);
    expect(await world.run(follow)).toMatchObject({ code: 0, stdout: '1\n2\n3\n' });
    await rebuild();
    await world.run(['run', '--command', 'seq 3', ...web01, '--detach']);
    const ran = await world.run(follow);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /`.*state` belongs to an earlier job 208 of http:\/\/127\.0\.0\.1:\d+/,
    );
    expect(ran.stderr).toContain('use another file with --resume');
  });
});
