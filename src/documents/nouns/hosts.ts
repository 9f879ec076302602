import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

/** Hosts that the server knows. */
export const hostDocuments = {
  hosts: v.object({ schema, hosts: v.array(shapes.target), subtotal: v.number() }),
  host: v.object({
    schema,
    host: v.object({
      ...shapes.target.entries,
      operatingsystem_name: shapes.nullableText,
      hostgroup_name: shapes.nullableText,
      organization_name: shapes.nullableText,
      location_name: shapes.nullableText,
      ip: shapes.nullableText,
      smart_proxies: v.pipe(
        v.nullable(v.array(v.string())),
        v.description('for Remote Execution; null: not returned by this server'),
      ),
      execution_status: v.pipe(
        shapes.nullableText,
        v.description("the server's own words about its last job"),
      ),
    }),
    jobs: v.pipe(
      v.array(
        v.object({
          job_id: v.number(),
          description: shapes.nullableText,
          template_name: shapes.nullableText,
          start_at: v.pipe(shapes.nullableTime, v.description('of the job')),
          status: v.pipe(shapes.hostStatus, v.description('of this host in the job')),
          failure: shapes.hostFailure,
          ...shapes.hostTimes.entries,
        }),
      ),
      v.description('newest first'),
    ),
    subtotal: v.pipe(v.number(), v.description('jobs of this host that are visible to you')),
    url: v.string(),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
