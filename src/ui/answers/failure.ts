import type { Document } from '../../documents/types.ts';
import type { Failure } from '../../errors.ts';
import { withoutPasswords } from '../../text/user-information.ts';
import { sanitise } from '../terminal/sanitise.ts';
import { schemaVersion } from './answer.ts';
import { jsonLine } from './json.ts';

const indent = ' '.repeat('rexctl: '.length);

interface FailureStyle {
  readonly json: boolean;
  /** Breaks a line with this indent to fit a terminal; absent = lines are not broken. */
  readonly broken?: (line: string, indent: number) => readonly string[];
}

/**
 * A failure as printed on standard error: `rexctl: ` and a sentence, with an indented hint below.
 * With `json` one line of JSON, whose `code` never changes its meaning. Ends with a line break.
 */
export function failureText(failure: Failure, { json, broken }: FailureStyle): string {
  return json ? jsonLine(failureDocument(failure)) : sentenceText(failure, broken);
}

function failureDocument(failure: Failure): Document<'error'> {
  return {
    schema: schemaVersion,
    error: {
      code: failure.kind,
      exit_code: failure.exitCode,
      message: withoutPasswords(failure.message),
      hint: failure.hint === undefined ? null : withoutPasswords(failure.hint),
      retryable: failure.retryable,
      http_status: failure.httpStatus,
    },
  };
}

/**
 * The failure for people. Control sequences and colors are removed, because messages quote servers.
 * Only the sentence is broken to fit the terminal: hints are copied.
 */
function sentenceText(
  { message, hint }: Failure,
  broken: FailureStyle['broken'] = (line) => [line],
): string {
  const sentence = harmlessLines(message.trim()).flatMap((line) => broken(line, indent.length));
  const hints = hint === undefined || hint === '' ? [] : harmlessLines(hint);
  return `rexctl: ${[...sentence, ...hints].join(`\n${indent}`)}\n`;
}

function harmlessLines(text: string): readonly string[] {
  return sanitise(withoutPasswords(text.trimEnd()), { color: false }).split('\n');
}
