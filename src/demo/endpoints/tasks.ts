import type { TaskOwner } from '../foreman.ts';
import { resumeJob } from '../hosts/timeline.ts';
import { type EndpointContext, type Route, route } from '../http/endpoint-context.ts';
import { errorMessage, json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply, searched } from '../http/paging.ts';
import { isBlank } from '../http/ruby.ts';
import { cancelJob, cancelRun } from '../jobs/cancelling.ts';
import type { SearchFields } from '../search/index.ts';
import { readProxy } from '../views/output-view.ts';
import { taskView } from '../views/task-view.ts';
import { can } from '../world/visibility.ts';

const base = '/foreman_tasks/api/tasks';

/** The routes of tasks; without `view_foreman_tasks` users see only their own. */
export const taskRoutes: readonly Route[] = [
  route('GET', base, (endpoint) => listReply(endpoint, visibleTasks(endpoint))),
  route('POST', `${base}/bulk_cancel`, bulkCancel, 'edit_foreman_tasks'),
  route('POST', `${base}/bulk_resume`, bulkResume, 'edit_foreman_tasks'),
  route('GET', `${base}/:id`, (endpoint) => json(taskView(endpoint, findTask(endpoint)))),
  route('GET', `${base}/:id/details`, (endpoint) => json(taskView(endpoint, findTask(endpoint)))),
  route('GET', `${base}/:id/sub_tasks`, (endpoint) =>
    listReply(endpoint, subTasks(findTask(endpoint))),
  ),
];

const fields: SearchFields<TaskOwner> = {
  id: { type: 'string', get: ({ task }) => task.id },
  state: { type: 'string', get: ({ task }) => task.state },
  result: { type: 'string', get: ({ task }) => task.result },
  label: {
    type: 'string',
    get: ({ run }) => `Actions::RemoteExecution::${run === null ? 'RunHostsJob' : 'RunHostJob'}`,
  },
  action: { type: 'string', get: ({ job }) => job.description, freeText: true },
  started_at: { type: 'datetime', get: ({ task }) => task.started_at },
  ended_at: { type: 'datetime', get: ({ task }) => task.ended_at },
  parent_task_id: {
    type: 'string',
    get: ({ job, run }) => (run === null ? null : (job.task?.id ?? null)),
  },
};

function visibleTasks({ foreman, user }: EndpointContext): TaskOwner[] {
  const all = [...foreman.tasks.values()];
  return can(user, 'view_foreman_tasks') ? all : all.filter(({ job }) => job.user_id === user.id);
}

function subTasks({ job, run }: TaskOwner): TaskOwner[] {
  return run === null
    ? [...job.runs.values()].map((child) => ({ task: child.task, job, run: child }))
    : [];
}

const usualOrder = 'started_at DESC';

/** The response with a list of tasks; each row of a running host costs a smart-proxy call. */
function listReply(endpoint: EndpointContext, tasks: readonly TaskOwner[]): Reply {
  const view = (owner: TaskOwner) => {
    if (owner.run !== null) readProxy(endpoint.foreman, owner.run);
    return taskView(endpoint, owner);
  };
  const params = isBlank(endpoint.params.order)
    ? { ...endpoint.params, order: usualOrder }
    : endpoint.params;
  return json(indexReply(tasks, params, fields, endpoint.foreman.time, view));
}

function findTask(endpoint: EndpointContext): TaskOwner {
  const id = endpoint.path.id ?? '';
  const owner = endpoint.foreman.tasks.get(id);
  const visible =
    owner !== undefined &&
    (can(endpoint.user, 'view_foreman_tasks') || owner.job.user_id === endpoint.user.id);
  if (!visible) throw resourceNotFound('task', id);
  return owner;
}

/** The tasks that `task_ids` or `search` select; null = neither is given. */
function selected(endpoint: EndpointContext): TaskOwner[] | null {
  const { task_ids: ids, search } = endpoint.params;
  if (Array.isArray(ids)) return ids.flatMap((id) => endpoint.foreman.tasks.get(String(id)) ?? []);
  if (isBlank(search)) return null;
  return searched(visibleTasks(endpoint), endpoint.params, fields, endpoint.foreman.time);
}

/** Cancels the selected tasks; 400 without a selector. */
function bulkCancel(endpoint: EndpointContext): Reply {
  const owners = selected(endpoint);
  if (owners === null)
    throw errorMessage(400, "Please provide at least one of 'search' or 'task_ids'");
  const { yes, no } = divided(owners, ({ job, run }) =>
    run === null
      ? cancelJob(endpoint.foreman, job, false)
      : cancelRun(endpoint.foreman, job, run, false),
  );
  return json({ total: owners.length, cancelled: yes.map(modelView), skipped: no.map(modelView) });
}

/**
 * Resumes the selected tasks, none without a selector. Unlike for other bulk actions the rows are
 * full tasks.
 */
function bulkResume(endpoint: EndpointContext): Reply {
  const owners = selected(endpoint) ?? [];
  const { yes, no } = divided(
    owners,
    ({ job, run }) => run === null && resumeJob(endpoint.foreman, job),
  );
  const view = (owner: TaskOwner) => taskView(endpoint, owner);
  return json({ total: owners.length, resumed: yes.map(view), failed: [], skipped: no.map(view) });
}

function divided(
  owners: readonly TaskOwner[],
  act: (owner: TaskOwner) => boolean,
): { yes: TaskOwner[]; no: TaskOwner[] } {
  const yes: TaskOwner[] = [];
  const no: TaskOwner[] = [];
  for (const owner of owners) (act(owner) ? yes : no).push(owner);
  return { yes, no };
}

const modelView = ({ task, run }: TaskOwner) => ({
  id: task.id,
  type: 'ForemanTasks::Task::DynflowTask',
  label:
    run === null ? 'Actions::RemoteExecution::RunHostsJob' : 'Actions::RemoteExecution::RunHostJob',
  started_at: isoOrNull(task.started_at),
  ended_at: isoOrNull(task.ended_at),
  state: task.state,
  result: task.result,
  external_id: task.id,
  parent_task_id: null,
  start_at: isoOrNull(task.start_at),
});

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
