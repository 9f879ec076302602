import type { EndpointContext } from '../http/endpoint-context.ts';
import { rerunTemplateNotFound } from '../http/http-errors.ts';
import { isTruthy } from '../http/ruby.ts';
import { visibleTemplates } from '../world/visibility.ts';
import type { DemoTemplate } from '../world/world-records.ts';
import { insertFor, launch } from './create-job.ts';
import { describeJob } from './job-inputs.ts';
import { isOver, type JobRecord, noSecrets, type Targeting } from './job-record.ts';
import { hostIdsQuery } from './target-request.ts';

/** Runs a job again, immediately; schedule, series, passwords and description are not copied. */
export function rerunJob(endpoint: EndpointContext, original: JobRecord): JobRecord {
  const { foreman } = endpoint;
  const template = visibleTemplates(foreman, endpoint.user, endpoint.context).find(
    (one) => one.id === original.template_id,
  );
  if (template === undefined || template.job_category !== original.job_category) {
    throw rerunTemplateNotFound(original.id);
  }
  const inputs = keptInputs(endpoint, template, original);
  const job = insertFor(endpoint, {
    description: describeJob(foreman, template, inputs, null),
    job_category: original.job_category,
    template_id: template.id,
    user_id: endpoint.user.id,
    inputs,
    targeting: rerunTargeting(endpoint, original),
    ssh_user: original.ssh_user,
    time_to_pickup: original.time_to_pickup,
    concurrency_level: original.concurrency_level,
    execution_timeout_interval: original.execution_timeout_interval,
    effective_user: original.effective_user,
    remote_execution_feature_id: original.remote_execution_feature_id,
    provider_inputs: original.provider_inputs,
    secrets: noSecrets,
    organization_id: endpoint.context.organization_id,
    location_id: endpoint.context.location_id,
  });
  return launch(endpoint, job, { mode: 'immediate' });
}

/** The inputs of the original, without those that the template no longer has. */
function keptInputs(
  endpoint: EndpointContext,
  template: DemoTemplate,
  original: JobRecord,
): Record<string, string> {
  const known = new Set(endpoint.foreman.inputsOf(template).map((input) => input.name));
  return Object.fromEntries(Object.entries(original.inputs).filter(([name]) => known.has(name)));
}

/**
 * The targeting of a rerun. A host list changes only the query: a static job still runs on all
 * hosts of the original because they are copied and never searched again; a dynamic job searches.
 */
function rerunTargeting(endpoint: EndpointContext, original: JobRecord): Omit<Targeting, 'id'> {
  const chosen = chosenQuery(endpoint, original);
  const { targeting } = original;
  const copied = targeting.targeting_type === 'static_query';
  const { hosts } = endpoint.foreman.world;
  return {
    bookmark_id: chosen === null ? targeting.bookmark_id : null,
    search_query: chosen ?? targeting.search_query,
    targeting_type: targeting.targeting_type,
    user_id: endpoint.user.id,
    randomized_ordering: targeting.randomized_ordering,
    host_ids: copied ? targeting.host_ids.filter((id) => hosts.has(id)) : [],
    resolved: copied,
  };
}

function chosenQuery(endpoint: EndpointContext, original: JobRecord): string | null {
  const { params, foreman } = endpoint;
  if (Array.isArray(params.host_ids)) return hostIdsQuery(endpoint, params.host_ids) ?? 'name ^ ()';
  const failed = isTruthy(params.failed_only);
  const succeeded = foreman.abilities.succeededOnly && isTruthy(params.succeeded_only);
  if (!failed && !succeeded) return null;
  const ids = failed ? failedHosts(original) : succeededHosts(original);
  const names = ids.flatMap((id) => foreman.world.hosts.get(id)?.name ?? []);
  return `name ^ (${names.join(', ')})`;
}

/**
 * The hosts that a rerun counts as failed: after the end failed, cancelled and never started ones,
 * before it those that have a bad result already.
 */
function failedHosts(job: JobRecord): number[] {
  return job.targeting.host_ids.filter((id) => {
    const result = job.runs.get(id)?.task.result;
    if (result === undefined || result === 'pending') return isOver(job);
    return result !== 'success';
  });
}

function succeededHosts(job: JobRecord): number[] {
  return job.targeting.host_ids.filter((id) => job.runs.get(id)?.task.result === 'success');
}
