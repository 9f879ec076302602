import * as v from 'valibot';
import { Failure, refusal } from '../../errors.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import { failedWithoutHost } from '../../jobs/observed-outcome.ts';
import type { Connection } from '../connection.ts';
import { flag, maybeId, name, number, text, texts, time } from '../wire/fields.ts';
import { type Page, parsePage, parseResponse } from '../wire/response.ts';
import { type PageQuery, pageParameters, taskId } from './parameters.ts';

/** A task of the server's task engine. */
export interface Task {
  readonly id: string;
  readonly label: string | null;
  readonly action: string | null;
  readonly username: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** In seconds; until now if it is running. */
  readonly duration: number | null;
  readonly state: string | null;
  readonly result: string | null;
  /** 0 to 1. */
  readonly progress: number | null;
  /** The job of the task, if it is the task of a job. */
  readonly job_invocation_id: number | null;
  /** The host of the task, if it is the task of a host. */
  readonly host_id: number | null;
  /** Why it failed. They explain jobs that failed although no host did. */
  readonly errors: readonly string[];
  readonly cancellable: boolean | null;
  readonly resumable: boolean | null;
}

/** Seconds, which the server sends as text such as `15.797118`, rounded to milliseconds. */
const seconds: v.GenericSchema<unknown, number | null> = v.pipe(
  text,
  v.transform((value) => {
    const found = Number.parseFloat(value ?? '');
    return Number.isFinite(found) && found >= 0 ? Math.round(found * 1000) / 1000 : null;
  }),
);

const task = v.pipe(
  v.object({
    id: name,
    label: text,
    action: text,
    username: text,
    started_at: time,
    ended_at: time,
    duration: seconds,
    state: text,
    result: text,
    progress: number,
    input: v.fallback(
      v.nullable(
        v.object({
          job_invocation_id: maybeId,
          host: v.fallback(v.nullable(v.object({ id: maybeId })), null),
        }),
      ),
      null,
    ),
    humanized: v.fallback(v.nullable(v.object({ errors: texts })), null),
    available_actions: v.fallback(
      v.nullable(v.object({ cancellable: flag, resumable: flag })),
      null,
    ),
  }),
  v.transform(
    ({ input, humanized, available_actions, ...rest }): Task => ({
      ...rest,
      job_invocation_id: input?.job_invocation_id ?? null,
      host_id: input?.host?.id ?? null,
      errors: humanized?.errors ?? [],
      cancellable: available_actions?.cancellable ?? null,
      resumable: available_actions?.resumable ?? null,
    }),
  ),
);

const path = '/foreman_tasks/api/tasks';

/** Reads a task by its UUID; for the task of a job, no smart proxy is called. */
export async function showTask(connection: Connection, id: string): Promise<Task> {
  return parseResponse(
    task,
    await connection.request({ method: 'GET', path: `${path}/${taskId(id)}` }),
  );
}

/**
 * Lists tasks, newest first by default; without `view_foreman_tasks` only those of the user. A row
 * of a host includes its whole output, and costs a call to its smart proxy while it is running.
 */
export async function listTasks(connection: Connection, query: PageQuery): Promise<Page<Task>> {
  const response = await connection.request({
    method: 'GET',
    path,
    query: pageParameters(query),
  });
  return parsePage(task, response);
}

/** The task of the host that ended last, for a job that has ended. */
export async function lastHostTask(
  connection: Connection,
  parent: string,
): Promise<Task | undefined> {
  const { items } = await listTasks(connection, {
    search: `parent_task_id = ${taskId(parent)}`,
    order: 'ended_at DESC',
    perPage: 1,
  });
  return items.find(({ host_id }) => host_id !== null);
}

/** The result of a bulk operation: numbers of tasks. */
interface BulkResult {
  readonly done: number;
  readonly skipped: number;
}

/** Cancels tasks by id; needs `edit_foreman_tasks`. */
export function cancelTasks(connection: Connection, ids: readonly string[]): Promise<BulkResult> {
  return bulk(connection, 'bulk_cancel', 'cancelled', ids);
}

/** Resumes paused tasks. */
export function resumeTasks(connection: Connection, ids: readonly string[]): Promise<BulkResult> {
  return bulk(connection, 'bulk_resume', 'resumed', ids);
}

async function bulk(
  connection: Connection,
  action: string,
  done: string,
  ids: readonly string[],
): Promise<BulkResult> {
  if (ids.length === 0) throw refusal('no task given. Nothing was sent');
  const body = { task_ids: ids.map(taskId) };
  const response = await connection.request({
    method: 'POST',
    path: `${path}/${action}`,
    body,
  });
  const lists = parseResponse(v.record(v.string(), v.unknown()), response);
  return { done: lengthOf(lists[done]), skipped: lengthOf(lists.skipped) };
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

/** The errors of a job's task, if the server reports a failed job whose hosts all succeeded. */
export async function taskErrors(
  connection: Connection,
  job: JobInvocation,
): Promise<readonly string[]> {
  if (job.task === null || !failedWithoutHost(job)) return [];
  try {
    return (await showTask(connection, job.task.id)).errors;
  } catch (error) {
    if (error instanceof Failure && connection.signal?.aborted !== true) return [];
    throw error;
  }
}
