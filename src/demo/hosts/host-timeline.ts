import type { Foreman } from '../foreman.ts';
import type { HostRun, JobRecord } from '../jobs/job-record.ts';
import { anyTaxonomy, can, hostTest } from '../world/visibility.ts';
import type { DemoHost } from '../world/world-records.ts';
import { chunksOf, tickTime } from './output-chunks.ts';
import { storeEvent } from './output-store.ts';
import { fraction } from './random.ts';
import { finishRun, stopRun } from './run-end.ts';
import type { HostScript } from './script.ts';

/** Starts a planned host a little later. */
export function launchRun(foreman: Foreman, job: JobRecord, run: HostRun): void {
  const { planMs, launchMs } = foreman.world.timing;
  foreman.after(planMs, () => {
    if (run.task.state === 'planning') run.task.state = 'planned';
  });
  const delay =
    launchMs + Math.floor(fraction(foreman.seed, 'launch', job.id, run.host_id) * launchMs);
  foreman.after(planMs + delay, () => startRun(foreman, job, run));
}

function startRun(foreman: Foreman, job: JobRecord, run: HostRun): void {
  if (run.task.state === 'stopped') return;
  run.task.state = 'running';
  run.task.started_at = foreman.time;
  const refusal = refusalOf(foreman, job, run);
  if (refusal !== null) {
    storeEvent(foreman, run, refusal);
    stopRun(foreman, job, run, 'error');
    return;
  }
  const startedAt = foreman.time + foreman.world.timing.proxyAcceptsMs;
  const script = scriptOf(foreman, job, run, startedAt);
  const { faults, world } = foreman;
  const options = {
    startedAt,
    tickMs: world.timing.proxyTickMs,
    skewMs: faults.proxySkewMs,
    equalTimestamps: faults.equalTimestamps,
    splitChunks: faults.splitChunks,
    lateChunks: faults.lateChunks,
    cutCharacters: faults.cutCharacters,
    key: `${foreman.seed} ${job.id} ${run.host_id}`,
  };
  run.script = script;
  run.script_started_at = startedAt;
  run.chunks = chunksOf(script, options);
  if (script.end.kind === 'hang') return;
  const endsAt = script.steps.reduce(
    (sum, step) => sum + step.afterMs,
    startedAt + script.end.afterMs,
  );
  const lastTick = tickTime(Math.max(1, Math.ceil((endsAt - startedAt) / options.tickMs)), options);
  const delay = world.timing.finishMs * (1 + fraction(options.key, 'finish'));
  const { generation } = run;
  foreman.at(lastTick + Math.floor(delay), () => {
    if (run.generation === generation)
      finishRun(foreman, job, run, { kind: 'script' }, lastTick + faults.proxySkewMs);
  });
}

/** The reason why the job cannot run on this host, or null; the server checks each host itself. */
function refusalOf(foreman: Foreman, job: JobRecord, run: HostRun): string | null {
  const host = foreman.world.hosts.get(run.host_id);
  const user = foreman.world.userById(job.targeting.user_id);
  if (host === undefined || user === null) return 'RuntimeError: Could not find the host';
  if (!hostTest(foreman.world, user, anyTaxonomy)(host)) {
    return `RuntimeError: User can not execute job on host ${host.name}`;
  }
  if (can(user, 'create_template_invocations')) return null;
  return `RuntimeError: User can not execute this job template on ${host.name}`;
}

function scriptOf(foreman: Foreman, job: JobRecord, run: HostRun, startedAt: number): HostScript {
  const host = foreman.world.hosts.get(run.host_id);
  const template = foreman.world.templateById(job.template_id);
  if (host === undefined || template === null)
    return { steps: [], end: { kind: 'exit', afterMs: 0, code: 0 } };
  const attempt = foreman.countAttempt(job, run.host_id);
  const script = foreman.world.scriptFor(
    host,
    {
      id: job.id,
      template: template.name,
      inputs: job.inputs,
      script: renderScript(template.template, host, job.inputs),
      effective_user: job.effective_user,
      seed: foreman.seed,
      startedAt,
    },
    attempt,
  );
  return limited(script, job.execution_timeout_interval ?? template.execution_timeout_interval);
}

/** Ends a script early if it exceeds the job's time limit, in seconds. */
function limited(script: HostScript, limit: number | null): HostScript {
  if (limit === null || limit <= 0) return script;
  const steps = [];
  let left = limit * 1000;
  for (const step of script.steps) {
    if (step.afterMs >= left) return { ...script, ...timedOut(steps, left) };
    left -= step.afterMs;
    steps.push(step);
  }
  const late = script.end.kind === 'hang' || script.end.afterMs >= left;
  return late ? { ...script, ...timedOut(steps, left) } : script;
}

function timedOut(steps: HostScript['steps'], afterMs: number): Pick<HostScript, 'steps' | 'end'> {
  const text = 'Timeout for execution passed, trying to stop the job';
  return {
    steps: [...steps, { afterMs, stream: 'debug', text }],
    end: { kind: 'exit', afterMs: 200, code: 255 },
  };
}

/** Renders a template: fills in the two expressions that the simulated templates use. */
function renderScript(
  template: string,
  host: DemoHost,
  inputs: Readonly<Record<string, string>>,
): string {
  return template.replaceAll(
    /<%=\s*(?:input\(["']([^"']+)["']\)|(@host\.name))\s*-?%>/g,
    (_, name) => (name === undefined ? host.name : (inputs[name] ?? '')),
  );
}
