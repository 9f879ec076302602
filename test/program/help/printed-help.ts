import { PassThrough } from 'node:stream';
import type { Command } from 'commander';
import { Interrupts } from '../../../src/cli/interrupts.ts';
import { systemClock } from '../../../src/clock.ts';
import { readCommandLine } from '../../../src/program/command-line.ts';
import { commandTree } from '../../../src/program/command-tree.ts';
import type { HelpPrinter } from '../../../src/program/help/print-help.ts';

/** What a help is printed to: a terminal with this many columns, or a pipe. */
export type Width = number | 'pipe';

/** What a command line for help or the version prints. */
export function printed(argv: readonly string[], width: Width = 'pipe'): Promise<string> {
  return printedBy((printer) => readCommandLine(argv, { version: '1.2.3', ...printer }), {
    width,
    env: { NO_COLOR: '1' },
  });
}

/** What is printed by something else than a command line. */
export async function printedBy(
  work: (printer: HelpPrinter) => Promise<unknown>,
  { width, env }: { readonly width: Width; readonly env: Readonly<Record<string, string>> },
): Promise<string> {
  let text = '';
  const columns = width === 'pipe' ? {} : { isTTY: true, columns: width };
  await work({
    runtime: {
      stdin: new PassThrough(),
      stdout: Object.assign(new PassThrough(), columns),
      stderr: new PassThrough(),
      env,
      platform: 'linux',
      ...noPager(),
    },
    print: (piece) => {
      text += piece;
    },
  });
  return text;
}

function noPager() {
  return { openPager: async () => null, interrupts: new Interrupts(systemClock) };
}

function streams() {
  const { stdin, stdout, stderr, env, platform } = process;
  return { stdin, stdout, stderr, env, platform };
}

/** Why the program would not take a command line; `null` where it would. */
export async function usageProblem(argv: readonly string[]): Promise<string | null> {
  const settings = {
    version: '1.2.3',
    runtime: { ...streams(), ...noPager() },
    print: () => undefined,
  };
  return readCommandLine(argv, settings).then(
    () => null,
    (error: unknown) => String(error),
  );
}

interface Described {
  /** The words that call it, without `rexctl`. */
  readonly path: readonly string[];
  readonly command: Command;
}

/** Every command that the help shows, the root first. */
export async function shownCommands(): Promise<readonly Described[]> {
  return below([], await commandTree({ version: '' }));
}

function below(path: readonly string[], command: Command): readonly Described[] {
  const visible = command.createHelp().visibleCommands(command);
  const children = visible.filter((child) => command.commands.includes(child));
  return [{ path, command }, ...children.flatMap((child) => below([...path, child.name()], child))];
}

/** The lines under a title, without the blank one that ends them. */
export function section(help: string, title: string): readonly string[] {
  const lines = help.split('\n');
  const start = lines.indexOf(title);
  return start < 0 ? [] : lines.slice(start + 1, lines.indexOf('', start));
}

export function titles(help: string): readonly string[] {
  return help.split('\n').filter((line) => /^\S.*:$/.test(line));
}
