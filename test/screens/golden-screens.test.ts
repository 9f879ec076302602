import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { servedWorld } from '../../src/demo/world/default-world.ts';
import { openWorld, type World } from '../world/run.ts';
import { wideWorld } from './wide-world.ts';

const widths = [80, 120, 200] as const;

/** What commands show of the world of `rexctl demo --serve`. */
const screens: Readonly<Record<string, readonly string[]>> = {
  list: ['list'],
  'list-columns': ['list', '--columns', 'id,outcome,template_name,description,start_at,task.id'],
  show: ['show', '208'],
  'show-hosts': ['show', '205', '--hosts'],
  'schedule-list': ['schedule', 'list'],
  'schedule-show': ['schedule', 'show', '1'],
  'template-list': ['template', 'list'],
  'template-show': ['template', 'show', 'Patch hosts'],
  'host-list': ['host', 'list', 'hostgroup = app'],
  'output-failed': ['output', '208', '--failed'],
  group: ['output', '208', '--group', '--mask', 'numbers,times,host'],
  why: ['why', '208'],
  report: ['report', '208'],
  diff: ['output', '208', '--diff', 'web01', '--mask', 'numbers,times,host'],
  'diff-attempt': ['output', '209', '--diff', 'attempt'],
  'diff-jobs': ['diff', '208', '209'],
  'list-times': ['list', '--columns', 'id,outcome,user,ended_at,duration,description'],
  'show-failed-hosts': ['show', '204', '--hosts', '--hosts-search', 'hostgroup = app'],
  'show-host-times': ['show', '208', '--hosts', '--columns', 'name,status,started_at,duration'],
  'host-show': ['host', 'show', 'web04'],
  stats: ['stats', '--since', '2d'],
};

/** The same of a world with long names, and with characters of two columns. */
const wideScreens: Readonly<Record<string, readonly string[]>> = {
  list: ['list'],
  'show-hosts': ['show', '201', '--hosts'],
  'schedule-list': ['schedule', 'list'],
  'template-list': ['template', 'list'],
  'host-list': ['host', 'list'],
  output: ['output', '201'],
  group: ['output', '201', '--group'],
  'diff-jobs': ['diff', '201', '202'],
  'host-show': ['host', 'show', 'サーバー01.例え.jp'],
  stats: ['stats', '--since', '2d'],
  'list-times': ['list', '--columns', 'id,outcome,user,duration,description'],
};

let served: World;
let wide: World;
beforeAll(async () => {
  served = await openWorld({ world: servedWorld() });
  wide = await openWorld({ world: wideWorld() });
});
afterAll(async () => {
  await served.close();
  await wide.close();
});

async function screenOf(world: World, argv: readonly string[], columns: number): Promise<string> {
  const terminal = { stdout: true, stderr: true, columns };
  const { stdout, stderr } = await world.run(argv, { terminal, env: { NO_COLOR: '1' } });
  const notes = shownNotes(stderr);
  const text = notes === '' ? stdout : `${stdout}--- standard error\n${notes}`;
  return text.replaceAll(/127\.0\.0\.1:\d+/g, 'foreman.example.com');
}

/** Without what is drawn over while the server is asked. */
function shownNotes(stderr: string): string {
  return stderr.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/g, '').replaceAll(/^.*\r|^[⠀-⣿].*$/gm, '');
}

const golden = (name: string) => fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));

describe.each(widths)('at %i columns', (columns) => {
  test.each(Object.entries(screens))('%s', async (name, argv) => {
    const text = await screenOf(served, argv, columns);
    await expect(text).toMatchFileSnapshot(golden(`${name}-${columns}`));
  });

  test.each(Object.entries(wideScreens))('%s with wide characters', async (name, argv) => {
    const text = await screenOf(wide, argv, columns);
    await expect(text).toMatchFileSnapshot(golden(`wide-${name}-${columns}`));
  });
});

/** Headers of what is typed again, or decides what to do next. */
const typedAgain = ['ID', 'OUTCOME', 'STATE', 'STATUS', 'NEXT RUN', 'CRON LINE', 'JOB', 'HOST'];

/** The cells below those headers, of tables whose cells have no two blanks in a row. */
function keptCells(screen: string, kept: readonly string[]): readonly string[] {
  const lines = screen.split('\n').map((line) => line.trim().split(/ {2,}/));
  const head = lines.findIndex((cells) => cells.includes('ID') || cells.includes('HOST'));
  const headers = lines[head] ?? [];
  const rows = lines.slice(head + 1).filter((cells) => cells.length === headers.length);
  return rows.flatMap((cells) => cells.filter((_, at) => kept.includes(headers[at] ?? '')));
}

describe('on a narrow terminal', () => {
  test('why says that names of hosts have no room', async () => {
    const text = await screenOf(served, ['why', '208'], 20);
    expect(text).toContain('\n  not shown, too narrow: names of hosts\n');
    expect(text).not.toContain('host names without');
  });

  test('stats leaves columns out rather than to break rows', async () => {
    const text = await screenOf(served, ['stats', '--since', '2d'], 40);
    expect(text).toContain('\n web04.example.com       1   4\n');
    expect(text).toContain('\n not shown, too narrow: PASS RATE,\n FLAPS, LAST, JOB\n');
  });
});

describe('what is typed again is never cut', () => {
  const tables = ['list', 'show-hosts', 'schedule-list', 'template-list', 'host-list'];
  test.each(tables)('%s', async (name) => {
    for (const [world, argv = []] of [
      [served, screens[name]],
      [wide, wideScreens[name]],
    ] as const) {
      const cells = keptCells(await screenOf(world, argv, 400), typedAgain);
      expect(cells.length).toBeGreaterThan(3);
      for (const columns of [40, 60, 80, 100]) {
        const narrow = await screenOf(world, argv, columns);
        for (const cell of cells) expect(narrow).toContain(cell);
      }
    }
  });

  test('times of jobs are not cut either, and make room for their descriptions', async () => {
    const times = keptCells(await screenOf(served, ['list'], 400), ['STARTED']);
    expect(times.length).toBeGreaterThan(3);
    const screen = await screenOf(served, ['list'], 80);
    for (const time of times) expect(screen).toContain(time);
    const narrow = await screenOf(served, ['list'], 60);
    expect(narrow).toMatch(/^ ID +OUTCOME +HOSTS +DESCRIPTION\n/);
    expect(narrow).toContain('\n not shown, too narrow: STARTED\n');
  });
});
