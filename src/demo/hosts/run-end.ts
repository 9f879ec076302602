import type { Foreman } from '../foreman.ts';
import type { HostRun, JobRecord, TaskResult } from '../jobs/job-record.ts';
import { plusMicroseconds, seconds } from './output-chunks.ts';
import { copyChunks, discardOutput, storeEvent } from './output-store.ts';

/** The reason why a host's task stops. */
type RunEnd =
  | { readonly kind: 'script' }
  /** A plain cancel: the proxy killed the script and reported that. */
  | { readonly kind: 'cancelled' }
  /** A second plain cancel, or `force`: the task stops immediately, and unread output is lost. */
  | { readonly kind: 'enforced' | 'aborted' };

/** Ends a host's task: the output that the proxy still has is stored or lost, the task stops. */
export function finishRun(
  foreman: Foreman,
  job: JobRecord,
  run: HostRun,
  end: RunEnd,
  exitAt: number = foreman.time + foreman.faults.proxySkewMs,
): void {
  if (run.task.state === 'stopped') return;
  run.generation++;
  if (end.kind === 'enforced' || end.kind === 'aborted') {
    discardOutput(run);
    storeEvent(foreman, run, cancelTexts[end.kind]);
    stopRun(foreman, job, run, 'cancelled');
    return;
  }
  if (foreman.faults.deadProxy || foreman.faults.hungProxy) {
    waitForProxy(foreman, job, run, end, exitAt);
    return;
  }
  if (end.kind === 'cancelled') endCancelled(foreman, job, run, exitAt);
  else endScript(foreman, job, run, exitAt);
}

/** Tries again later: while the proxy is lost, the server does not learn the end of the run. */
function waitForProxy(
  foreman: Foreman,
  job: JobRecord,
  run: HostRun,
  end: RunEnd,
  exitAt: number,
): void {
  const { generation } = run;
  foreman.after(foreman.world.timing.proxyTickMs * 5, () => {
    if (run.generation === generation) finishRun(foreman, job, run, end, exitAt);
  });
}

function endCancelled(foreman: Foreman, job: JobRecord, run: HostRun, exitAt: number): void {
  const began = run.script_started_at !== null;
  copyChunks(foreman, run, foreman.time);
  discardOutput(run);
  if (began) setExit(foreman, run, '255', afterLastLine(run, exitAt - REPORT_MS));
  storeEvent(foreman, run, cancelTexts.cancelled);
  stopRun(foreman, job, run, 'cancelled');
}

function endScript(foreman: Foreman, job: JobRecord, run: HostRun, exitAt: number): void {
  const end = run.script?.end;
  const broken = copyChunks(foreman, run, Number.POSITIVE_INFINITY);
  if (broken === 'null_byte') {
    storeEvent(foreman, run, 'ArgumentError: string contains null byte');
    stopRun(foreman, job, run, 'error');
    return;
  }
  if (broken === 'not_utf8') {
    storeEvent(
      foreman,
      run,
      'Runner error: ArgumentError - invalid byte sequence in UTF-8',
      seconds(exitAt),
    );
  }
  if (end?.kind === 'unreachable') {
    for (const [index, text] of reasonsOf(run, end.message).entries())
      storeEvent(foreman, run, text, seconds(exitAt + index * 0.05));
  }
  const code = end?.kind === 'exit' && broken === null ? String(end.code) : 'EXCEPTION';
  setExit(foreman, run, code, afterLastLine(run, exitAt));
  if (run.cancel_sent) {
    storeEvent(foreman, run, cancelTexts.cancelled);
    stopRun(foreman, job, run, 'cancelled');
    return;
  }
  if (code !== '0') storeEvent(foreman, run, 'StandardError: Job execution failed');
  stopRun(foreman, job, run, code === '0' ? 'success' : 'error');
}

/** The messages of the proxy; a list is stored unchanged, element by element. */
function reasonsOf(
  run: HostRun,
  message: string | readonly string[] | undefined,
): readonly string[] {
  if (message !== undefined && typeof message !== 'string') return message;
  const why = message ?? `ssh: connect to host ${run.host_name} port 22: No route to host`;
  const text =
    'Error initializing command: RuntimeError - Could not establish connection to remote host using any';
  return [`${text} available authentication method: ${why}\r\n`];
}

/** From the end of a killed script until the server knows it, in milliseconds. */
const REPORT_MS = 205;

const cancelTexts = {
  cancelled: taskCancelled('ERF22-3835', 'Task cancelled'),
  enforced: taskCancelled(
    'ERF22-7093',
    'Cancel enforced: the task might be still running on the proxy',
  ),
  aborted: taskCancelled(
    'ERF22-0952',
    'Task aborted: the task might be still running on the proxy',
  ),
};

function taskCancelled(code: string, text: string): string {
  return `ForemanTasks::Task::TaskCancelledException: ${code} [ForemanTasks::Task::TaskCancelledException]: ${text}`;
}

/**
 * The proxy's timestamp of the exit line. It is after the lines that the proxy stamped; a line that
 * the host stamped may be later.
 */
function afterLastLine(run: HostRun, exitAt: number): number {
  const last = (run.script?.clockOffsetMs ?? 0) === 0 ? (run.stored.at(-1)?.timestamp ?? 0) : 0;
  return Math.max(seconds(exitAt + 0.4), plusMicroseconds(last, 65));
}

/**
 * Sets the exit line. The version decides whose clock stamps it, and how much later it is than the
 * last line.
 */
function setExit(foreman: Foreman, run: HostRun, status: string, proxyTime: number): void {
  if (foreman.faults.lostExitLine) return;
  const last = run.stored.at(-1)?.timestamp;
  const { outputIds, sequenceIds } = foreman.abilities;
  if (sequenceIds) run.exit = { status, timestamp: last ?? seconds(foreman.time) };
  else if (outputIds) run.exit = { status, timestamp: proxyTime };
  else
    run.exit = {
      status,
      timestamp: last === undefined ? seconds(foreman.time) : newestOf(run) + 1,
    };
}

function newestOf({ stored }: HostRun): number {
  return stored.reduce((newest, { timestamp }) => Math.max(newest, timestamp), 0);
}

/** Stops the task with this result; only its stored output stays in memory. */
export function stopRun(
  foreman: Foreman,
  job: JobRecord,
  run: HostRun,
  result: TaskResult & keyof JobRecord['ended'],
): void {
  run.generation++;
  run.task.state = 'stopped';
  run.task.result = result;
  run.task.ended_at = foreman.time;
  job.ended[result]++;
  run.script = null;
  run.chunks = [];
  run.copied = 0;
}
