import type { Call } from '../http/call.ts';
import { textsOf } from '../http/locale.ts';
import type { HostRun, JobRecord } from '../jobs/job-record.ts';
import { logicOf } from '../jobs/recurrence.ts';
import { formatTime } from '../jobs/zone.ts';
import { can, hostTest } from '../world/visibility.ts';
import type { DemoInput, DemoTemplate } from '../world/world-records.ts';
import { countsOf, hostStatusOf, isCancellable, statusOf } from './job-status.ts';
import { recurrenceView } from './recurrence-view.ts';

type Json = Record<string, unknown>;

/** The base object: a row of the index, with the fields that the version has. */
export function baseView(call: Call, job: JobRecord): Json {
  const { abilities } = call.foreman;
  const { status, label } = statusOf(job);
  const startAt = job.task?.start_at ?? null;
  return {
    id: job.id,
    description: job.description,
    job_category: job.job_category,
    targeting_id: job.targeting.id,
    status,
    start_at: timeView(call, startAt),
    status_label: label,
    ssh_user: job.ssh_user,
    ...(abilities.timeToPickup ? { time_to_pickup: job.time_to_pickup } : {}),
    ...(abilities.limitsInBase ? limitsView(job) : {}),
    dynflow_task: job.task === null ? null : { id: job.task.id, state: job.task.state },
    ...(abilities.templateInBase ? templateView(call, job) : {}),
    ...countsView(call, job),
  };
}

export function timeView(call: Call, time: number | null): string | null {
  return time === null ? null : formatTime(time, call.user.timezone);
}

function limitsView(job: JobRecord): Json {
  return {
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
  };
}

function templateView(call: Call, job: JobRecord): Json {
  const template = call.foreman.world.templateById(job.template_id);
  return {
    template_id: template?.id ?? null,
    template_name: template?.name ?? null,
    effective_user: template === null ? null : job.effective_user,
  };
}

function countsView(call: Call, job: JobRecord): Json {
  const { abilities } = call.foreman;
  const { notAvailable } = textsOf(call.locale);
  const queued = statusOf(job).label === 'queued';
  const hosts = job.targeting.resolved ? job.targeting.host_ids.length : notAvailable;
  const rest = { total: queued ? 'N/A' : hosts, missing: missingHosts(call, job) };
  if (abilities.liveCounts) return { ...countsOf(job), ...rest, total_hosts: hosts };
  const counted = queued ? null : job.tick_counts;
  return counted === null
    ? { succeeded: 'N/A', failed: 'N/A', pending: 'N/A', ...rest }
    : { ...counted, ...rest };
}

/** Hosts that were deleted, or that this context or user does not show. */
function missingHosts(call: Call, job: JobRecord): number {
  if (!job.targeting.resolved) return 0;
  const { hosts } = call.foreman.world;
  const sees = hostTest(call.foreman.world, call.user, call.context);
  return job.targeting.host_ids.reduce((sum, id) => {
    const host = hosts.get(id);
    return sum + (host !== undefined && sees(host) ? 0 : 1);
  }, 0);
}

export function permissionsView(call: Call): Json {
  return {
    edit_job_templates: can(call.user, 'edit_job_templates'),
    view_foreman_tasks: can(call.user, 'view_foreman_tasks'),
    edit_recurring_logics: can(call.user, 'edit_recurring_logics'),
  };
}

export interface ShowOptions {
  readonly hosts: boolean;
  readonly hostStatus: boolean;
  /** The answer to a create lacks what the view reads from the pattern template. */
  readonly created: boolean;
}

/** One job. */
export function showView(call: Call, job: JobRecord, options: ShowOptions): Json {
  const { abilities, world } = call.foreman;
  const task = job.task;
  const pattern = () => [invocationView(call, job, null)];
  const title = (list: readonly { id: number; title: string }[], id: number | null) =>
    options.created ? null : (list.find((one) => one.id === id)?.title ?? null);
  return {
    ...baseView(call, job),
    targeting: targetingView(call, job, options),
    task:
      task === null
        ? null
        : {
            id: task.id,
            state: task.state,
            started_at: timeView(call, task.started_at),
            cancellable: isCancellable(job),
          },
    ...(options.hosts
      ? {
          template_invocations: [...job.runs.values()].map((run) => invocationView(call, job, run)),
        }
      : {}),
    ...modeView(call, job),
    ...(abilities.limitsInBase
      ? {
          pattern_template_invocations: options.created ? null : pattern(),
          job_organization: title(world.organizations, job.organization_id),
          job_location: title(world.locations, job.location_id),
        }
      : {}),
  };
}

function targetingView(call: Call, job: JobRecord, options: ShowOptions): Json {
  const { targeting } = job;
  const bookmark = call.foreman.world.bookmarks.find((one) => one.id === targeting.bookmark_id);
  return {
    bookmark_id: targeting.bookmark_id,
    bookmark_name: bookmark?.name ?? null,
    search_query: targeting.search_query,
    targeting_type: targeting.targeting_type,
    user_id: targeting.user_id,
    randomized_ordering: targeting.randomized_ordering,
    ...(options.hosts ? { hosts: targetHosts(call, job, options.hostStatus) } : {}),
  };
}

function targetHosts(call: Call, job: JobRecord, withStatus: boolean): Json[] {
  const { world, abilities } = call.foreman;
  const sees = hostTest(world, call.user, call.context);
  return job.targeting.host_ids.flatMap((id) => {
    const host = world.hosts.get(id);
    if (host === undefined || !sees(host)) return [];
    const status = withStatus ? hostStatusOf(job, id, abilities) : undefined;
    const row = { name: host.name, id, display_name: host.name };
    return status === undefined || status === null ? [row] : [{ ...row, job_status: status }];
  });
}

function modeView(call: Call, job: JobRecord): Json {
  const { triggering } = job;
  if (triggering === null || triggering.mode === 'immediate') return {};
  if (triggering.mode === 'recurring') {
    const logic = logicOf(call.foreman, job);
    return { mode: 'recurring', recurrence: logic === null ? null : recurrenceView(call, logic) };
  }
  const { start_at, start_before } = triggering;
  return {
    mode: 'future',
    scheduling: { start_at: timeView(call, start_at), start_before: timeView(call, start_before) },
  };
}

function invocationView(call: Call, job: JobRecord, run: HostRun | null): Json {
  const template = call.foreman.world.templateById(job.template_id);
  return {
    template_id: job.template_id,
    template_name: template?.name ?? null,
    host_id: run?.host_id ?? null,
    template_invocation_input_values: template === null ? [] : inputValues(call, template, job),
  };
}

function inputValues(call: Call, template: DemoTemplate, job: JobRecord): Json[] {
  return call.foreman.inputsOf(template).flatMap((input: DemoInput) => {
    const value = job.inputs[input.name];
    if (value === undefined) return [];
    return [
      {
        template_input_name: input.name,
        template_input_id: input.id,
        value: input.hidden_value ? '*****' : value,
      },
    ];
  });
}
