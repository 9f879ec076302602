import { afterEach, expect, test } from 'vitest';
import { failingCrowd, waysToFail } from '../../world/failing-crowd.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
afterEach(() => world.close());

/** The seven ways in which 1,000 of the 5,000 hosts failed, as a terminal shows them. */
const sevenWays = [
  '✘ 400 hosts   exit 100      E: <n> of <n> packages failed                                               node[0001-0400]',
  '✘ 250 hosts   unreachable   Error initializing comma…connect to host <host> port 22: No route to host   node[0401-0650]',
  '✘ 150 hosts   exit 1        No space left on device                                                     node[0651-0800]',
  '✘ 100 hosts   exit 124      <time> time is up                                                           node[0801-0900]',
  '✘  60 hosts   exit 3        inactive                                                                    node[0901-0960]',
  '✘  30 hosts   exit 4        inactive                                                                    node[0961-0990]',
  '✘  10 hosts   exit 137      Killed                                                                      node[0991-1000]',
  '  (host names without .example.com)',
];

test('1,000 of 5,000 hosts that failed in seven ways are seven lines', async () => {
  world = await openWorld({ world: failingCrowd({ pastJob: true }) });

  const shown = await world.run(['why', '1', '--no-color'], {
    terminal: { stdout: true, columns: 120 },
  });
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout.split('\n')).toEqual([
    'Job 1  ✘ failed  1,000 failed · 4,000 ok · 5,000 hosts',
    '',
    ...sevenWays,
    '',
    "  rexctl output 1 'node[0001-0400].example.com'        show the output of those 400 hosts",
    '  rexctl rerun 1 --failed --follow                     run again on those 1,000 hosts',
    '  rexctl rerun 1 --failed --only unreachable --follow  only on 250 of them',
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
  expect(groups.map(({ count }) => count)).toEqual(waysToFail.map(([count]) => count));
  expect(groups.flatMap((group) => group.hosts)).toHaveLength(1_000);
  expect(world.server.requests.length - mark).toBeLessThan(100);
}, 60_000);

test('the end of watch has the same seven lines, in few requests', async () => {
  world = await openWorld({ world: failingCrowd({ pastJob: false }) });
  const all = ['--search', 'hostgroup = nodes', '--detach', '--yes'];
  expect((await world.run(['run', '-c', 'work', ...all])).code).toBe(0);
  const mark = world.server.requests.length;
  const { code, stderr } = await world.run(['watch', '1', '--no-color'], {
    terminal: { stderr: true, columns: 120 },
  });
  expect(code).toBe(3);
  expect(stderr.split('\n').map((line) => line.replace(/ in \d+ s\./, ' in n s.'))).toEqual([
    'Job 1: Run work, 5,000 hosts.  Ctrl-C detaches.',
    '✘ Job 1: 1,000 of 5,000 hosts failed in n s.',
    ...sevenWays,
    '  rexctl why 1                      show why hosts failed',
    '  rexctl output 1 --failed          show their output',
    '  rexctl rerun 1 --failed --follow  run again on those 1,000 hosts',
    '',
  ]);
  const outputs = world.requestsSince(mark).filter((request) => /outputs|hosts\/\d/.test(request));
  expect(outputs.length).toBeLessThan(60);
}, 120_000);
