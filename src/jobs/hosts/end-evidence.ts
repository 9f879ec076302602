import type { OutputLine } from '../output.ts';
import { causeMessage, causeTextOf, isSshRefusal } from './failure-causes.ts';
import { type EndCause, kindOfExit } from './host-failure.ts';

/** What is stored of a host's lines to explain its end: plain JSON of limited size. */
export interface Evidence {
  /** The first line of server or smart proxy with a known meaning; time limits have priority. */
  readonly cause: string | null;
  /** The last line that the host printed. */
  readonly printed: string | null;
  /** The host printed on stderr only. */
  readonly only_stderr: boolean;
  /** The last line of server or smart proxy, without the message after every failed script. */
  readonly server: string | null;
}

export const noEvidence: Evidence = {
  cause: null,
  printed: null,
  only_stderr: true,
  server: null,
};

/** Longer lines are cut. */
export const longestEndLine = 500;

/** The evidence with that of these lines, in order of delivery. */
export function withLines(evidence: Evidence, lines: readonly OutputLine[]): Evidence {
  let { cause, only_stderr, server } = evidence;
  for (const { stream, text } of lines) {
    if (stream === 'debug') {
      const line = endLine(text);
      if (line === '' || isEcho(line)) continue;
      server = line;
      cause = strongerOf(cause, line);
    } else if (only_stderr && stream !== 'stderr' && /\S/.test(text)) only_stderr = false;
  }
  const last = lines.findLast(isPrinted);
  return {
    cause,
    printed: last === undefined ? evidence.printed : endLine(last.text),
    only_stderr,
    server,
  };
}

function isPrinted({ stream, text, late }: OutputLine): boolean {
  return stream !== 'debug' && !late && /\S/.test(text);
}

function strongerOf(known: string | null, line: string): string | null {
  const meaning = causeTextOf(line);
  if (meaning === undefined) return known;
  const isStronger = known === null || (meaning.despite_exit_code && !despiteExitCode(known));
  return isStronger ? line : known;
}

function despiteExitCode(line: string): boolean {
  return causeTextOf(line)?.despite_exit_code === true;
}

/** The fact in the exit line of a host: a number or `EXCEPTION`. */
export interface ExitFact {
  readonly exit_code: number | null;
  readonly isException: boolean;
}

/** Why the host failed; `null` = unknown. Meaningless for a host that succeeded. */
export function causeOfEnd(evidence: Evidence, exit: ExitFact): EndCause | null {
  return exit.exit_code === null || exit.exit_code === 0
    ? causeWithoutCode(evidence, exit)
    : causeWithCode(evidence, exit.exit_code);
}

function causeWithCode(evidence: Evidence, exitCode: number): EndCause {
  const { cause, printed, only_stderr, server } = evidence;
  if (cause !== null && despiteExitCode(cause)) return causeOfText(cause);
  // In pull mode, a script can print the same text, so it may have run.
  if (exitCode === 255 && only_stderr && printed !== null && isSshRefusal(printed))
    return { kind: 'unreachable', message: printed, may_have_run: true };
  return { kind: kindOfExit(exitCode), message: printed ?? server, may_have_run: true };
}

/** The cause without an exit code. The smart proxy writes `EXCEPTION` if it fails itself. */
function causeWithoutCode({ cause, server }: Evidence, { isException }: ExitFact): EndCause | null {
  if (cause !== null) return causeOfText(cause);
  return isException ? { kind: 'proxy', message: server, may_have_run: true } : null;
}

function causeOfText(line: string): EndCause {
  const { kind = 'unknown', may_have_run = true } = causeTextOf(line) ?? {};
  return { kind, message: causeMessage(line), may_have_run };
}

/** The shortened line, as a copy: a substring would keep the whole text in memory. */
export function endLine(text: string): string {
  return Buffer.from(text.trim().slice(0, longestEndLine)).toString();
}

/** Whether this is the message after every failed script, which only repeats the exit code. */
export function isEcho(text: string): boolean {
  return text.startsWith('StandardError: Job execution failed');
}
