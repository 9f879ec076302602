import { type Call, type Route, route, textParam } from '../http/call.ts';
import { hostNotFound, json, type Reply } from '../http/http-errors.ts';
import { asHttp } from '../http/paging.ts';
import { toBoolean, toFloat, toInteger } from '../http/ruby.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { compileSearch } from '../search/index.ts';
import { delayedView, needsProxy, outputView, readProxy } from '../views/output-view.ts';
import { hostSearchFields } from '../world/host-search.ts';
import type { DemoHost } from '../world/world-records.ts';
import { findJob, findNestedJob, requireTask } from './find-job.ts';
import { visibleTarget, visibleTargets } from './job-hosts.ts';

/** Reads of a hung proxy give up after this long: 60 s, tried twice. */
const HUNG_PROXY_MS = 120_000;

/** Output of one host of a job, also as one text, and of many hosts at once. */
export const outputRoutes: readonly Route[] = [
  route('GET', '/api/job_invocations/:id/hosts/:host_id', (call) => output(call, false)),
  route('GET', '/api/job_invocations/:id/hosts/:host_id/raw', (call) => output(call, true)),
  route('GET', '/api/job_invocations/:id/outputs', outputs),
  route('POST', '/api/job_invocations/:id/outputs', outputs),
];

async function output(call: Call, raw: boolean): Promise<Reply> {
  const job = findNestedJob(call);
  const hostId = call.path.host_id ?? '';
  const host = visibleTarget(call, job, toInteger(hostId));
  if (host === null) throw hostNotFound(hostId);
  requireTask(job);
  if (job.task.state === 'scheduled')
    return json(delayedView(job.task.start_at, call.user.timezone, raw));
  return json(await readHost(call, job, host, raw ? null : since(call), raw));
}

async function readHost(
  call: Call,
  job: JobRecord,
  host: DemoHost,
  sinceTime: number | null,
  raw: boolean,
): Promise<Record<string, unknown>> {
  const { foreman } = call;
  const run = job.runs.get(host.id);
  if (needsProxy(run)) await proxyDelay(call);
  const proxyError = run === undefined ? null : readProxy(foreman, run);
  return outputView(foreman, job, run, { since: sinceTime, raw, locale: call.locale, proxyError });
}

async function proxyDelay({ foreman }: Call): Promise<void> {
  const ms = foreman.faults.hungProxy ? HUNG_PROXY_MS : foreman.world.timing.proxyCallMs;
  if (ms > 0) await foreman.sleep(ms);
}

/** One answer with all hosts, and a proxy call for each that has not ended, one after the other. */
async function outputs(call: Call): Promise<Reply> {
  const job = findJob(call);
  const raw = toBoolean(call.params.raw) === true;
  const query = textParam(call.params.search_query);
  const fields = hostSearchFields(call.foreman, job.id);
  const matches = asHttp(() => compileSearch(query, fields, { now: call.foreman.time }));
  const found = [];
  const hosts = visibleTargets(call, job).filter(matches);
  const ms = hosts.length * call.foreman.world.timing.bulkOutputMs;
  if (ms > 0) await call.foreman.sleep(ms);
  for (const host of hosts) {
    const view = await readHost(call, job, host, raw ? null : since(call), raw);
    found.push({ ...view, output: view.output ?? '', host_id: host.id });
  }
  return json({ outputs: found });
}

/** `to_f` of the parameter; absent and blank mean everything. */
function since(call: Call): number | null {
  const { since: value } = call.params;
  return value === undefined || value === null || value === '' ? null : toFloat(value);
}
