import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import { Terminal } from '../world/terminal.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));

/** How a user sets each shell up; the prompt is `> ` in all of them. */
export const shells = {
  bash: {
    argv: ['--noprofile', '--norc', '-i'],
    setUp: ["bind 'set bell-style none'", `source ${top}completions/rexctl.bash`, "PS1='> '"],
  },
  zsh: {
    argv: ['-f', '-i'],
    setUp: [
      `fpath=(${top}completions $fpath)`,
      'autoload -Uz compinit && compinit -u -D',
      'unsetopt beep',
      "PS1='> ' PROMPT_EOL_MARK=",
    ],
  },
  fish: {
    argv: ['--no-config', '-i'],
    setUp: [
      "set -g fish_greeting ''",
      'set -g fish_autosuggestion_enabled 0',
      `source ${top}completions/rexctl.fish`,
      "function fish_prompt; echo '> '; end",
    ],
  },
} as const;

export type ShellName = keyof typeof shells;

/**
 * A shell in a terminal, with `rexctl` on its path and a file `corporate-ca.pem` where it stands.
 */
export interface Shell {
  readonly home: string;
  /** Presses the keys on an empty line. */
  type(keys: string): void;
  /** Ends the line that is typed. */
  enter(): void;
  /**
   * Resolves with the screen as soon as it shows this; rejects with the screen when it does not.
   */
  shows(text: RegExp): Promise<string>;
  close(): Promise<void>;
}

export async function openShell(
  name: ShellName,
  env: Readonly<Record<string, string>>,
): Promise<Shell> {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-shell-'));
  mkdirSync(join(home, 'bin'));
  symlinkSync(`${top}bin/rexctl.js`, join(home, 'bin', 'rexctl'));
  writeFileSync(join(home, 'corporate-ca.pem'), '');
  const path = [join(home, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const terminal = new Terminal({ columns: 120, rows: 40 });
  const pty = spawn(name, [...shells[name].argv], {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    cwd: home,
    env: { ...env, PATH: path, HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color' },
  });
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  pty.onData((data) => terminal.write(data));
  const shell: Shell = {
    home,
    enter: () => pty.write('\r'),
    type: (keys) => pty.write(`\u0015${keys}`),
    shows: (text) => shown(terminal, text),
    close: async () => {
      pty.kill('SIGKILL');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
  for (const line of shells[name].setUp) pty.write(`${line}\r`);
  pty.write("printf 'rea%s\\n' dy\r");
  await shell.shows(/^ready$/m);
  pty.write('clear\r');
  await shell.shows(/^>\s*$/);
  return shell;
}

async function shown(terminal: Terminal, text: RegExp): Promise<string> {
  const end = Date.now() + 5_000;
  for (;;) {
    const screen = (await terminal.visible()).join('\n');
    if (text.test(screen)) return screen;
    if (Date.now() > end) throw new Error(`the screen does not show ${text}:\n${screen}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
}
