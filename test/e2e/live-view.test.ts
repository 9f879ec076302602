import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Terminal } from '../world/terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'live-view-'));
const script = join(folder, 'live-view.mjs');

/**
 * Plays a job on 12 hosts, two failing, to real streams; `crash` leaves in the middle without any
 * farewell.
 */
const program = `
  import { systemClock } from './src/clock.ts';
  import { createIo } from './src/ui/terminal/io.ts';
  import { followPrinter } from './src/ui/follow/printer.ts';
  import { ExampleEvents } from './test/ui/follow/example-events.ts';
  import { playJob } from './test/ui/follow/followed-job.ts';
  const [what, ending] = process.argv.slice(2);
  const { stdin, stdout, stderr, env, platform } = process;
  const io = createIo({ stdin, stdout, stderr, env, platform }, { noInput: false });
  const printer = followPrinter({ what, format: 'table', quiet: false, hostCount: 12 }, io, systemClock);
  const plan = { hosts: 12, failing: new Set([3, 9]), linesPerHost: 3, output: what === 'output' };
  const time = () => new Date().toISOString();
  let round = 0;
  const clock = { pass: (ms) => systemClock.sleep(ms / 10) };
  await playJob(plan, printer, new ExampleEvents(time), clock, async () => {
    if (++round === 2 && ending === 'crash') process.exit(70);
  });
  await printer.end();
`;

beforeAll(async () => {
  await build({
    stdin: { contents: program, resolveDir: root, loader: 'js' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Played {
  readonly lines: string[];
  readonly cursor: { readonly visible: boolean; readonly column: number };
  readonly exitCode: number;
  readonly bytes: string;
}

async function played(columns: number, what: string, ending = 'end'): Promise<Played> {
  const terminal = new Terminal({ columns, rows: 24 });
  const env = { PATH: process.env.PATH, LANG: 'en_US.UTF-8', TERM: 'xterm-256color' };
  const child = spawn(process.execPath, [script, what, ending], {
    cols: columns,
    rows: 24,
    cwd: root,
    env,
  });
  let bytes = '';
  child.onData((text) => {
    bytes += text;
    terminal.write(text);
  });
  const exitCode = await new Promise<number>((resolve) =>
    child.onExit((exit) => resolve(exit.exitCode)),
  );
  return { lines: await terminal.lines(), cursor: await terminal.cursor(), exitCode, bytes };
}

const closing = [
  expect.stringMatching(/^✘ Job 215: 2 of 12 hosts failed/),
  '  rexctl output 215 --failed          show their output',
  '  rexctl rerun 215 --failed --follow  run again on those 2 hosts',
];

describe('on a real pseudo-terminal', () => {
  it.each([80, 200])(
    'the live view of states leaves failed hosts and last words at %i columns',
    async (columns) => {
      const { lines, cursor, bytes } = await played(columns, 'progress');
      expect(lines).toEqual([
        '',
        '✘ web03.example.com   exit 3      inactive',
        '✘ web09.example.com   exit 3      inactive',
        '',
        ...closing,
      ]);
      expect(bytes).toContain('\u001b[?25l');
      expect(cursor).toEqual({ visible: true, column: 0 });
    },
  );

  it.each([80, 200])(
    'followed output leaves every line once and nothing of the block at %i columns',
    async (columns) => {
      const { lines, cursor } = await played(columns, 'output');
      expect(lines).toHaveLength(1 + 12 * 4 + 1 + 3);
      for (let n = 1; n <= 12; n++) {
        const name = `web${String(n).padStart(2, '0')}`;
        const failing = n === 3 || n === 9;
        expect(lines.filter((line) => line.startsWith(name))).toEqual([
          `${name} │ step 1 of host ${n}`,
          `${name} │ step 2 of host ${n}`,
          `${name} │ ${failing ? 'inactive' : 'active'}`,
          `${name} │ exit ${failing ? 3 : 0}`,
        ]);
      }
      expect(lines.slice(-3)).toEqual(closing);
      expect(cursor).toEqual({ visible: true, column: 0 });
    },
  );

  it('the cursor comes back even when the program leaves without a farewell', async () => {
    const { cursor, exitCode, bytes } = await played(80, 'progress', 'crash');
    expect(exitCode).toBe(70);
    expect(bytes).toContain('\u001b[?25l');
    expect(cursor.visible).toBe(true);
  });
});
