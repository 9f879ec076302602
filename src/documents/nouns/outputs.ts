import * as v from 'valibot';
import { hostGroup, sameOutput } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const hostPage = {
  id: v.number(),
  name: v.string(),
  status: shapes.hostStatus,
  exit_code: shapes.nullableNumber,
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
  complete: v.boolean(),
  notice: shapes.nullableText,
};

const page = v.object({
  ...hostPage,
  last_line: shapes.nullableText,
  output: v.array(shapes.line),
});

/** The files of a folder of outputs, and what was written of them. */
export const outputFiles = {
  folder: v.string(),
  hosts: v.array(
    v.object({
      ...hostPage,
      file: v.string(),
      bytes: v.pipe(v.number(), v.description('size of the file')),
      sha256: v.pipe(v.string(), v.description('of the file, as `sha256sum` prints it')),
      debug: v.array(v.string()),
    }),
  ),
  groups: v.pipe(
    v.array(
      v.object({
        ...sameOutput,
        hosts: v.array(shapes.target),
        file: v.pipe(v.string(), v.description('of one of these hosts')),
      }),
    ),
    v.description('hosts in the folder with the same output and result'),
  ),
  written: v.pipe(v.number(), v.description('files of hosts that are new or have changed')),
  kept_files: v.pipe(
    v.array(v.string()),
    v.description('files of hosts that the job does not show now; they are kept'),
  ),
};

/** What hosts printed. */
export const outputDocuments = {
  output: v.object({ schema, job_id: v.number(), hosts: v.array(page) }),
  'output-raw': v.object({
    schema,
    job_id: v.number(),
    hosts: v.array(
      v.object({ ...shapes.target.entries, complete: v.boolean(), output: shapes.nullableText }),
    ),
  }),
  'output-group': v.object({
    schema,
    job_id: v.number(),
    groups: v.array(hostGroup),
  }),
  'output-dir': v.object({ schema, job_id: v.number(), ...outputFiles }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
