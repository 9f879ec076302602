/** What needs no real time: counted on the simulator while ten minutes pass in a virtual clock. Prints rows as JSON. */
import { largeWorld, textScript } from '../../src/demo/server.ts';
import { openWorld } from '../world/run.ts';

const everywhere = ['--search', 'hostgroup = nodes'];

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | null;
  readonly about?: string;
}

async function watchedRequests(): Promise<Row[]> {
  const world = largeWorld(1000);
  for (const [at, { name }] of world.hosts.entries()) {
    world.script(name, { steps: [], end: { kind: 'exit', afterMs: 1000 + 600 * at, code: 0 } });
  }
  const opened = await openWorld({ world });
  await opened.run(['run', '--command', 'true', ...everywhere, '--detach']);
  const mark = opened.server.requests.length;
  await opened.run(['watch', '1']);
  const value = opened.server.requests.length - mark;
  const { proxyCalls } = opened.server;
  await opened.close();
  const what = 'watching 1,000 hosts for 10 minutes';
  return [
    { what, value, unit: 'requests', bar: 300 },
    { what, value: proxyCalls, unit: 'proxy calls', bar: 0 },
  ];
}

/** Seconds from the end of the last host to the end of `run`. */
async function told(hostMs: number, flags: readonly string[]): Promise<number> {
  const world = largeWorld(20);
  for (const { name } of world.hosts.values()) world.script(name, textScript(['one\n'], { everyMs: hostMs }));
  const opened = await openWorld({ world });
  await opened.run(['run', '--command', 'true', ...everywhere, ...flags]);
  const over = opened.clock.now();
  const runs = [...(opened.server.jobs.get(1)?.runs.values() ?? [])];
  const ends = runs.map((host) => host.task.ended_at ?? Number.NaN);
  await opened.close();
  return (over - Math.max(...ends)) / 1000;
}

async function toldAtOnce(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, hostMs, bar] of [
    ["a job's first minute", 20_000, 1],
    ['later on', 200_000, 2],
  ] as const) {
    const value = await told(hostMs, []);
    const settled = await told(hostMs, ['--settle']);
    rows.push({
      ...{ what: `last host's end to the end of run, ${name}`, value, unit: 's', bar },
      about: `waiting for the server's status: ${settled.toFixed(1)} s`,
    });
  }
  return rows;
}

console.log(JSON.stringify([...(await watchedRequests()), ...(await toldAtOnce())]));
