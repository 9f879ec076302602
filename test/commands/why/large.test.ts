import { afterEach, expect, test } from 'vitest';
import { largeWorld, textScript, unreachableScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** How the first hosts of 5,000 fail: how many, and what each of them does. */
const ways = [
  [400, (n: number) => textScript([`E: ${n} of 77 packages failed\n`], { code: 100 })],
  [250, () => unreachableScript()],
  [150, () => textScript(['No space left on device\n'], { code: 1 })],
  [
    100,
    (n: number) => textScript([`2026-11-23 14:${10 + (n % 50)}:07 time is up\n`], { code: 124 }),
  ],
  [60, () => textScript(['inactive\n'], { code: 3 })],
  [30, () => textScript(['inactive\n'], { code: 4 })],
  [10, () => textScript(['Killed\n'], { code: 137 })],
] as const;

test('1,000 of 5,000 hosts that failed in seven ways are seven lines', async () => {
  const hosts = largeWorld(5_000);
  const names = [...hosts.hosts.values()].map(({ name }) => name);
  let at = 0;
  for (const [count, scriptOf] of ways) {
    for (const name of names.slice(at, at + count)) hosts.script(name, scriptOf(at++));
  }
  expect(at).toBe(1_000);
  hosts.behavior = () => textScript([]);
  hosts.history.push({
    agoMs: 3_600_000,
    login: 'admin',
    job: {
      job_template_id: hosts.templates.find((one) => one.name.startsWith('Run Command'))?.id,
      targeting_type: 'static_query',
      search_query: 'hostgroup = nodes',
      inputs: { command: 'work' },
    },
  });
  world = await openWorld({ world: hosts });

  const shown = await world.run(['why', '1', '--no-color'], {
    terminal: { stdout: true, columns: 120 },
  });
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout.split('\n')).toEqual([
    'Job 1  ✘ failed  1,000 failed · 4,000 ok · 5,000 hosts',
    '',
    '✘ 400 hosts   exit 100      E: <n> of <n> packages failed                                               node[0001-0400]',
    '✘ 250 hosts   unreachable   Error initializing comma…connect to host <host> port 22: No route to host   node[0401-0650]',
    '✘ 150 hosts   exit 1        No space left on device                                                     node[0651-0800]',
    '✘ 100 hosts   exit 124      <time> time is up                                                           node[0801-0900]',
    '✘  60 hosts   exit 3        inactive                                                                    node[0901-0960]',
    '✘  30 hosts   exit 4        inactive                                                                    node[0961-0990]',
    '✘  10 hosts   exit 137      Killed                                                                      node[0991-1000]',
    '  (host names without .example.com)',
    '',
    "  rexctl output 1 'node[0001-0400].example.com'  show the output of those 400 hosts",
    '  rexctl rerun 1 --failed --follow               run again on those 1,000 hosts',
    '',
  ]);

  const mark = world.server.requests.length;
  const { code, json } = await world.run(['why', '1', '--json']);
  expect(code).toBe(0);
  expect(json.host_counts).toMatchObject({
    total: 5_000,
    succeeded: 4_000,
    failed: 1_000,
    hidden: 0,
  });
  const { groups } = json as { groups: { count: number; kind: string; hosts: object[] }[] };
  expect(groups.map(({ count }) => count)).toEqual(ways.map(([count]) => count));
  expect(groups.flatMap((group) => group.hosts)).toHaveLength(1_000);
  expect(world.server.requests.length - mark).toBeLessThan(1_100);
}, 60_000);
