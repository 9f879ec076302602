import * as v from 'valibot';
import { auditActions, auditResults } from '../../jobs/audit-entry.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

/** The program itself: its errors, its log, its demo, its help. */
export const programDocuments = {
  error: v.object({ schema, error: shapes.failure }),
  log: v.object({
    schema,
    entries: v.array(
      v.object({
        time: shapes.time,
        action: v.picklist(auditActions),
        job_id: shapes.nullableNumber,
        series_id: v.optional(shapes.nullableNumber),
        hosts: shapes.nullableNumber,
        result: v.picklist(auditResults),
        profile: v.string(),
        server: v.string(),
        login: shapes.nullableText,
      }),
    ),
    path: v.string(),
  }),
  'log-path': v.object({ schema, path: v.string() }),
  demo: v.object({
    schema,
    server: v.string(),
    login: v.string(),
    password: v.string(),
    users: v.array(
      v.object({ login: v.string(), password: v.string(), roles: v.array(v.string()) }),
    ),
    jobs: v.pipe(
      v.object({
        running: v.number(),
        paused: v.number(),
        scheduled: v.number(),
        failed: shapes.nullableNumber,
      }),
      v.description('ids of jobs to try commands on; `failed` is null where no host fails'),
    ),
    series: v.pipe(v.number(), v.description('id of a series of recurring jobs')),
    host: v.pipe(v.string(), v.description('name of a host')),
  }),
  topic: v.object({
    schema,
    topic: v.string(),
    title: v.string(),
    summary: v.string(),
    text: v.string(),
  }),
  topics: v.object({
    schema,
    topics: v.array(v.object({ name: v.string(), summary: v.string() })),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
