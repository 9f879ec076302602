import type { Document } from '../../documents/types.ts';
import type { Failure } from '../../errors.ts';
import { withoutPasswords } from '../../text/user-information.ts';
import { sanitise } from '../terminal/sanitise.ts';
import { schemaVersion } from './answer.ts';
import { jsonLine } from './json.ts';

const indent = ' '.repeat('rexctl: '.length);

/**
 * A failure as it is printed on the error stream: `rexctl: ` and one sentence, then what to do,
 * indented below. With `json` one line of JSON instead; its `code` names the kind and never changes
 * meaning. Ends with a line break.
 */
export function failureText(failure: Failure, { json }: { readonly json: boolean }): string {
  return json ? jsonLine(failureDocument(failure)) : sentenceText(failure);
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
 * Servers' words stand in messages, so both are made harmless; without color, as logs keep them.
 */
function sentenceText({ message, hint }: Failure): string {
  const lines = [message.trim(), ...(hint === undefined || hint === '' ? [] : [hint])];
  const text = lines.map((line) =>
    sanitise(withoutPasswords(line.trimEnd()), { color: false }).replaceAll('\n', `\n${indent}`),
  );
  return `rexctl: ${text.join(`\n${indent}`)}\n`;
}
