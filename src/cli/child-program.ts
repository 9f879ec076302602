import type { ChildProcess } from 'node:child_process';
import type { Clock } from '../clock.ts';
import { exitWords } from '../text/exit-words.ts';
import { fileTrouble } from '../text/file-trouble.ts';

/** A program to start, and what it is given. */
export interface ChildProgram {
  /** A command line for the shell, or a program and its arguments. */
  readonly command: string | readonly [program: string, ...words: string[]];
  /** The text for its standard input. */
  readonly input: string;
  /** Environment variables, in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds after which it is stopped, with everything that it started. */
  readonly limitMs: number;
  /** Stops it at once. */
  readonly signal: AbortSignal;
}

/** The result of a program. */
export interface ChildEnd {
  /** Why it failed, e.g. `it exited with code 1`; `null` = it succeeded. */
  readonly trouble: string | null;
  /** What it printed on both streams, in order of arrival, 1 MiB at most. */
  readonly output: string;
}

/** The process that starts programs, and its environment. */
interface Parent {
  readonly process: Pick<NodeJS.Process, 'kill' | 'on' | 'removeListener' | 'platform'>;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
}

const longestOutput = 1 << 20;
/** Programs that it left running may keep its streams open. */
const streamsAfterMs = 200;
/** The time between SIGTERM and SIGKILL. */
const graceMs = 1_000;

/**
 * Runs a program until it exits. Its process group is stopped by the time limit, the signal and the
 * end of this process. Never rejects. The credentials of rexctl are not in its environment.
 */
export async function runChild(program: ChildProgram, parent: Parent): Promise<ChildEnd> {
  const { clock } = parent;
  const over = new AbortController();
  try {
    const child = await start(program, parent);
    const output = collectOutput(child);
    const kill = (signal: NodeJS.Signals) => killGroup(child, signal, parent.process);
    const killNow = () => kill('SIGKILL');
    parent.process.on('exit', killNow);
    const ended = endOf(child);
    const stopped = Promise.race([
      clock.sleep(program.limitMs, over.signal).then(() => 'it took too long and was stopped'),
      aborted(program.signal, over.signal).then(() => 'it was stopped by an interrupt'),
    ]);
    const trouble = await Promise.race([ended, stopped.catch(() => ended)]);
    if (child.exitCode === null && child.signalCode === null) {
      kill('SIGTERM');
      await Promise.race([ended, clock.sleep(graceMs, over.signal)]);
      killNow();
    }
    await Promise.race([closed(child), clock.sleep(streamsAfterMs, over.signal)]);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    parent.process.removeListener('exit', killNow);
    return { trouble, output: output() };
  } catch (error) {
    return { trouble: `it cannot be started: ${fileTrouble(error)}`, output: '' };
  } finally {
    over.abort(new Error('over'));
  }
}

async function start({ command, input, env }: ChildProgram, parent: Parent): Promise<ChildProcess> {
  const { spawn } = await import('node:child_process');
  const isShell = typeof command === 'string';
  const [program, ...words] = isShell ? [command] : command;
  const child = spawn(program, words, {
    shell: isShell,
    detached: parent.process.platform !== 'win32',
    windowsHide: true,
    env: { ...withoutCredentials(parent.env), ...env },
    stdio: 'pipe',
  });
  // The program may exit without reading its input.
  child.stdin.on('error', () => undefined);
  await new Promise((resolve, reject) => child.on('spawn', resolve).on('error', reject));
  child.stdin.end(input);
  return child;
}

const credential = /^REXCTL_(?:INPUT_.*|.*(?:TOKEN|PASSWORD|PASSPHRASE|SECRET))$/i;

function withoutCredentials(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !credential.test(name)));
}

function collectOutput({ stdout, stderr }: ChildProcess): () => string {
  let text = '';
  for (const stream of [stdout, stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more.slice(0, longestOutput - text.length);
    });
  }
  return () => text;
}

function endOf(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(code === 0 ? null : `it ${exitWords(signal ?? code)}`);
    });
  });
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.on('close', () => resolve()));
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true, signal: over });
  });
}

function killGroup(
  { pid }: ChildProcess,
  signal: NodeJS.Signals,
  { kill, platform }: Parent['process'],
): void {
  try {
    if (pid !== undefined) kill(platform === 'win32' ? pid : -pid, signal);
  } catch {
    // No process of the group is left.
  }
}
