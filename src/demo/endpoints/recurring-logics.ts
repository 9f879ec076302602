import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
import { errorMessage, json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply, searched } from '../http/paging.ts';
import { isBlank, isRecord, toBoolean, toInteger } from '../http/ruby.ts';
import { cancelJob } from '../jobs/cancelling.ts';
import type { RecurringLogic } from '../jobs/job-record.ts';
import { cancelLogic } from '../jobs/recurrence.ts';
import type { SearchFields } from '../search/index.ts';
import { recurrenceView } from '../views/recurrence-view.ts';
import { taskView } from '../views/task-view.ts';

const base = '/foreman_tasks/api/recurring_logics';

/** The routes of series; no Remote Execution role has the two permissions. */
export const recurringLogicRoutes: readonly Route[] = [
  route('GET', base, index, 'view_recurring_logics'),
  route(
    'GET',
    `${base}/:id`,
    (endpoint) => json(fullView(endpoint, findLogic(endpoint))),
    'view_recurring_logics',
  ),
  route('PUT', `${base}/:id`, update, 'edit_recurring_logics'),
  route('POST', `${base}/bulk_destroy`, bulkDestroy, 'edit_recurring_logics'),
  route('POST', `${base}/:id/cancel`, cancel, 'edit_recurring_logics'),
];

const fields: SearchFields<RecurringLogic> = {
  id: { type: 'integer', get: (logic) => logic.id },
  iteration: { type: 'integer', get: (logic) => logic.iteration },
  iteration_limit: { type: 'integer', get: (logic) => logic.max_iteration },
  cron_line: { type: 'string', get: (logic) => logic.cron_line, freeText: true },
  state: { type: 'string', get: (logic) => logic.state },
  purpose: { type: 'string', get: (logic) => logic.purpose },
};

function index(endpoint: EndpointContext): Reply {
  const rows = [...endpoint.foreman.recurringLogics.values()];
  return json(
    indexReply(rows, endpoint.params, fields, endpoint.foreman.time, (logic) =>
      recurrenceView(endpoint, logic),
    ),
  );
}

function findLogic(endpoint: EndpointContext): RecurringLogic {
  const id = endpoint.path.id ?? '';
  const logic = endpoint.foreman.recurringLogics.get(toInteger(id));
  if (logic === undefined) throw resourceNotFound('recurring_logic', id);
  return logic;
}

function fullView(endpoint: EndpointContext, logic: RecurringLogic): Record<string, unknown> {
  const tasks = logic.job_ids.flatMap((id) => {
    const job = endpoint.foreman.jobs.get(id);
    return job?.task === null || job === undefined
      ? []
      : [taskView(endpoint, { task: job.task, job, run: null })];
  });
  return { ...recurrenceView(endpoint, logic), tasks };
}

function update(endpoint: EndpointContext): Reply {
  const logic = findLogic(endpoint);
  if (logic.state === 'cancelled') {
    const klass = 'ForemanTasks::RecurringLogicCancelledException';
    throw errorMessage(500, `ERF28-1357 [${klass}]: Cannot update a cancelled Recurring Logic.`);
  }
  const given = isRecord(endpoint.params.recurring_logic)
    ? endpoint.params.recurring_logic
    : endpoint.params;
  const enabled = toBoolean(given.enabled);
  if (enabled !== null && (logic.state === 'active' || logic.state === 'disabled')) {
    logic.state = enabled ? 'active' : 'disabled';
  }
  return json(fullView(endpoint, logic));
}

/** Cancels a series; 201 with the bare record. Repeated, it is a second cancel of a running job. */
function cancel(endpoint: EndpointContext): Reply {
  const logic = findLogic(endpoint);
  cancelLogic(endpoint.foreman, logic, (job) => cancelJob(endpoint.foreman, job, false));
  const body = {
    state: logic.state,
    id: logic.id,
    cron_line: logic.cron_line,
    end_time: null,
    max_iteration: logic.max_iteration,
    iteration: logic.iteration,
    task_group_id: logic.task_group_id,
    triggering_id: logic.triggering_id,
    purpose: logic.purpose,
  };
  return json(body, 201, {
    Location: `${endpoint.origin}/foreman_tasks/recurring_logics/${logic.id}`,
  });
}

function bulkDestroy(endpoint: EndpointContext): Reply {
  if (isBlank(textParam(endpoint.params.search)))
    throw errorMessage(400, 'Please provide a search');
  const { recurringLogics, time } = endpoint.foreman;
  const found = searched([...recurringLogics.values()], endpoint.params, fields, time);
  const destroyed = found.map((logic) => ({
    id: logic.id,
    cron_line: logic.cron_line,
    state: logic.state,
  }));
  for (const logic of found) {
    cancelLogic(endpoint.foreman, logic, (job) => cancelJob(endpoint.foreman, job, false));
    recurringLogics.delete(logic.id);
  }
  return json({ destroyed });
}
