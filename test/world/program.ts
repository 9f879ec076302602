import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type IPty, spawn as spawnTerminal } from '@lydell/node-pty';
import { Terminal } from './terminal.ts';

/** The built program, as `bin` names it. */
export const program = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));

/** An environment in which the program is logged in as admin of a server. */
export function environmentOf(
  server: { readonly url: string },
  home: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'en_US.UTF-8',
    TERM: 'xterm-256color',
    REXCTL_SERVER: server.url,
    REXCTL_USER: 'admin',
    REXCTL_TOKEN: 'changeme',
  };
}

/** A process on a pseudo-terminal, with the screen that it draws. */
export interface TerminalSession {
  readonly terminal: Terminal;
  readonly pty: IPty;
  /** The exit code. */
  readonly ended: Promise<number>;
  /** Resolves with all that was written, as soon as that or the screen shows the text. */
  shows(text: RegExp): Promise<string>;
}

/** Starts a process on a terminal of 30 rows. */
export function onTerminal(
  command: string,
  argv: readonly string[],
  { columns, env }: { readonly columns: number; readonly env: Record<string, string> },
): TerminalSession {
  const terminal = new Terminal({ columns, rows: 30 });
  const size = { name: 'xterm-256color', cols: columns, rows: 30 };
  const pty = spawnTerminal(command, [...argv], { ...size, env });
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  let written = '';
  const wanted: { readonly text: RegExp; readonly seen: (written: string) => void }[] = [];
  const look = async () => {
    const screen = (await terminal.lines()).join('\n');
    for (const { text, seen } of wanted) if (text.test(written) || text.test(screen)) seen(written);
  };
  pty.onData((data) => {
    terminal.write(data);
    written += data;
    void look();
  });
  const shows = (text: RegExp) =>
    new Promise<string>((seen) => {
      wanted.push({ text, seen });
      void look();
    });
  return { terminal, pty, ended, shows };
}

/** How a process ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/**
 * Runs the program with its standard output appended to `file`; killed with SIGKILL when `kill`,
 * milliseconds or a promise, is over.
 */
export async function appending(
  file: string,
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  kill?: number | Promise<unknown>,
): Promise<Ended> {
  const out = openSync(file, 'a');
  const stdio = ['ignore', out, 'pipe'] as const;
  const child = spawn(process.execPath, [program, ...argv], { env, stdio: [...stdio] });
  closeSync(out);
  let stderr = '';
  child.stderr?.on('data', (data) => {
    stderr += String(data);
  });
  const die = () => child.kill('SIGKILL');
  const timer = typeof kill === 'number' ? setTimeout(die, kill) : undefined;
  if (typeof kill === 'object') void kill.then(die);
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal, stderr };
}
