import type { Foreman } from '../foreman.ts';
import { startJob, stopJob } from '../hosts/timeline.ts';
import { nextCronTime, parseCron } from './cron.ts';
import { isOver, type JobRecord, type RecurringLogic } from './job-record.ts';
import { insertJob } from './new-job-record.ts';
import { resolveTargeting } from './targeting.ts';

/** Schedules a job: it starts at `startAt`, unless it was cancelled. */
export function scheduleJob(foreman: Foreman, job: JobRecord, startAt: number): void {
  foreman.at(startAt, () => {
    if (job.task?.state !== 'scheduled') return;
    if (!mayRun(foreman, job)) return;
    addNextIteration(foreman, job);
    if (!job.targeting.resolved) resolveTargeting(foreman, job);
    startJob(foreman, job);
  });
}

/** Whether the job may run. A disabled series keeps its next job, which then does not run. */
function mayRun(foreman: Foreman, job: JobRecord): boolean {
  const logic = logicOf(foreman, job);
  return (
    logic === null || logic.state === null || logic.state === 'active' || logic.state === 'finished'
  );
}

export function logicOf(foreman: Foreman, job: JobRecord): RecurringLogic | null {
  return job.recurring_logic_id === null
    ? null
    : (foreman.recurringLogics.get(job.recurring_logic_id) ?? null);
}

/** Creates the next job of a series; called when one of its jobs starts or is cancelled. */
export function addNextIteration(foreman: Foreman, job: JobRecord): JobRecord | null {
  const logic = logicOf(foreman, job);
  if (logic === null || logic.state !== 'active') return null;
  if (logic.max_iteration !== null && logic.iteration >= logic.max_iteration) {
    logic.state = 'finished';
    return null;
  }
  const cron = parseCron(logic.cron_line, logic.timezone);
  const from = Math.max(foreman.time, job.task?.start_at ?? foreman.time);
  const startAt = cron === null ? null : nextCronTime(cron, from);
  if (startAt === null) return null;
  const dynamic = job.targeting.targeting_type === 'dynamic_query';
  const next = insertJob(foreman, {
    ...job,
    targeting: { ...job.targeting, ...(dynamic ? { host_ids: [], resolved: false } : {}) },
  });
  attachToLogic(foreman, next, logic, startAt);
  return next;
}

/** Adds the job to the series, with this start. */
export function attachToLogic(
  foreman: Foreman,
  job: JobRecord,
  logic: RecurringLogic,
  startAt: number,
): void {
  if (logic.state !== null) logic.iteration++;
  logic.job_ids.push(job.id);
  job.recurring_logic_id = logic.id;
  job.triggering = {
    id: logic.triggering_id,
    mode: 'recurring',
    start_at: startAt,
    start_before: null,
  };
  const task = foreman.newTask('scheduled', startAt);
  job.task = task;
  foreman.tasks.set(task.id, { task, job, run: null });
  scheduleJob(foreman, job, startAt);
}

/** The start of the waiting job of a series, as the recurrence object shows it. */
export function nextOccurrence(foreman: Foreman, logic: RecurringLogic): number | null {
  if (logic.state !== 'active' && logic.state !== 'finished') return null;
  for (const id of logic.job_ids) {
    const task = foreman.jobs.get(id)?.task;
    if (task?.state === 'scheduled') return task.start_at;
  }
  return null;
}

export function lastOccurrence(foreman: Foreman, logic: RecurringLogic): number | null {
  const started = logic.job_ids.flatMap((id) => foreman.jobs.get(id)?.task?.started_at ?? []);
  return started.at(-1) ?? null;
}

/** Ends the series and cancels each active task, also that of a running job. */
export function cancelLogic(
  foreman: Foreman,
  logic: RecurringLogic,
  cancel: (job: JobRecord) => void,
): void {
  logic.state = 'cancelled';
  for (const id of logic.job_ids) {
    const job = foreman.jobs.get(id);
    if (job?.task === null || job === undefined || isOver(job)) continue;
    if (job.task.state === 'scheduled') stopJob(foreman, job, 'cancelled', []);
    else cancel(job);
  }
}
