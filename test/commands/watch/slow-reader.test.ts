import { afterEach, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

const names = Array.from(
  { length: 12 },
  (_, at) => `web${String(at + 1).padStart(2, '0')}.example.com`,
);
const lines = Array.from({ length: 40 }, (_, at) => `${at} ${'x'.repeat(1000)}\n`);

async function manyLines(): Promise<void> {
  world = await openWorld();
  for (const name of names) world.server.world.script(name, textScript(lines, { everyMs: 1000 }));
  const hosts = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'true', ...hosts, '--detach']);
  await world.clock.sleep(5000);
}

const isRead = ({ path }: { readonly path: string }) => /\/hosts\/\d+/.test(path);

test.each(['ndjson', 'plain', 'table'])(
  'a reader that stops (`| less`) stops the reading of output, and no line is lost (%s)',
  async (format) => {
    await manyLines();
    const { server } = world;
    const mark = server.requests.length;
    let readMeanwhile = 0;
    let stopped = false;
    const taken = async () => {
      if (stopped) return;
      stopped = true;
      await world.clock.sleep(900_000);
      readMeanwhile = server.requests.slice(mark).filter(isRead).length;
      server.faults.rules.push({
        path: /\/hosts\/\d+/,
        times: 20,
        effect: { kind: 'answer', status: 502, body: '' },
      });
    };
    const ran = await world.run(['output', '208', '--follow', '--format', format], { taken });
    expect(ran.code, ran.stderr).toBe(0);
    expect(readMeanwhile).toBeLessThanOrEqual(2 * 8);
    expect(ran.stderr).not.toMatch(/could not be read|at a time/);
    for (const name of names) {
      const printed = ran.stdout
        .split('\n')
        .filter((line) => line.includes(`${name}"},"stream"`) || line.startsWith(name));
      const numbers = printed.flatMap((line) => /(?:"text":"|: )(\d+) x/.exec(line)?.[1] ?? []);
      expect(numbers.map(Number)).toEqual(lines.map((_, at) => at));
    }
  },
);
