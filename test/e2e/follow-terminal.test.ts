import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer, textScript } from '../../src/demo/http/server.ts';
import { Terminal } from '../world/terminal.ts';

const program = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'rexctl-terminal-'));
const hosts = ['web01', 'web02', 'web03'];
const count = 40;
let server: DemoServer;

beforeAll(async () => {
  server = await startDemoServer({ clock: systemClock, seed: 7 });
  for (const name of hosts) {
    const texts = Array.from({ length: count }, (_, at) => `line ${at} of ${name}\n`);
    server.world.script(`${name}.example.com`, textScript(texts, { everyMs: 25 }));
  }
});

afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true, force: true });
});

interface Shown {
  readonly lines: readonly string[];
  readonly cursorVisible: boolean;
  readonly code: number;
}

/**
 * Prints, invisibly, the program's process id and after all output its exit code; ends when that
 * was read. Without `noflsh`, Ctrl-C makes the system discard what the reader of a terminal has not
 * taken yet, once that is more than 4 kB.
 */
const keeper = `stty noflsh
trap : INT
sh -c 'printf "\\033]777;%s\\007" $$; exec "$@"' sh "$@"
printf "\\033]778;%s\\007" $?; read -r _`;
const begun = /\u001b\]777;(\d+)\u0007/;
const told = /\u001b\]778;(\d+)\u0007/;

/**
 * Runs on a separate colour terminal; `onText` may type or kill. The terminal outlives the program:
 * what is not read from one 200 ms after its last process has ended is lost.
 */
async function onTerminal(
  argv: readonly string[],
  onText: (text: string, child: IPty) => void = () => undefined,
): Promise<Shown> {
  const columns = 100;
  const terminal = new Terminal({ columns, rows: 24 });
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', process.execPath, program, ...argv], {
    ...{ cols: columns, rows: 24, cwd: home },
    env: {
      ...{ PATH: process.env.PATH, HOME: home, LANG: 'en_US.UTF-8', TERM: 'xterm-256color' },
      ...{ REXCTL_SERVER: server.url, REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' },
    },
  });
  let all = '';
  const code = await new Promise<number>((resolve) => {
    child.onData((text) => {
      terminal.write(text);
      all += text;
      const ended = told.exec(all);
      if (ended === null) onText(all, child);
      else resolve(Number(ended[1]));
    });
  });
  child.write('\n');
  const { visible } = await terminal.cursor();
  return { lines: await terminal.lines(), cursorVisible: visible, code };
}

async function start(): Promise<string> {
  const targets = hosts.flatMap((name) => ['--host', `${name}.example.com`]);
  const { lines, code } = await onTerminal([
    'run',
    '--command',
    'true',
    ...targets,
    '--detach',
    '--quiet',
  ]);
  expect(code).toBe(0);
  return lines[0] ?? '';
}

const all = hosts
  .flatMap((name) => Array.from({ length: count }, (_, at) => `line ${at} of ${name}`))
  .sort();
const said = ({ lines }: Pick<Shown, 'lines'>) =>
  lines.flatMap((line) => /line \d+ of web0\d/.exec(line)?.[0] ?? []).sort();

describe('output --follow on a colour terminal', () => {
  it.concurrent.each<readonly [string, readonly string[]]>([
    ['alone', []],
    ['--resume', ['--resume', join(home, 'state')]],
    ['--timestamps local', ['--timestamps', 'local']],
    ['--timestamps utc and --resume', ['--timestamps', 'utc', '--resume', join(home, 'state2')]],
    ['--timestamps relative', ['--timestamps', 'relative']],
    ['--highlight', ['--highlight', 'line \\d+']],
    ['--stream', ['--stream', 'stdout,stderr,debug']],
    ['--since', ['--since', '1h']],
    ['--tail of more than there is', ['--tail', '1000']],
    ['--grep of all', ['--grep', 'line']],
    ['--exclude of none', ['--exclude', 'nothing like it']],
    ['--settle', ['--settle']],
    ['--give-up-after', ['--give-up-after', '1m']],
    ['--stall-warning', ['--stall-warning', '1m']],
    ['--on-interrupt', ['--on-interrupt', 'ask']],
    ['--no-color', ['--no-color']],
    ['--quiet and --resume', ['--quiet', '--resume', join(home, 'state3')]],
    ['--format plain and --resume', ['--format', 'plain', '--resume', join(home, 'state4')]],
  ])('shows every line once: %s', async (_, flags) => {
    const shown = await onTerminal(['output', await start(), '--follow', ...flags]);
    expect(said(shown)).toEqual(all);
    expect(shown).toMatchObject({ code: 0, cursorVisible: true });
    expect(shown.lines.join('\n')).not.toMatch(/EBADF|unexpected|\d+\/3/);
  });

  it.concurrent.each<readonly [string, readonly string[], (line: string) => boolean]>([
    ['--grep', ['--grep', ' 1\\d '], (line) => / 1\d /.test(line)],
    ['--exclude', ['--exclude', 'web02'], (line) => !line.includes('web02')],
    ['a host', ['web03'], (line) => line.includes('web03')],
    [
      '--grep and --resume',
      ['--grep', ' 1\\d ', '--resume', join(home, 'state5')],
      (line) => / 1\d /.test(line),
    ],
  ])('shows exactly the lines that are wanted: %s', async (_, flags, isWanted) => {
    const shown = await onTerminal(['output', await start(), '--follow', ...flags]);
    expect(said(shown)).toEqual(all.filter(isWanted));
    expect(shown.code).toBe(0);
  });

  it.concurrent('--resume continues where Ctrl-C left it, and after the end there is nothing more', async () => {
    const argv = ['output', await start(), '--follow', '--resume', join(home, 'left')];
    let pressed = false;
    const left = await onTerminal(argv, (text, child) => {
      if (pressed || !text.includes('line 9 of')) return;
      pressed = true;
      child.write('\u0003');
    });
    expect(left).toMatchObject({ code: 130, cursorVisible: true });
    const rest = await onTerminal(argv);
    expect(rest.code).toBe(0);
    expect([...said(left), ...said(rest)].sort()).toEqual(all);
    expect(said(await onTerminal(argv))).toEqual([]);
  });

  it.concurrent('--resume loses nothing when it is killed', async () => {
    const argv = ['output', await start(), '--follow', '--resume', join(home, 'killed')];
    const shown: Shown[] = [];
    for (const at of [5, 14, 23]) {
      let killed = false;
      const kill = (text: string) => {
        if (killed || !text.includes(`line ${at} of`)) return;
        killed = true;
        process.kill(Number(begun.exec(text)?.[1]), 'SIGKILL');
      };
      shown.push(await onTerminal(argv, kill));
    }
    shown.push(await onTerminal(argv));
    expect(shown.at(-1)?.code).toBe(0);
    expect(new Set(shown.flatMap(said))).toEqual(new Set(all));
  });
}, 60_000);

describe('a start that is left on a real terminal', () => {
  it('ends at once: nothing turns beside the failure, and the cursor is back', {
    timeout: 15_000,
  }, async () => {
    const effect = { kind: 'slow', ms: 2_000 } as const;
    server.faults.rules.push({ method: 'POST', path: '/api/job_invocations', effect });
    let isPressed = false;
    const shown = await onTerminal(
      ['run', '--command', 'true', '--host', 'web01.example.com'],
      (text, child) => {
        if (isPressed || !text.includes('starting the job')) return;
        isPressed = true;
        for (const ms of [0, 500]) void systemClock.sleep(ms).then(() => child.write('\u0003'));
      },
    );
    server.faults.rules.pop();
    expect(shown).toMatchObject({ code: 8, cursorVisible: true });
    const at = shown.lines.findIndex((line) =>
      line.startsWith('rexctl: interrupted before the server confirmed'),
    );
    expect(at, shown.lines.join('\n')).toBeGreaterThanOrEqual(0);
    expect(shown.lines.join('\n')).not.toContain('starting the job');
  });
});
