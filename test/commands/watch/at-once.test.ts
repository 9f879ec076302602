import { afterEach, expect, test } from 'vitest';
import { largeWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World | undefined;
afterEach(() => world?.close());

const everywhere = ['--search', 'hostgroup = nodes', '--yes'];

/** A world whose hosts all end at the same moment, the given milliseconds after they began. */
async function ending(hosts: number, afterMs: number): Promise<World> {
  const nodes = largeWorld(hosts);
  for (const { name } of nodes.hosts.values())
    nodes.script(name, textScript(['one\n'], { everyMs: afterMs }));
  world = await openWorld({ world: nodes });
  return world;
}

/**
 * Milliseconds from the end of the job's last host until now; not a number while one has not ended.
 */
function sinceLastEnd({ server, clock }: World, id: number): number {
  const ends = [...(server.jobs.get(id)?.runs.values() ?? [])].map(
    ({ task }) => task.ended_at ?? Number.NaN,
  );
  return clock.now() - Math.max(...ends);
}

const how = [
  ['run', [], ['run', '--command', 'true', ...everywhere], 1],
  ['run --follow', [], ['run', '--command', 'true', ...everywhere, '--follow'], 1],
  ['watch', ['run', '--command', 'true', ...everywhere, '--detach'], ['watch', '1'], 1],
  ['wait', ['run', '--command', 'true', ...everywhere, '--detach'], ['wait', '1'], 1],
  ['rerun', ['run', '--command', 'true', ...everywhere], ['rerun', '1', '--yes'], 2],
  [
    'rerun --succeeded',
    ['run', '--command', 'true', ...everywhere],
    ['rerun', '1', '--succeeded', '--yes'],
    2,
  ],
] as const;

const bars = [
  ["a job's first minute", 20, 20_000, 1000],
  ['later on', 20, 200_000, 2000],
  ['later on, many hosts', 150, 400_000, 2000],
] as const;

test.each(how.flatMap((one) => bars.map((bar) => [...one, ...bar] as const)))(
  '%s (%#) ends when its hosts have ended, not when the status of the server follows',
  async (_name, before, argv, id, _when, hosts, afterMs, barMs) => {
    const opened = await ending(hosts, afterMs);
    if (before.length > 0) expect(await opened.run(before)).toMatchObject({ code: 0 });
    expect(await opened.run(argv)).toMatchObject({ code: 0 });
    const lag = sinceLastEnd(opened, id);
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(lag).toBeLessThanOrEqual(barMs + 100);
    expect(opened.server.jobs.get(id)?.task?.state).not.toBe('stopped');
  },
);

test('--settle waits for the status of the server', async () => {
  const opened = await ending(20, 20_000);
  await opened.run(['run', '--command', 'true', ...everywhere, '--settle']);
  expect(opened.server.jobs.get(1)?.task?.state).toBe('stopped');
});
