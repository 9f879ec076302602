import * as v from 'valibot';
import { hostGroup, sameOutput } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { described, flag, list, number, numberOrNull, text, textOrNull } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const jobId = number('id of the job');

const complete = flag('true: all output of the host was read');

const hostPage = {
  ...shapes.target.entries,
  status: shapes.hostStatus,
  exit_code: numberOrNull("exit code of the host's script; null: unknown, or there is none"),
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
  complete,
  notice: textOrNull('why there is no output, or not all of it'),
};

const page = v.object({
  ...hostPage,
  last_line: textOrNull('last line that the host printed'),
  output: list(shapes.line, 'lines that the host printed'),
});

const fileOfHost = v.object({
  ...hostPage,
  file: text('name of the file in the folder'),
  bytes: number('size of the file'),
  sha256: text('checksum of the file, as `sha256sum` prints it'),
  debug: list(v.string(), "the server's messages about the host; they are not in the file"),
});

/** A folder of outputs: its files, and the number of files that were written. */
export const outputFiles = {
  folder: text('path of the folder'),
  hosts: list(fileOfHost, 'hosts with a file in the folder'),
  groups: list(
    v.object({
      ...sameOutput,
      hosts: list(shapes.target, 'hosts of the group'),
      file: text('file of one of these hosts'),
    }),
    'hosts in the folder with the same output and result',
  ),
  written: number('files that were written: of new hosts, and of hosts whose output changed'),
  kept_files: list(v.string(), 'files of hosts that the job does not show now; they are kept'),
};

/** The documents about the output of hosts. */
export const outputDocuments = {
  output: v.object({ schema, job_id: jobId, hosts: list(page, 'hosts and what they printed') }),
  'output-raw': v.object({
    schema,
    job_id: jobId,
    hosts: list(
      v.object({
        ...shapes.target.entries,
        complete,
        output: textOrNull("the server's text, unchanged; null: there is none"),
      }),
      'hosts and what they printed',
    ),
  }),
  'output-group': v.object({
    schema,
    job_id: jobId,
    groups: described(
      v.array(hostGroup),
      'hosts with the same output and result, failed ones first',
    ),
  }),
  'output-dir': v.object({ schema, job_id: jobId, ...outputFiles }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
