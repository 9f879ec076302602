import type { Foreman } from '../foreman.ts';
import { fraction } from '../hosts/random.ts';
import { finishRun } from '../hosts/run-end.ts';
import { stopJob } from '../hosts/timeline.ts';
import { isCancellable } from '../views/job-status.ts';
import type { HostRun, JobRecord } from './job-record.ts';
import { addNextIteration } from './recurrence.ts';

/** Cancels a whole job; returns false if it cannot be cancelled now. */
export function cancelJob(foreman: Foreman, job: JobRecord, force: boolean): boolean {
  if (!isCancellable(job)) return false;
  if (job.task?.state === 'scheduled') {
    stopJob(foreman, job, 'cancelled', []);
    addNextIteration(foreman, job);
    return true;
  }
  job.cancel_requested = true;
  for (const run of job.runs.values()) cancelRun(foreman, job, run, force);
  return true;
}

/**
 * Cancels one host; works only while its task runs. The second plain cancel is enforced: the server
 * stops waiting for the proxy's answer to the first.
 */
export function cancelRun(foreman: Foreman, job: JobRecord, run: HostRun, force: boolean): boolean {
  if (run.task.state !== 'running') return false;
  if (force || run.cancel_sent) {
    finishRun(foreman, job, run, { kind: force ? 'aborted' : 'enforced' });
    return true;
  }
  run.cancel_sent = true;
  if (run.script_started_at === null || foreman.time < run.script_started_at)
    killLater(foreman, job, run);
  else kill(foreman, job, run);
  return true;
}

/**
 * Cancels a host whose task the proxy does not have yet: the server retries later, when the script
 * may have ended.
 */
function killLater(foreman: Foreman, job: JobRecord, run: HostRun): void {
  const { generation } = run;
  foreman.after(foreman.world.timing.cancelRetryMs, () => {
    if (run.generation === generation) kill(foreman, job, run);
  });
}

function kill(foreman: Foreman, job: JobRecord, run: HostRun): void {
  run.generation++;
  const { generation } = run;
  const { cancelMs } = foreman.world.timing;
  const delay = cancelMs * (1 + fraction(foreman.seed, 'cancel', run.template_invocation_id));
  foreman.after(Math.floor(delay), () => {
    if (run.generation === generation) finishRun(foreman, job, run, { kind: 'cancelled' });
  });
}
