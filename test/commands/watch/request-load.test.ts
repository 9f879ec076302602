import { afterEach, describe, expect, test } from 'vitest';
import { type DemoWorld, largeWorld, textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World | undefined;
afterEach(() => world?.close());

const everywhere = ['--search', 'hostgroup = nodes', '--yes'];
const outputPath = '/api/job_invocations/1/hosts/';

/** A world of `count` hosts, whose scripts are given by their number. */
function nodes(
  count: number,
  script: (n: number) => Parameters<DemoWorld['script']>[1],
): DemoWorld {
  const nodeWorld = largeWorld(count);
  for (const [at, host] of nodeWorld.hosts.entries()) nodeWorld.script(host.name, script(at));
  return nodeWorld;
}

describe('the load on the server', () => {
  test('watching 1,000 hosts for ten minutes: at most 300 requests and no call to a smart proxy', async () => {
    const tenMinutes = 600_000;
    const script = (n: number) => ({
      steps: [],
      end: { kind: 'exit', afterMs: 1000 + (tenMinutes / 1000) * n, code: 0 } as const,
    });
    world = await openWorld({ world: nodes(1000, script) });
    await world.run(['run', '--command', 'true', ...everywhere, '--detach']);
    const mark = world.server.requests.length;
    const began = world.clock.now();
    const ran = await world.run(['watch', '1']);
    expect(ran.code).toBe(0);
    const tookMs = world.clock.now() - began;
    expect(tookMs).toBeGreaterThan(tenMinutes * 0.95);
    expect(world.server.requests.length - mark).toBeLessThanOrEqual(300);
    expect(world.server.proxyCalls).toBe(0);
    expect(world.server.maxInFlight).toBeLessThanOrEqual(8);
  });

  test('following 300 hosts: never more than 8 requests in flight, and it is reported that lines come late', async () => {
    world = await openWorld({
      world: nodes(300, () => textScript(['one\n', 'two\n'], { everyMs: 3000 })),
    });
    world.server.faults.rules.push({
      path: outputPath,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'slow', ms: 400 },
    });
    const ran = await world.run(['run', '--command', 'true', ...everywhere, '--follow']);
    expect(ran.code).toBe(0);
    expect(ran.stdout.split('\n')).toHaveLength(601);
    expect(ran.stderr).toMatch(
      /reading the output of \d+ hosts, 8 at a time: lines may be late, none are lost/,
    );
    expect(world.server.maxInFlight).toBe(8);
  });

  test('answers that take over 2 s halve the requests in flight, down to one', async () => {
    world = await openWorld({ world: nodes(40, () => textScript(['one\n'], { everyMs: 60_000 })) });
    const { server, clock } = world;
    server.faults.rules.push({
      path: outputPath,
      times: Number.POSITIVE_INFINITY,
      effect: { kind: 'slow', ms: 2500 },
    });
    const seen: number[] = [];
    let over = false;
    const sampling = (async () => {
      while (!over) {
        await clock.sleep(500);
        const reading = server.requests.filter(
          ({ path, status }) => status === 0 && path.startsWith(outputPath),
        );
        seen.push(reading.length);
      }
    })();
    const ran = await world.run(['run', '--command', 'true', ...everywhere, '--follow']);
    over = true;
    await sampling;
    expect(ran.code).toBe(0);
    expect(Math.max(...seen.slice(0, 12))).toBeLessThanOrEqual(4);
    expect(Math.max(...seen.slice(20))).toBe(1);
  });

  test.each([[/\/hosts\/\d+$/], [/\/job_invocations\/1$/]])(
    'Retry-After of %s is honoured to the second: nothing at all is asked until then',
    async (path) => {
      world = await openWorld({
        world: nodes(5, () => textScript(['one\n'], { everyMs: 30_000 })),
      });
      const { server } = world;
      server.faults.rules.push({
        path,
        after: 6,
        effect: { kind: 'answer', status: 429, retryAfter: '7' },
      });
      const ran = await world.run(['run', '--command', 'true', ...everywhere, '--follow']);
      expect(ran.code).toBe(0);
      const at = server.requests.find(({ status }) => status === 429)?.at ?? Number.NaN;
      const next = server.requests.filter((request) => request.at > at);
      expect(next.length).toBeGreaterThan(10);
      expect(next[0]?.at).toBeGreaterThanOrEqual(at + 7000);
      expect(next[0]?.at).toBeLessThan(at + 8000);
    },
  );

  test.each([['0'], ['-1'], ['1.5'], ['Mon, 23 Nov 2020 13:00:00 GMT']])(
    'Retry-After: %s of a server in trouble makes no hot loop',
    async (retryAfter) => {
      world = await openWorld({ world: nodes(5, () => textScript(['one\n'])) });
      const { server } = world;
      const effect = { kind: 'answer', status: 503, retryAfter } as const;
      const path = /\/job_invocations\/\d+/;
      server.faults.rules.push({
        method: 'GET',
        path,
        after: 8,
        times: Number.POSITIVE_INFINITY,
        effect,
      });
      const ran = await world.run([
        ...['run', '--command', 'true', ...everywhere, '--follow'],
        ...['--give-up-after', '1m'],
      ]);
      expect(ran.code).toBe(8);
      expect(server.requests.length).toBeLessThan(120);
    },
  );

  test('an hour of Retry-After on an output read holds the follow up, and does not end it', async () => {
    world = await openWorld({
      world: nodes(5, () => textScript(['one\n', 'two\n'], { everyMs: 60_000 })),
    });
    const { server, clock } = world;
    const effect = { kind: 'answer', status: 503, retryAfter: '3600' } as const;
    server.faults.rules.push({ path: /\/hosts\/\d+$/, after: 2, effect });
    const startedAt = clock.now();
    const ran = await world.run(['run', '--command', 'true', ...everywhere, '--follow']);
    expect(ran.code).toBe(0);
    expect(ran.stdout.split('\n').filter((line) => line.endsWith(' two'))).toHaveLength(5);
    expect(clock.now() - startedAt).toBeLessThan(15 * 60_000);
  });
});
