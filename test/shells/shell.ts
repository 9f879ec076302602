import { execFile } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { Terminal } from '../world/terminal.ts';

const top = fileURLToPath(new URL('../../', import.meta.url));
const bash = ["bind 'set bell-style none'", "PS1='> '"];
const zsh = [
  `fpath=(${top}completions $fpath)`,
  'autoload -Uz compinit && compinit -u -D',
  'unsetopt beep',
  "PS1='> ' PROMPT_EOL_MARK=",
];

/** How users set each shell up; the prompt is `> ` in all of them. */
export const shells = {
  bash: {
    argv: ['bash', '--noprofile', '--norc', '-i'],
    setUp: [`source ${top}completions/rexctl.bash`, ...bash],
  },
  'bash with bash-completion': {
    argv: ['bash', '--noprofile', '--norc', '-i'],
    setUp: [
      'source /usr/share/bash-completion/bash_completion',
      'type _init_completion > /dev/null',
      `source ${top}completions/rexctl.bash`,
      ...bash,
    ],
  },
  'bash that breaks words at blanks only': {
    argv: ['bash', '--noprofile', '--norc', '-i'],
    setUp: [
      `source ${top}completions/rexctl.bash`,
      `COMP_WORDBREAKS=$' \\t\\n"\\'><;|&('`,
      'shopt -s failglob',
      ...bash,
    ],
  },
  zsh: { argv: ['zsh', '-f', '-i'], setUp: zsh },
  'zsh with a menu': {
    argv: ['zsh', '-f', '-i'],
    setUp: [
      "zstyle ':completion:*' menu select",
      "zstyle ':completion:*' matcher-list 'm:{a-z}={A-Z}'",
      "zstyle ':completion:*:descriptions' format '%d'",
      "zstyle ':completion:*' list-colors ''",
      'setopt auto_menu complete_in_word extended_glob nomatch',
      ...zsh,
    ],
  },
  fish: {
    argv: ['fish', '--no-config', '-i'],
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
 * A shell in a terminal, with a `rexctl` on its path that completes, and otherwise records what it
 * was called with; and a file `corporate-ca.pem` where it stands.
 */
export interface Shell {
  readonly home: string;
  /** Presses the keys on an empty line. */
  type(keys: string): void;
  /** Presses more keys. */
  press(keys: string): void;
  /** Presses the keys and Return; resolves with the arguments that the program was given. */
  run(keys: string): Promise<readonly string[]>;
  /**
   * Resolves with the screen as soon as it shows this; rejects with the screen when it does not.
   */
  shows(text: RegExp): Promise<string>;
  /** All that the terminal was sent so far. */
  sent(): string;
  close(): Promise<void>;
}

const recorder = `#!/bin/sh
[ "$1" = __complete ] && { echo "$*" >> ~/asked; exec ${top}bin/rexctl.js "$@"; }
for word; do printf '%s\\0' "$word"; done > ~/argv.new
mv ~/argv.new ~/argv
`;

export async function openShell(
  name: ShellName,
  env: Readonly<Record<string, string>>,
  { hasNames }: { readonly hasNames: boolean },
): Promise<Shell> {
  const home = mkdtempSync(join(tmpdir(), 'rexctl-shell-'));
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'rexctl'), recorder);
  chmodSync(join(home, 'bin', 'rexctl'), 0o755);
  writeFileSync(join(home, 'corporate-ca.pem'), '');
  const path = [join(home, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const ownEnv = { ...env, PATH: path, HOME: home, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
  if (hasNames) await keepNames(ownEnv);
  const terminal = new Terminal({ columns: 120, rows: 40 });
  const [program, ...argv] = shells[name].argv;
  const pty = spawn(program, argv, {
    name: 'xterm-256color',
    cols: 120,
    rows: 40,
    cwd: home,
    env: ownEnv,
  });
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  let sent = '';
  pty.onData((data) => {
    sent += data;
    terminal.write(data);
  });
  const shell: Shell = {
    home,
    type: (keys) => pty.write(`\u0015${keys}`),
    press: (keys) => pty.write(keys),
    run: async (keys) => {
      pty.write(`\u0015${keys}\r`);
      try {
        return await recorded(join(home, 'argv'), terminal);
      } catch (error) {
        // The next line must not be read as a part of this one.
        pty.write('\u0003');
        throw error;
      }
    },
    shows: (text) =>
      until(
        async () => {
          const screen = await screenOf(terminal);
          return text.test(screen) ? screen : null;
        },
        async () => `the screen does not show ${text}:\n${await screenOf(terminal)}`,
      ),
    sent: () => sent,
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

/** So that no Tab depends on how fast a busy machine is. */
async function keepNames(env: NodeJS.ProcessEnv): Promise<void> {
  const lines = ['show ', 'template show ', 'run --host ', 'run --feature ', 'run --bookmark '];
  const complete = (line: string) =>
    promisify(execFile)(
      process.execPath,
      [`${top}bin/rexctl.js`, '__complete', 'fish', '--', `rexctl ${line}`, '', 'aside'],
      { env },
    );
  for (const line of lines) await complete(line);
}

async function screenOf(terminal: Terminal): Promise<string> {
  return (await terminal.visible()).join('\n');
}

async function recorded(file: string, terminal: Terminal): Promise<readonly string[]> {
  const text = await until(
    async () => (existsSync(file) ? readFileSync(file, 'utf8') : null),
    async () => `the program was not called:\n${await screenOf(terminal)}`,
  );
  rmSync(file);
  return text.split('\0').slice(0, -1);
}

async function until<T>(
  find: () => Promise<T | null>,
  complaint: () => Promise<string>,
): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await find();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(await complaint());
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
}
