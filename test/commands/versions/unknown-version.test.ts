import { afterEach, expect, test } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

test('a server that is too old for a route and does not give its version is still read', async () => {
  world = await openWorld({ rexVersion: '13.2' });
  const hidden = (path: string, status: number) =>
    world.server.faults.rules.push({
      path,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'answer', status },
    });
  hidden('/api/plugins', 403);
  hidden('/apidoc', 404);
  const ran = await world.run(['show', '201', '--hosts', '--json']);
  expect([ran.code, ran.json.hosts?.length]).toEqual([0, 12]);
  expect(
    world.server.requests.some(({ path, status }) => path.endsWith('/201/hosts') && status === 404),
  ).toBe(true);
});
