import { closeSync, constants, openSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Failure, failureKinds } from '../errors.ts';
import { type Interrupts, type SignalName, signalNames } from './interrupts.ts';

/**
 * Connects the signals and lost streams of the process with `interrupts`, which end the command.
 */
export function bindSignals(process: NodeJS.Process, interrupts: Interrupts): void {
  closeLostTerminals(process);
  const isStrayHangUp = strayHangUps();
  for (const name of signalNames) {
    process.on(name, () => {
      if (name !== 'SIGHUP' || !isStrayHangUp()) onSignal(process, interrupts, name);
    });
  }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') interrupts.press('EPIPE');
    else if (error.code === 'EIO' && process.stdout.isTTY) interrupts.press('SIGHUP');
    else
      interrupts.abort(
        new Failure('output_failed', `cannot write to standard output: ${error.message}`),
      );
  });
  process.stderr.on('error', () => undefined);
}

/**
 * Ctrl-C reaches every process of the terminal. While `work` runs, it is meant for another process.
 */
export async function ignoringInterrupts<T>(
  process: NodeJS.Process,
  work: () => Promise<T>,
): Promise<T> {
  const listeners = process.listeners('SIGINT');
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  for (const listener of listeners) process.removeListener('SIGINT', listener);
  try {
    return await work();
  } finally {
    for (const listener of listeners) process.on('SIGINT', listener);
    process.removeListener('SIGINT', ignore);
  }
}

const signalCodes: Readonly<Record<SignalName, number>> = {
  SIGHUP: failureKinds.hung_up,
  SIGINT: failureKinds.interrupted,
  SIGTERM: failureKinds.terminated,
};

/**
 * When the command is ending, another signal ends the process. A second hang-up does not: the
 * kernel and the shell both send one for the same event.
 */
function onSignal(process: NodeJS.Process, interrupts: Interrupts, name: SignalName): void {
  if (!interrupts.signal.aborted) interrupts.press(name);
  else if (name === 'SIGHUP') return;
  else if (isStuck(process)) kill(process, signalCodes[name]);
  else process.exit(signalCodes[name]);
}

/** Ends the process even if a disk is gone under a read, which holds up every orderly end. */
export function endIfStuck(process: NodeJS.Process, exitCode: number): void {
  if (isStuck(process)) kill(process, exitCode);
}

/** A thread of the platform is in the file system, and the end of the process would wait for it. */
function isStuck(process: NodeJS.Process): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}

/** By the signal whose code it is; another code cannot be given in this way. */
function kill(process: NodeJS.Process, exitCode: number): void {
  const signal = signalNames.find((name) => signalCodes[name] === exitCode) ?? 'SIGKILL';
  if (signal !== 'SIGKILL') process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/**
 * At its end Node resets the terminal, and before version 24 it aborts where that is gone; not
 * where it is closed.
 */
function closeLostTerminals(process: NodeJS.Process): void {
  const terminals = [0, 1, 2].filter((file) => isatty(file));
  process.on('exit', () => {
    for (const file of terminals) if (!isatty(file)) closeSync(file);
  });
}

/**
 * Whether a hang-up is that of a terminal which none of the standard streams uses: so it is under
 * `nohup`, whose wish that it be ignored Node undoes before the program runs.
 */
function strayHangUps(): () => boolean {
  const isStray = ![0, 1, 2].some((file) => isatty(file)) && hasTerminal();
  return () => isStray && !hasTerminal();
}

/** The kernel takes the terminal from a process before it sends the hang-up. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}
