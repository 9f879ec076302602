import type { EndpointContext } from '../http/endpoint-context.ts';
import { textsOf } from '../http/locale.ts';
import type { HostRun, JobRecord } from '../jobs/job-record.ts';
import { logicOf } from '../jobs/recurrence.ts';
import { formatTime } from '../jobs/zone.ts';
import { can, hostTest } from '../world/visibility.ts';
import type { DemoInput, DemoTemplate } from '../world/world-records.ts';
import { countsOf, hostStatusOf, isCancellable, statusOf } from './job-status.ts';
import { recurrenceView } from './recurrence-view.ts';

type Json = Record<string, unknown>;

/** A row of the index, with the fields of the simulated version. */
export function baseView(endpoint: EndpointContext, job: JobRecord): Json {
  const { abilities } = endpoint.foreman;
  const { status, label } = statusOf(job);
  const startAt = job.task?.start_at ?? null;
  return {
    id: job.id,
    description: job.description,
    job_category: job.job_category,
    targeting_id: job.targeting.id,
    status,
    start_at: timeView(endpoint, startAt),
    status_label: label,
    ssh_user: job.ssh_user,
    ...(abilities.timeToPickup ? { time_to_pickup: job.time_to_pickup } : {}),
    ...(abilities.limitsInBase ? limitsView(job) : {}),
    dynflow_task: job.task === null ? null : { id: job.task.id, state: job.task.state },
    ...(abilities.templateInBase ? templateView(endpoint, job) : {}),
    ...countsView(endpoint, job),
  };
}

function timeView(endpoint: EndpointContext, time: number | null): string | null {
  return time === null ? null : formatTime(time, endpoint.user.timezone);
}

function limitsView(job: JobRecord): Json {
  return {
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
  };
}

function templateView(endpoint: EndpointContext, job: JobRecord): Json {
  const template = endpoint.foreman.world.templateById(job.template_id);
  return {
    template_id: template?.id ?? null,
    template_name: template?.name ?? null,
    effective_user: template === null ? null : job.effective_user,
  };
}

function countsView(endpoint: EndpointContext, job: JobRecord): Json {
  const { abilities } = endpoint.foreman;
  const { notAvailable } = textsOf(endpoint.locale);
  const queued = statusOf(job).label === 'queued';
  const hosts = job.targeting.resolved ? job.targeting.host_ids.length : notAvailable;
  const rest = { total: queued ? 'N/A' : hosts, missing: missingHosts(endpoint, job) };
  if (abilities.liveCounts) return { ...countsOf(job), ...rest, total_hosts: hosts };
  const counted = queued ? null : job.tick_counts;
  return counted === null
    ? { succeeded: 'N/A', failed: 'N/A', pending: 'N/A', ...rest }
    : { ...counted, ...rest };
}

/** The number of hosts that were deleted, are outside the context or hidden from the user. */
function missingHosts(endpoint: EndpointContext, job: JobRecord): number {
  if (!job.targeting.resolved) return 0;
  const { hosts } = endpoint.foreman.world;
  const sees = hostTest(endpoint.foreman.world, endpoint.user, endpoint.context);
  return job.targeting.host_ids.reduce((sum, id) => {
    const host = hosts.get(id);
    return sum + (host !== undefined && sees(host) ? 0 : 1);
  }, 0);
}

export function permissionsView(endpoint: EndpointContext): Json {
  return {
    edit_job_templates: can(endpoint.user, 'edit_job_templates'),
    view_foreman_tasks: can(endpoint.user, 'view_foreman_tasks'),
    edit_recurring_logics: can(endpoint.user, 'edit_recurring_logics'),
  };
}

export interface ShowOptions {
  readonly hosts: boolean;
  readonly hostStatus: boolean;
  /** Whether it is the response to a create, which lacks the fields of the pattern template. */
  readonly created: boolean;
}

/** The response about one job. */
export function showView(endpoint: EndpointContext, job: JobRecord, options: ShowOptions): Json {
  const { abilities, world } = endpoint.foreman;
  const task = job.task;
  const pattern = () => [invocationView(endpoint, job, null)];
  const title = (list: readonly { id: number; title: string }[], id: number | null) =>
    options.created ? null : (list.find((one) => one.id === id)?.title ?? null);
  return {
    ...baseView(endpoint, job),
    targeting: targetingView(endpoint, job, options),
    task:
      task === null
        ? null
        : {
            id: task.id,
            state: task.state,
            started_at: timeView(endpoint, task.started_at),
            cancellable: isCancellable(job),
          },
    ...(options.hosts
      ? {
          template_invocations: [...job.runs.values()].map((run) =>
            invocationView(endpoint, job, run),
          ),
        }
      : {}),
    ...modeView(endpoint, job),
    ...(abilities.limitsInBase
      ? {
          pattern_template_invocations: options.created ? null : pattern(),
          job_organization: title(world.organizations, job.organization_id),
          job_location: title(world.locations, job.location_id),
        }
      : {}),
  };
}

function targetingView(endpoint: EndpointContext, job: JobRecord, options: ShowOptions): Json {
  const { targeting } = job;
  const bookmark = endpoint.foreman.world.bookmarks.find((one) => one.id === targeting.bookmark_id);
  return {
    bookmark_id: targeting.bookmark_id,
    bookmark_name: bookmark?.name ?? null,
    search_query: targeting.search_query,
    targeting_type: targeting.targeting_type,
    user_id: targeting.user_id,
    randomized_ordering: targeting.randomized_ordering,
    ...(options.hosts ? { hosts: targetHosts(endpoint, job, options.hostStatus) } : {}),
  };
}

function targetHosts(endpoint: EndpointContext, job: JobRecord, withStatus: boolean): Json[] {
  const { world, abilities } = endpoint.foreman;
  const sees = hostTest(world, endpoint.user, endpoint.context);
  return job.targeting.host_ids.flatMap((id) => {
    const host = world.hosts.get(id);
    if (host === undefined || !sees(host)) return [];
    const status = withStatus ? hostStatusOf(job, id, abilities) : undefined;
    const row = { name: host.name, id, display_name: host.name };
    return status === undefined || status === null ? [row] : [{ ...row, job_status: status }];
  });
}

function modeView(endpoint: EndpointContext, job: JobRecord): Json {
  const { triggering } = job;
  if (triggering === null || triggering.mode === 'immediate') return {};
  if (triggering.mode === 'recurring') {
    const logic = logicOf(endpoint.foreman, job);
    return {
      mode: 'recurring',
      recurrence: logic === null ? null : recurrenceView(endpoint, logic),
    };
  }
  const { start_at, start_before } = triggering;
  return {
    mode: 'future',
    scheduling: {
      start_at: timeView(endpoint, start_at),
      start_before: timeView(endpoint, start_before),
    },
  };
}

function invocationView(endpoint: EndpointContext, job: JobRecord, run: HostRun | null): Json {
  const template = endpoint.foreman.world.templateById(job.template_id);
  return {
    template_id: job.template_id,
    template_name: template?.name ?? null,
    host_id: run?.host_id ?? null,
    template_invocation_input_values: template === null ? [] : inputValues(endpoint, template, job),
  };
}

function inputValues(endpoint: EndpointContext, template: DemoTemplate, job: JobRecord): Json[] {
  return endpoint.foreman.inputsOf(template).flatMap((input: DemoInput) => {
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
