/**
 * What needs no real time: counted on the simulator while ten minutes pass in a virtual clock.
 * Prints rows as JSON.
 */
import { largeWorld, textScript } from '../../src/demo/http/server.ts';
import { failingCrowd } from '../world/failing-crowd.ts';
import { withPastJob } from '../world/past-job.ts';
import { openWorld, type World } from '../world/run.ts';

const everywhere = ['--search', 'hostgroup = nodes'];

interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | null;
  readonly about?: string;
}

/** A job of which one host after the other ends, the given milliseconds apart. */
async function watchedRequests(hosts: number, firstMs: number, apartMs: number) {
  const world = largeWorld(hosts);
  for (const [at, { name }] of [...world.hosts.values()].entries()) {
    world.script(name, {
      steps: [],
      end: { kind: 'exit', afterMs: firstMs + apartMs * at, code: 0 },
    });
  }
  const opened = await openWorld({ world });
  const started = await opened.run([
    'run',
    '--command',
    'true',
    ...everywhere,
    '--detach',
    '--yes',
  ]);
  if (started.code !== 0) throw new Error(started.stderr);
  const mark = opened.server.requests.length;
  await opened.run(['watch', '1']);
  const requests = opened.server.requests.length - mark;
  const { proxyCalls } = opened.server;
  await opened.close();
  return { requests, proxyCalls };
}

async function requestRates(): Promise<Row[]> {
  const short = await watchedRequests(1000, 1000, 600);
  const oneByOne = await watchedRequests(1000, 1000, 36_000);
  const atOnce = await watchedRequests(20, 36_000_000, 0);
  const unit = 'requests';
  const what = 'watching 1,000 hosts for 10 minutes';
  return [
    { what, value: short.requests, unit, bar: 300 },
    { what, value: short.proxyCalls, unit: 'proxy calls', bar: 0 },
    { what: 'watching 1,000 hosts for 10 hours', value: oneByOne.requests, unit, bar: 4000 },
    { what: 'watching 20 hosts that run for 10 hours', value: atOnce.requests, unit, bar: 4000 },
  ];
}

/** Seconds from the end of the last host to the end of `run`. */
async function endDelay(hostMs: number, flags: readonly string[]): Promise<number> {
  const world = largeWorld(20);
  for (const { name } of world.hosts.values())
    world.script(name, textScript(['one\n'], { everyMs: hostMs }));
  const opened = await openWorld({ world });
  await opened.run(['run', '--command', 'true', ...everywhere, ...flags]);
  const over = opened.clock.now();
  const runs = [...(opened.server.jobs.get(1)?.runs.values() ?? [])];
  const ends = runs.map((host) => host.task.ended_at ?? Number.NaN);
  await opened.close();
  return (over - Math.max(...ends)) / 1000;
}

/**
 * The middle of several, because a job that stands still is asked for every ten seconds: its end
 * falls anywhere.
 */
async function medianDelay(hostMs: number): Promise<number> {
  const found: number[] = [];
  for (let at = 0; at < 7; at++) found.push(await endDelay(hostMs + at * 1300, []));
  return found.sort((a, b) => a - b)[3] ?? Number.NaN;
}

async function endDelays(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, hostMs, bar] of [
    ["a job's first minute", 20_000, 1],
    ['the first ten', 200_000, 2],
    ['later on', 2_400_000, 5],
  ] as const) {
    const value = await medianDelay(hostMs);
    const settled = await endDelay(hostMs, ['--settle']);
    rows.push({
      ...{ what: `last host's end to the end of run, ${name}`, value, unit: 's', bar },
      about: `waiting for the server's status: ${settled.toFixed(1)} s`,
    });
  }
  return rows;
}

/** The requests of a list of 100 jobs, and its real milliseconds on the embedded server. */
async function listing(world: World, flags: readonly string[]) {
  const mark = world.server.requests.length;
  const start = performance.now();
  await world.run(['list', '--limit', '100', ...flags]);
  const ms = performance.now() - start;
  return { ms, requests: world.server.requests.length - mark };
}

async function listRows(): Promise<Row[]> {
  const world = largeWorld(1);
  const run = world.templates.find(({ name }) => name.startsWith('Run Command'));
  const job = {
    ...{ job_template_id: run?.id, targeting_type: 'static_query' },
    ...{ search_query: 'hostgroup = nodes', inputs: { command: 'true' } },
  };
  for (let at = 100; at > 0; at--)
    world.history.push({ agoMs: 60_000 * (at + 1), login: 'admin', job });
  const opened = await openWorld({ world });
  await listing(opened, []);
  const bare = await listing(opened, []);
  const timed = await listing(opened, ['--columns', 'id,user,ended_at,duration']);
  await opened.close();
  const about = `without them ${bare.requests}; ${timed.ms.toFixed(0)} ms, without ${bare.ms.toFixed(0)} ms`;
  const what = 'list --columns duration of 100 jobs';
  return [{ what, value: timed.requests, unit: 'requests', bar: 10, about }];
}

/** As measured on a server: one worker, 21 ms for the output of one host, 8 ms for each in bulk. */
const measuredTiming = {
  ...{ requestMs: 9, passwordMs: 100, outputMs: 12, bulkOutputMs: 8, hostRowMs: 1.4, workers: 1 },
};

/** Requests and seconds on the clock of the server; `inBulk` false: it lacks bulk reads. */
async function snapshotOf(hosts: number, inBulk: boolean, flags: readonly string[]) {
  const world = largeWorld(hosts);
  for (const { name } of world.hosts.values()) world.script(name, textScript([`on ${name}\n`]));
  withPastJob(world);
  Object.assign(world.timing, measuredTiming);
  const opened = await openWorld({ world });
  if (!inBulk)
    opened.server.faults.rules.push({
      ...{ method: 'POST', path: /\/outputs$/, times: Number.POSITIVE_INFINITY },
      effect: { kind: 'answer', status: 404 },
    });
  const start = opened.clock.now();
  const { code } = await opened.run(['output', '1', ...flags]);
  const seconds = (opened.clock.now() - start) / 1000;
  const requests = opened.server.requests.length;
  await opened.close();
  if (code !== 0) throw new Error(`output ${flags.join(' ')} ended with ${code}`);
  return { seconds, requests };
}

async function snapshotRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const flags of [['--group', '--mask', 'host'], ['--raw']]) {
    const bulk = await snapshotOf(1000, true, flags);
    const single = await snapshotOf(1000, false, flags);
    const what = `output ${flags[0]} of 1,000 ended hosts`;
    const about = `one by one ${single.requests} requests, ${single.seconds.toFixed(1)} s`;
    rows.push(
      { what, value: bulk.requests, unit: 'requests', bar: 20 },
      { what, value: bulk.seconds, unit: 's', bar: 10, about },
    );
  }
  return rows;
}

/** Why 1,000 of 5,000 hosts failed in seven ways; the milliseconds are those of this machine. */
async function whyRows(): Promise<Row[]> {
  const opened = await openWorld({ world: failingCrowd({ pastJob: true }) });
  await opened.run(['why', '1']);
  const mark = opened.server.requests.length;
  const start = performance.now();
  const { code, stdout } = await opened.run(['why', '1']);
  const ms = performance.now() - start;
  const requests = opened.server.requests.length - mark;
  await opened.close();
  if (code !== 0) throw new Error(`why ended with ${code}`);
  const about = `${stdout.split('\n').length} lines, ${ms.toFixed(0)} ms with the server`;
  return [
    {
      ...{ what: 'why of 5,000 hosts, 1,000 failed in 7 ways', value: requests },
      ...{ unit: 'requests', bar: 100, about },
    },
  ];
}

console.log(
  JSON.stringify([
    ...(await requestRates()),
    ...(await endDelays()),
    ...(await listRows()),
    ...(await snapshotRows()),
    ...(await whyRows()),
  ]),
);
