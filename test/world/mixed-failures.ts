import { demoWorld, textScript, unreachableScript } from '../../src/demo/http/server.ts';
import { openWorld, type World } from './run.ts';

/**
 * Job 208 has ended: web01 and web02 cannot be reached, web03 fails, so does the proxy of web04;
 * web05 succeeds.
 */
export async function openMixedFailures(
  settings: Parameters<typeof openWorld>[0] = {},
): Promise<World> {
  const hosts = demoWorld();
  const scripts = [
    unreachableScript(),
    unreachableScript(),
    textScript(['broken\n'], { code: 3 }),
    unreachableScript(['Something new happened']),
    textScript(['done\n']),
  ];
  for (const [at, script] of scripts.entries()) hosts.script(`web0${at + 1}.example.com`, script);
  const world = await openWorld({ ...settings, world: hosts });
  await world.run(['run', '-c', 'work', '--host', 'web[01-05].example.com', '--quiet']);
  return world;
}
