import * as v from 'valibot';
import type {
  InputValue,
  JobDetail,
  JobInvocation,
  Recurrence,
  Targeting,
} from '../../jobs/job-invocation.ts';
import { flag, id, maybeId, name, number, text, time } from './fields.ts';
import { hostStatusEntry } from './host-run.ts';
import { jobEntries, jobOf } from './job-invocation.ts';

const targetHost = v.object({ id, name, display_name: text, ...hostStatusEntry });

const targeting = v.object({
  bookmark_id: maybeId,
  bookmark_name: text,
  search_query: text,
  targeting_type: text,
  user_id: maybeId,
  randomized_ordering: flag,
  hosts: v.nullish(v.array(targetHost)),
});

/** A template with its inputs, whose key is `template_invocation_input_values`. */
const templateInvocation = v.object({
  template_id: maybeId,
  template_name: text,
  host_id: maybeId,
  template_invocation_input_values: v.fallback(
    v.array(v.object({ template_input_name: text, template_input_id: maybeId, value: text })),
    [],
  ),
});
type TemplateInvocation = v.InferOutput<typeof templateInvocation>;

/** A recurring logic in show, index and update; some fields are missing in raw records. */
export const recurrence = v.pipe(
  v.object({
    id,
    cron_line: text,
    state: text,
    iteration: number,
    max_iteration: number,
    end_time: time,
    purpose: text,
    task_group_id: maybeId,
    task_count: number,
    action: text,
    last_occurence: time,
    next_occurence: time,
  }),
  v.transform(
    ({ last_occurence, next_occurence, ...rest }): Recurrence => ({
      ...rest,
      last_occurrence: last_occurence,
      next_occurrence: next_occurence,
    }),
  ),
);

/** The title of an organization or location; also accepted as an object. */
const title = v.pipe(
  v.fallback(v.nullable(v.union([v.string(), v.object({ title: text, name: text })])), null),
  v.transform((place) =>
    typeof place === 'object' ? (place?.title ?? place?.name ?? null) : place,
  ),
);

const wireDetail = v.object({
  ...jobEntries,
  targeting: v.nullish(targeting, null),
  mode: text,
  scheduling: v.nullish(v.object({ start_at: time, start_before: time }), null),
  recurrence: v.nullish(recurrence, null),
  template_invocations: v.nullish(v.array(templateInvocation)),
  pattern_template_invocations: v.nullish(v.array(templateInvocation)),
  job_organization: v.optional(title, null),
  job_location: v.optional(title, null),
});
type WireDetail = v.InferOutput<typeof wireDetail>;

/** The response of show and of create. */
export const jobDetail = v.pipe(wireDetail, v.transform(detailOf));

/** Show with `host_status`: the only list of hosts with their status before REX 14.1. */
export const jobWithHosts = wireDetail;

/** The details of an orphan, from the row in the index: show fails for orphans. */
export function orphanDetail(job: JobInvocation): JobDetail {
  return {
    ...job,
    targeting: null,
    mode: 'immediate',
    scheduling: null,
    recurrence: null,
    inputs: null,
    unreadable: [...job.unreadable, 'inputs'],
    job_organization: null,
    job_location: null,
  };
}

function detailOf(row: WireDetail): JobDetail {
  const job = jobOf(row);
  const [first] = [
    ...(row.pattern_template_invocations ?? []),
    ...(row.template_invocations ?? []),
  ];
  const inputs = first === undefined ? null : inputsOf(first);
  const hidesInputs = inputs === null && row.pattern_template_invocations === undefined;
  return {
    ...job,
    template_id: job.template_id ?? first?.template_id ?? null,
    template_name: job.template_name ?? first?.template_name ?? null,
    targeting: row.targeting === null ? null : targetingOf(row.targeting),
    mode: row.mode === 'recurring' || row.mode === 'future' ? row.mode : 'immediate',
    scheduling: row.scheduling,
    recurrence: row.recurrence,
    inputs,
    unreadable: hidesInputs ? [...job.unreadable, 'inputs'] : job.unreadable,
    job_organization: row.job_organization,
    job_location: row.job_location,
  };
}

function inputsOf({ template_invocation_input_values }: TemplateInvocation): InputValue[] {
  return template_invocation_input_values.flatMap(
    ({ template_input_name, template_input_id, value }) =>
      template_input_name === null
        ? []
        : [{ name: template_input_name, id: template_input_id, value }],
  );
}

function targetingOf({
  hosts,
  targeting_type,
  ...rest
}: v.InferOutput<typeof targeting>): Targeting {
  return {
    ...rest,
    targeting_type:
      targeting_type === 'static_query' || targeting_type === 'dynamic_query'
        ? targeting_type
        : null,
    hosts: hosts?.map(({ id: hostId, name: hostName }) => ({ id: hostId, name: hostName })) ?? null,
  };
}
