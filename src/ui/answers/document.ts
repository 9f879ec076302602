import type { Document, Shape } from '../../documents/types.ts';
import { rerunMarkerOf } from '../../jobs/description.ts';
import type { HostRun } from '../../jobs/host-run.ts';
import type { JobCounts, JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import type { JobTemplate, JobTemplateDetail, TemplateInput } from '../../jobs/job-template.ts';
import {
  isAmbiguous,
  outcomeOf,
  possibleOutcomes,
  type RecordedOutcome,
} from '../../jobs/outcome.ts';

/**
 * A job as JSON: the API's names, our `outcome` first, `null` for unknown. What only `show` tells
 * is there only when it was read; `unreadable` names fields that this server's version does not
 * tell at all.
 */
export function jobDocument(
  job: JobInvocation | JobDetail,
  outcome: RecordedOutcome = outcomeOf(job),
): Shape<'job'> {
  return {
    id: job.id,
    ...outcomeDocument(outcome),
    status: job.status,
    description: job.description,
    job_category: job.job_category,
    template_id: job.template_id,
    template_name: job.template_name,
    effective_user: job.effective_user,
    ssh_user: job.ssh_user,
    start_at: job.start_at,
    counts: countsDocument(job.counts),
    task: job.task,
    time_to_pickup: job.time_to_pickup,
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
    rerun: rerunDocument(job),
    ...('targeting' in job ? detailDocument(job) : {}),
    unreadable: job.unreadable,
  };
}

/** `null` where only the hosts tell, which were not read. */
function outcomeDocument(
  outcome: RecordedOutcome,
): Pick<Shape<'job'>, 'outcome' | 'possible_outcomes'> {
  return isAmbiguous(outcome)
    ? { outcome: null, possible_outcomes: possibleOutcomes(outcome) }
    : { outcome };
}

function detailDocument(job: JobDetail): Partial<Shape<'job'>> {
  return {
    mode: job.mode,
    scheduling: job.scheduling,
    recurrence: job.recurrence,
    targeting: job.targeting,
    inputs: job.inputs?.map(({ name, value }) => ({ name, value })) ?? null,
    job_organization: job.job_organization,
    job_location: job.job_location,
  };
}

/** Numbers of hosts; `cancelled` includes hosts that never ran once the job has stopped. */
export function countsDocument(counts: JobCounts): Shape<'counts'> {
  const { total, succeeded, failed, cancelled, pending, missing } = counts;
  const never_ran = counts.never_ran ?? (cancelled === 0 ? 0 : null);
  return { total, succeeded, failed, cancelled, never_ran, pending, missing };
}

/** Which attempt this job is, by the marker in its description; `null` for a first job. */
function rerunDocument(job: JobInvocation): Shape<'job'>['rerun'] {
  const { attempt, root } = rerunMarkerOf(job.description);
  return root === null ? null : { attempt, root };
}

/** One host of a job as JSON. */
export function hostDocument(host: HostRun): Shape<'hostRun'> {
  return {
    id: host.id,
    name: host.name,
    status: host.status,
    job_status: host.job_status,
    operatingsystem_name: host.operatingsystem_name,
    hostgroup_name: host.hostgroup_name,
    smart_proxy_name: host.smart_proxy_name,
  };
}

/** A job template as a list tells it. */
export function templateDocument(template: JobTemplate): Shape<'template'> {
  return {
    id: template.id,
    name: template.name,
    job_category: template.job_category,
    provider_type: template.provider_type,
    snippet: template.snippet,
    description_format: template.description_format,
  };
}

/** A job template as its own page tells it, its text left out. */
export function templateDetailDocument(
  template: JobTemplateDetail,
): Omit<Document<'template'>['template'], 'template' | 'inputs' | 'foreign_inputs'> {
  return {
    ...templateDocument(template),
    description: template.description,
    locked: template.locked,
    effective_user: template.effective_user,
  };
}

/** An input of a template as JSON; only those of `input_type` `user` can be set. */
export function inputDocument(input: TemplateInput): Shape<'templateInput'> {
  return {
    id: input.id,
    name: input.name,
    input_type: input.input_type,
    description: input.description,
    required: input.required,
    default: input.default,
    hidden_value: input.hidden_value,
    options: input.options,
  };
}
