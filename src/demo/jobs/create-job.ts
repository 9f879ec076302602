import { startJob } from '../hosts/timeline.ts';
import { type EndpointContext, type Params, textParam } from '../http/endpoint-context.ts';
import {
  errorMessage,
  internalError,
  missingValue,
  templateNotFound,
  validationFailed,
} from '../http/http-errors.ts';
import { asHttp } from '../http/paging.ts';
import { isBlank, isRecord, isTruthy, toInteger } from '../http/ruby.ts';
import { can, visibleTemplates } from '../world/visibility.ts';
import type { DemoFeature, DemoTemplate } from '../world/world-records.ts';
import { describeJob, jobInputs } from './job-inputs.ts';
import type { JobRecord, RecurringLogic } from './job-record.ts';
import { insertJob, type NewJobRecord } from './new-job-record.ts';
import { providedAndSecret } from './provided-values.ts';
import { attachToLogic, scheduleJob } from './recurrence.ts';
import { requestedTargeting } from './target-request.ts';
import { misdirect, resolveTargeting } from './targeting.ts';
import { type RequestedTriggering, requestedTriggering } from './triggering-request.ts';

/** The largest value of the database's integer columns. */
const INT4_MAX = 2_147_483_647;

/** Creates a job in the order of the server: all checks, the row, its hosts, its task. */
export function createJob(endpoint: EndpointContext): JobRecord {
  const job = isRecord(endpoint.params.job_invocation) ? endpoint.params.job_invocation : {};
  const feature = requestedFeature(endpoint, job);
  const template = requestedTemplate(endpoint, job, feature);
  const targeting = requestedTargeting(endpoint, job, feature === null ? null : 'static_query');
  const inputs = jobInputs(endpoint.foreman, template, job.inputs);
  const record = newRecord(endpoint, job, template, { targeting, inputs, feature });
  const triggering = requestedTriggering(endpoint, job);
  return launch(endpoint, insertFor(endpoint, record), triggering);
}

/** Inserts the row; the database refuses it if the user's filter on creates fits no job. */
export function insertFor(endpoint: EndpointContext, record: NewJobRecord): JobRecord {
  if (endpoint.user.createFilterMisfits) throw missingValue('job_invocations', 'targeting_id');
  return insertJob(endpoint.foreman, record);
}

function requestedFeature(endpoint: EndpointContext, job: Params): DemoFeature | null {
  if (isBlank(job.feature)) return null;
  if (!isBlank(job.job_template_id)) {
    throw errorMessage(500, 'Only one of feature or job_template_id can be specified');
  }
  const feature = endpoint.foreman.world.features.find((one) => one.label === job.feature);
  if (feature === undefined) throw templateNotFound('');
  return feature;
}

/** Finds the template by id or `id-name`; the server does not accept names here. */
function requestedTemplate(
  endpoint: EndpointContext,
  job: Params,
  feature: DemoFeature | null,
): DemoTemplate {
  const wanted = feature?.job_template_id ?? job.job_template_id;
  const id = toInteger(wanted);
  const template = visibleTemplates(endpoint.foreman, endpoint.user, endpoint.context).find(
    (one) => one.id === id,
  );
  if (template === undefined || template.snippet) throw templateNotFound(textParam(wanted) ?? '');
  return template;
}

interface Decided {
  readonly targeting: NewJobRecord['targeting'];
  readonly inputs: Record<string, string>;
  readonly feature: DemoFeature | null;
}

function newRecord(
  endpoint: EndpointContext,
  job: Params,
  template: DemoTemplate,
  decided: Decided,
): NewJobRecord {
  const format = job.description_format;
  return {
    description: describeJob(
      endpoint.foreman,
      template,
      decided.inputs,
      typeof format === 'string' ? format : null,
    ),
    job_category: template.job_category,
    template_id: template.id,
    user_id: endpoint.user.id,
    inputs: decided.inputs,
    targeting: decided.targeting,
    ssh_user: textParam(job.ssh_user),
    time_to_pickup: limit(job.time_to_pickup),
    concurrency_level: concurrency(job),
    execution_timeout_interval:
      limit(job.execution_timeout_interval) ?? template.execution_timeout_interval,
    effective_user: effectiveUser(job, template),
    remote_execution_feature_id: decided.feature?.id ?? null,
    ...providedAndSecret(job, template),
    organization_id: endpoint.context.organization_id,
    location_id: endpoint.context.location_id,
  };
}

function limit(value: unknown): number | null {
  if (value === undefined || value === null || value === '') return null;
  const number = toInteger(value);
  if (Math.abs(number) > INT4_MAX) {
    throw errorMessage(
      500,
      `${number} is out of range for ActiveModel::Type::Integer with limit 4 bytes`,
    );
  }
  return number;
}

function concurrency(job: Params): number | null {
  const { concurrency_control: control } = job;
  if (control === undefined) return null;
  if (!isRecord(control)) throw internalError();
  if (control.concurrency_level === undefined || control.concurrency_level === null) return null;
  const level = toInteger(control.concurrency_level);
  if (level < 1) throw validationFailed('Concurrency level: must be greater than 0');
  return level;
}

/** The requested user, flat or inside `ssh`, if the template allows another than its own. */
function effectiveUser(job: Params, template: DemoTemplate): string {
  if (job.ssh !== undefined && !isRecord(job.ssh)) throw internalError();
  const ssh = isRecord(job.ssh) ? job.ssh : {};
  const wanted = textParam(ssh.effective_user) ?? textParam(job.effective_user);
  const usual = template.effective_user.value ?? 'root';
  return template.effective_user.overridable && wanted !== null && wanted !== '' ? wanted : usual;
}

/** Finds the hosts and starts the task. The row remains even if one of these steps fails. */
export function launch(
  endpoint: EndpointContext,
  job: JobRecord,
  triggering: RequestedTriggering,
): JobRecord {
  const { foreman } = endpoint;
  if (foreman.faults.orphanOnCreate) throw internalError();
  const immediate = triggering.mode === 'immediate';
  const resolvesNow = immediate || job.targeting.targeting_type === 'static_query';
  if (resolvesNow && !job.targeting.resolved) asHttp(() => resolveTargeting(foreman, job));
  if (isTruthy(foreman.faults.targetWrongHosts)) misdirect(foreman, job);
  if (triggering.mode === 'recurring') {
    startSeries(endpoint, job, triggering);
    return job;
  }
  const task = foreman.newTask(
    immediate ? 'planned' : 'scheduled',
    immediate ? foreman.time : triggering.startAt,
  );
  job.task = task;
  foreman.tasks.set(task.id, { task, job, run: null });
  job.triggering = {
    id: foreman.takeId('triggering'),
    mode: triggering.mode,
    start_at: immediate ? null : triggering.startAt,
    start_before: immediate ? null : triggering.startBefore,
  };
  if (immediate) startJob(foreman, job);
  else scheduleJob(foreman, job, triggering.startAt);
  return job;
}

/**
 * Starts a series. Without `create_recurring_logics` the database refuses it, and the row of the
 * job remains. Without `edit_recurring_logics` it is stored incompletely and runs only once.
 */
function startSeries(
  endpoint: EndpointContext,
  job: JobRecord,
  series: RequestedTriggering & { mode: 'recurring' },
): void {
  const { foreman, user } = endpoint;
  if (!can(user, 'create_recurring_logics')) {
    throw missingValue('foreman_tasks_recurring_logics', 'task_group_id');
  }
  const logic: RecurringLogic = {
    id: foreman.takeId('recurring_logic'),
    cron_line: series.cronLine,
    max_iteration: series.maxIteration,
    purpose: series.purpose,
    task_group_id: foreman.takeId('task_group'),
    triggering_id: foreman.takeId('triggering'),
    timezone: user.timezone,
    iteration: 0,
    state: can(user, 'edit_recurring_logics') ? 'active' : null,
    job_ids: [],
  };
  foreman.recurringLogics.set(logic.id, logic);
  attachToLogic(foreman, job, logic, series.startAt);
}
