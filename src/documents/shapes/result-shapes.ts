import * as v from 'valibot';
import { failureKinds } from '../../errors.ts';
import { described, flag, list, number, numberOrNull, text, textOrNull } from './fields.ts';
import { hostState } from './host-shapes.ts';
import { counts, outcome } from './job-shapes.ts';

export const exitCode = number('exit code of the command; see rexctl help exit-codes');

export const line = v.object({
  stream: text("stdout, stderr, or debug: the server's messages about the host"),
  text: text('the line, with its line break if it had one'),
  timestamp: number('when it was printed: seconds since 1970, by the clock of the smart proxy'),
  late: flag('true: the line arrived after later lines had been printed'),
});

export const summary = v.object({
  outcome,
  partial: flag('true: outcome and counts cover only some hosts; the job may still be running'),
  counts: described(v.nullable(counts), 'numbers of hosts; null: the job could not be read'),
  failed_hosts: list(hostState, 'hosts that did not succeed'),
  exit_code: exitCode,
  reason: textOrNull('why the job has this outcome, where the counts do not show it'),
});

/** Why one of several jobs has no result. */
export const jobError = described(
  v.nullable(
    v.object({
      code: text('kind of the error, as in the document error'),
      message: text('the error in words'),
    }),
  ),
  'what went wrong for this job; null: nothing',
);

export const jobReference = text('the job as it was named');

export const jobEnd = v.object({
  reference: jobReference,
  job_id: numberOrNull('id of the job; null: it was not found'),
  outcome: described(v.nullable(outcome), 'result or state of the job; null: see error'),
  exit_code: exitCode,
  error: jobError,
});

export const failure = v.object({
  code: described(
    v.picklist(Object.keys(failureKinds) as (keyof typeof failureKinds)[]),
    'kind of the error; the same kind always has the same exit code',
  ),
  exit_code: exitCode,
  message: text('what is wrong; the wording may change'),
  hint: textOrNull('what to type next'),
  retryable: flag('true: the same command may succeed later'),
  http_status: numberOrNull("HTTP status of the server's response; null: there was none"),
});
