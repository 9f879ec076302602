import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { described, list, number, text, textOrNull, timeOrNull } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const host = v.object({
  ...shapes.target.entries,
  operatingsystem_name: textOrNull('operating system of the host'),
  hostgroup_name: textOrNull('host group of the host'),
  organization_name: textOrNull('organization of the host'),
  location_name: textOrNull('location of the host'),
  ip: textOrNull('IPv4 address of the host'),
  smart_proxies: described(
    v.nullable(v.array(v.string())),
    'smart proxies for Remote Execution; null: not returned by this server',
  ),
  execution_status: textOrNull("the server's own words about the last job of the host"),
});

const jobOfHost = v.object({
  job_id: number('id of the job'),
  description: textOrNull('title of the job'),
  template_name: textOrNull('name of the template'),
  start_at: timeOrNull('when the job started or is planned to start'),
  status: described(shapes.hostStatus, 'state or result of this host in the job'),
  failure: shapes.hostFailure,
  ...shapes.hostTimes.entries,
});

/** The documents about the hosts of the server. */
export const hostDocuments = {
  hosts: v.object({
    schema,
    hosts: list(shapes.target, 'hosts that match, by name'),
    subtotal: number('how many hosts match'),
  }),
  host: v.object({
    schema,
    host: described(host, 'the host'),
    jobs: list(jobOfHost, 'its last jobs, newest first'),
    subtotal: number('jobs of this host that are visible to you'),
    url: text('address of the page of the host in Foreman'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
