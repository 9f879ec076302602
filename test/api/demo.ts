import type { ConnectionOptions } from '../../src/api/connection.ts';
import { type DemoOptions, startDemoServer } from '../../src/demo/http/server.ts';
import { VirtualClock } from '../world/virtual-clock.ts';
import { openTo } from './open.ts';

/** A simulated Foreman on a virtual clock, and a way to connect to it as any user. */
export async function demo(options: Partial<DemoOptions> = {}) {
  const clock = new VirtualClock();
  const server = await startDemoServer({ clock, ...options });
  clock.watch(server);
  const opened: { close(): Promise<void> }[] = [];
  const open = (changes: Partial<ConnectionOptions> = {}) => {
    const world = openTo(server.url, { clock, ...changes });
    opened.push(world.connection);
    return world;
  };
  const close = async () => {
    for (const connection of opened) await connection.close();
    await server.close();
    clock.dispose();
  };
  return { clock, server, open, close };
}

/** What `demo()` resolves with. */
export type Demo = Awaited<ReturnType<typeof demo>>;

/** Of the users of the simulated world. */
export const passwords = {
  admin: 'changeme',
  anna: 'anna-secret',
  viewer: 'viewer-secret',
  ruser: 'ruser-secret',
};
