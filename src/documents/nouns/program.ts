import * as v from 'valibot';
import { auditActions, auditResults } from '../../jobs/audit-entry.ts';
import type { SchemaName } from '../schema-names.ts';
import { described, list, number, numberOrNull, text, textOrNull, time } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const historyPath = text('path of the file with the local history');

const historyEntry = v.object({
  time: time('when it was recorded'),
  action: described(v.picklist(auditActions), 'what the command did'),
  job_id: numberOrNull('id of the job; null: the response was lost, or it is a series'),
  series_id: v.optional(numberOrNull('id of the series; null: it is one job')),
  hosts: numberOrNull('number of hosts; null: the server chose them'),
  result: described(
    v.picklist(auditResults),
    'found: the response was lost and the job was found; unknown: the response was lost',
  ),
  profile: text('profile of the command'),
  server: text('address of the server'),
  login: textOrNull('login of the user'),
});

const demoUser = v.object({
  login: text('login of the user'),
  password: text('password of the user'),
  roles: list(v.string(), 'roles of the user'),
});

const demoJobs = v.object({
  running: number('id of a running job'),
  paused: number('id of a paused job'),
  scheduled: number('id of a scheduled job'),
  failed: numberOrNull('id of a failed job; null: no host fails'),
});

/** The documents about the program itself: errors, local history, demo and help. */
export const programDocuments = {
  error: v.object({ schema, error: described(shapes.failure, 'the error') }),
  log: v.object({
    schema,
    entries: list(historyEntry, 'entries of the local history, newest last'),
    path: historyPath,
  }),
  'log-path': v.object({ schema, path: historyPath }),
  demo: v.object({
    schema,
    server: text('address of the simulated Foreman'),
    login: text('login of its administrator'),
    password: text('password of its administrator'),
    users: list(demoUser, 'users to log in as'),
    jobs: described(demoJobs, 'jobs to try commands on'),
    series: number('id of a series of recurring jobs'),
    host: text('name of a host'),
  }),
  topic: v.object({
    schema,
    topic: text('name of the topic'),
    title: text('its title'),
    summary: text('what it is about, in one line'),
    text: text('the page in Markdown'),
  }),
  topics: v.object({
    schema,
    topics: list(
      v.object({ name: text('name of the topic'), summary: text('what it is about, in one line') }),
      'the topics of the manual',
    ),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
