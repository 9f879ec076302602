import { hostname } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { CommandEnd, Context } from './cli/context.ts';
import { Interrupts, throwIfUnwritten } from './cli/interrupts.ts';
import { ownProcess, stdoutFile } from './cli/own-process.ts';
import { bindSignals, endIfStuck, ignoringInterrupts } from './cli/process-signals.ts';
import type { Runtime } from './cli/runtime.ts';
import { systemClock } from './clock.ts';
import { Failure, failureKinds } from './errors.ts';
import { homeFolder } from './settings/home-folder.ts';
import type { Keyring } from './settings/keyring/keyring.ts';

/**
 * The whole program: takes a command line and returns an exit code. Never rejects; a failure is
 * printed on standard error, as JSON if the command line asks for a machine format.
 */
export async function main(argv: readonly string[], runtime: Runtime): Promise<number> {
  const print: Print = (text) => void runtime.stdout.write(text);
  const rexctl: Context['rexctl'] = (line, env) =>
    main(line, { ...runtime, env: { ...runtime.env, ...env } });
  try {
    const chosen = (await printsHelp(argv, runtime, print))
      ? null
      : await readLine(argv, runtime, print);
    if (chosen === null) {
      await throwIfUnwritten(runtime.interrupts);
      return 0;
    }
    const { runCommand } = await import('./program/run-command.ts');
    return await runCommand(chosen, runtime, {
      rexctl,
      report: (error) => report(error, argv, runtime),
    });
  } catch (error) {
    return (await report(error, argv, runtime)).exitCode;
  }
}

type Print = (text: string) => void;

/** Prints help from packed data, which is faster than loading the commands. */
async function printsHelp(argv: readonly string[], runtime: Runtime, print: Print) {
  const last = argv.at(-1);
  if (last !== undefined && last !== '--help' && last !== '-h') return false;
  const { printPlainHelp } = await import('./program/help/plain-help.ts');
  return printPlainHelp(argv, runtime.help, { runtime, print });
}

async function readLine(argv: readonly string[], runtime: Runtime, print: Print) {
  const { readCommandLine } = await import('./program/command-line.ts');
  return readCommandLine(argv, { version: runtime.version, runtime, print });
}

/** Failures already printed: a command that runs another command line fails with the same one. */
const reported = new WeakSet<Failure>();

async function report(
  error: unknown,
  argv: readonly string[],
  runtime: Runtime,
): Promise<CommandEnd> {
  const failure = asFailure(error, argv);
  // Completion runs while the user types, so it never prints an error.
  if (failure === undefined || argv[0] === '__complete') return { exitCode: 0, failure: null };
  const end = { exitCode: failure.exitCode, failure };
  if (reported.has(failure)) return end;
  reported.add(failure);
  runtime.stderr.write(await textOf(failure, argv, runtime).catch(() => updatedText));
  return end;
}

const updatedText =
  'rexctl: a file of the program is missing: it was updated or removed while it ran\n';

async function textOf(failure: Failure, argv: readonly string[], runtime: Runtime) {
  const { failureText } = await import('./ui/answers/failure.ts');
  const json = wantsMachineErrors(argv);
  const broken = await terminalLines(runtime);
  return failureText(failure, { json, broken });
}

/** Breaks lines at the width of the terminal; `undefined` if standard error is not a terminal. */
async function terminalLines(runtime: Runtime) {
  const { createIo } = await import('./ui/terminal/io.ts');
  const { isTerminal, columns } = createIo(runtime, { color: 'never', noInput: true }).err;
  if (!isTerminal) return undefined;
  const { brokenAtBlanks } = await import('./ui/terminal/width.ts');
  return (line: string, indent: number) => brokenAtBlanks(line, columns - indent);
}

/** The error as a failure; `undefined` if the reader of a snapshot closed the pipe (`| head`). */
function asFailure(error: unknown, argv: readonly string[]): Failure | undefined {
  if (error instanceof Failure) return error.kind === 'output_closed' ? undefined : error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const isVerbose = argv.includes('--verbose') || argv.includes('-v');
  const trace = isVerbose ? cause.stack : 'for details, add --verbose';
  return new Failure('server_error', `unexpected error: ${cause.message}`, { hint: trace, cause });
}

/** Reads the unparsed words, because the error may be that they cannot be parsed. */
function wantsMachineErrors(argv: readonly string[]): boolean {
  const at = argv.indexOf('--format');
  const format =
    at >= 0 ? argv[at + 1] : argv.find((word) => word.startsWith('--format='))?.slice(9);
  const isQuery = argv.some((word) => /^--query(?:=|$)/.test(word));
  if (isQuery && format === undefined) return true;
  return argv.includes('--json') || ['json', 'ndjson', 'yaml', 'csv'].includes(format ?? '');
}

const completionFiles = {
  bash: 'completions/rexctl.bash',
  zsh: 'completions/_rexctl',
  fish: 'completions/rexctl.fish',
  powershell: 'completions/rexctl.ps1',
} as const;

/**
 * The environment. rexctl ignores NODE_TLS_REJECT_UNAUTHORIZED and always checks certificates; the
 * variable is removed because Node would warn that checks are off.
 */
function environment(): Runtime['env'] {
  const env = { ...process.env };
  delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  return env;
}

/** The current folder; empty if it has been deleted. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

/** The keyring of the system, loaded on first use: few commands need it. */
function keyringOf(folder: string | undefined): Keyring {
  const opened = async () => {
    const { systemKeyring } = await import('./settings/keyring/system-keyring.ts');
    const script = folder === undefined ? null : join(folder, 'dist/keyring-process.js');
    return systemKeyring({ command: process.execPath, script, env: process.env });
  };
  return {
    read: async (...asked) => (await opened()).read(...asked),
    write: async (...asked) => (await opened()).write(...asked),
    remove: async (...asked) => (await opened()).remove(...asked),
  };
}

/** Time for connections and streams to close before the process is ended by force. */
const endWithinMs = 1_000;

/** Reads a file of the package, given its path in the package. */
type PackageFiles = (path: string) => string;

/**
 * Runs the command line of the process. `folder` is the folder of the package; the single
 * executable has none.
 */
export function runProcess(argv: readonly string[], packed: PackageFiles, folder?: string): void {
  // Replaced below. It remains only if Node finds nothing left to wait for before `main` returns.
  process.exitCode = failureKinds.server_error;
  void main(argv, processRuntime(packed, folder)).then((exitCode) => {
    process.exitCode = exitCode;
    setTimeout(() => endIfStuck(process, exitCode), endWithinMs).unref();
  });
}

/** The runtime of the real process, with its signals and streams. */
function processRuntime(packed: PackageFiles, folder: string | undefined): Runtime {
  const interrupts = new Interrupts(systemClock);
  bindSignals(process, interrupts);
  return {
    version: packageJson.version,
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    stdoutFile,
    self: ownProcess(process),
    env: environment(),
    home: homeFolder(),
    hostname,
    keyring: keyringOf(folder),
    platform: process.platform,
    clock: systemClock,
    interrupts,
    random: Math.random,
    completionScript: async (shell) => packed(completionFiles[shell]),
    commandModel: async () => JSON.parse(packed('dist/command-model.json')),
    help: async () => JSON.parse(packed('dist/help.json')),
    jsonSchema: async (name) => packed(`schemas/${name}.json`),
    page: async (topic) => packed(`docs/${topic}.md`),
    openPager: async (command) => {
      const { openPager } = await import('./cli/programs/pager.ts');
      const pager = await openPager(command, { env: process.env, signal: interrupts.signal });
      if (pager !== null) void ignoringInterrupts(process, () => pager.closed);
      return pager;
    },
    openEditor: async (command, path) => {
      const { openEditor } = await import('./cli/programs/editor.ts');
      const how = { platform: process.platform, signal: interrupts.signal };
      return ignoringInterrupts(process, () => openEditor(command, path, how));
    },
    checkVersion: async (file) =>
      (await import('./settings/updates/check-version.ts')).checkVersion(
        file,
        process.env,
        process.platform,
      ),
    openBrowser: async (command) =>
      (await import('./cli/programs/browser.ts')).openBrowser(command, systemClock),
    runChild: async (program) => {
      const { runChild } = await import('./cli/child-program.ts');
      return runChild(program, { process, env: process.env, clock: systemClock });
    },
    ownCommand: async () => {
      const { ownCommand } = await import('./cli/own-command.ts');
      const [, script = ''] = process.argv;
      return ownCommand({ script, folder: currentFolder(), env: process.env });
    },
    startAside: async (argv) => {
      const { startAside } = await import('./cli/aside.ts');
      await startAside(argv, process);
    },
    startDemo: async (options) =>
      (await import('./demo/start-demo.ts')).startDemo({ clock: systemClock, ...options }),
  };
}
