/** A simulated Foreman for a benchmark: one job on many hosts, in the past or still to be started. Prints its address. */
import { systemClock } from '../../src/clock.ts';
import { largeWorld, startDemoServer, textScript } from '../../src/demo/server.ts';

const [hosts = '1000', lines = '1000', everyMs = '10'] = process.argv.slice(2);
const world = largeWorld(Number(hosts));
const texts = Array.from({ length: Number(lines) }, (_, at) => {
  const text = `${String(at).padStart(6)} Setting up package-${at % 97} (1.2.${at % 31}-4+deb12u${at % 7}) ...\n`;
  return text;
});
for (const { name } of world.hosts.values())
  world.script(name, textScript(texts, { everyMs: Number(everyMs) }));
world.history.push({
  agoMs: 3_600_000,
  login: 'admin',
  job: {
    job_template_id: world.templates.find((one) => one.name.startsWith('Run Command'))?.id,
    targeting_type: 'static_query',
    search_query: 'hostgroup = nodes',
    inputs: { command: 'work' },
  },
});
const server = await startDemoServer({ clock: systemClock, world });
console.log(server.url);
