import type { TaskOwner } from '../foreman.ts';
import { resumeJob } from '../hosts/timeline.ts';
import { type Call, type Route, route } from '../http/call.ts';
import { errorMessage, json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply, searched } from '../http/paging.ts';
import { isBlank } from '../http/ruby.ts';
import { cancelJob, cancelRun } from '../jobs/cancelling.ts';
import type { SearchFields } from '../search/index.ts';
import { readProxy } from '../views/output-view.ts';
import { taskView } from '../views/task-view.ts';
import { can } from '../world/visibility.ts';

const base = '/foreman_tasks/api/tasks';

/** Tasks; without `view_foreman_tasks` a user's own ones. */
export const taskRoutes: readonly Route[] = [
  route('GET', base, (call) => listReply(call, visibleTasks(call))),
  route('POST', `${base}/bulk_cancel`, bulkCancel, 'edit_foreman_tasks'),
  route('POST', `${base}/bulk_resume`, bulkResume, 'edit_foreman_tasks'),
  route('GET', `${base}/:id`, (call) => json(taskView(call, findTask(call)))),
  route('GET', `${base}/:id/details`, (call) => json(taskView(call, findTask(call)))),
  route('GET', `${base}/:id/sub_tasks`, (call) => listReply(call, subTasks(findTask(call)))),
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

function visibleTasks({ foreman, user }: Call): TaskOwner[] {
  const all = [...foreman.tasks.values()];
  return can(user, 'view_foreman_tasks') ? all : all.filter(({ job }) => job.user_id === user.id);
}

function subTasks({ job, run }: TaskOwner): TaskOwner[] {
  return run === null
    ? [...job.runs.values()].map((child) => ({ task: child.task, job, run: child }))
    : [];
}

const usualOrder = 'started_at DESC';

/** Every row of a running host costs a call to the smart proxy. */
function listReply(call: Call, tasks: readonly TaskOwner[]): Reply {
  const view = (owner: TaskOwner) => {
    if (owner.run !== null) readProxy(call.foreman, owner.run);
    return taskView(call, owner);
  };
  const params = isBlank(call.params.order) ? { ...call.params, order: usualOrder } : call.params;
  return json(indexReply(tasks, params, fields, call.foreman.time, view));
}

function findTask(call: Call): TaskOwner {
  const id = call.path.id ?? '';
  const owner = call.foreman.tasks.get(id);
  const visible =
    owner !== undefined &&
    (can(call.user, 'view_foreman_tasks') || owner.job.user_id === call.user.id);
  if (!visible) throw resourceNotFound('task', id);
  return owner;
}

/** By `task_ids` or `search`; null = neither. */
function selected(call: Call): TaskOwner[] | null {
  const { task_ids: ids, search } = call.params;
  if (Array.isArray(ids)) return ids.flatMap((id) => call.foreman.tasks.get(String(id)) ?? []);
  if (isBlank(search)) return null;
  return searched(visibleTasks(call), call.params, fields, call.foreman.time);
}

/** Without a selector 400. */
function bulkCancel(call: Call): Reply {
  const owners = selected(call);
  if (owners === null)
    throw errorMessage(400, "Please provide at least one of 'search' or 'task_ids'");
  const { yes, no } = divided(owners, ({ job, run }) =>
    run === null ? cancelJob(call.foreman, job, false) : cancelRun(call.foreman, job, run, false),
  );
  return json({ total: owners.length, cancelled: yes.map(modelView), skipped: no.map(modelView) });
}

/** Without a selector none; unlike with the other bulk actions the rows are whole tasks. */
function bulkResume(call: Call): Reply {
  const owners = selected(call) ?? [];
  const { yes, no } = divided(
    owners,
    ({ job, run }) => run === null && resumeJob(call.foreman, job),
  );
  const view = (owner: TaskOwner) => taskView(call, owner);
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
