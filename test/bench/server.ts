/**
 * A simulated Foreman for a benchmark, in a separate process: HOSTS hosts whose scripts write LINES
 * lines, EVERY_MS apart, all the same or (`differ`) each its own. Prints its address.
 */
import { systemClock } from '../../src/clock.ts';
import { largeWorld, startDemoServer, textScript } from '../../src/demo/http/server.ts';
import { withPastJob } from '../world/past-job.ts';

const [hosts = '1000', lines = '1000', everyMs = '10', differ] = process.argv.slice(2);
const world = largeWorld(Number(hosts));
const scriptOf = (own: string) =>
  textScript(
    Array.from(
      { length: Number(lines) },
      (_, at) =>
        `${String(at).padStart(6)} Setting up package-${at % 97}${own} (1.2.${at % 31}-4+deb12u${at % 7}) ...\n`,
    ),
    { everyMs: Number(everyMs) },
  );
const script = scriptOf('');
for (const { name } of world.hosts.values())
  world.script(name, differ === 'differ' ? scriptOf(`-${name}`) : script);
withPastJob(world);
const server = await startDemoServer({ clock: systemClock, world });
console.log(server.url);
