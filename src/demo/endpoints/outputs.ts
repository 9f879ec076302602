import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
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

/** The duration of a read from a hung proxy, in milliseconds: 60 s, tried twice. */
const HUNG_PROXY_MS = 120_000;

/** The routes of output: of one host, also as one text, and of many hosts at once. */
export const outputRoutes: readonly Route[] = [
  route('GET', '/api/job_invocations/:id/hosts/:host_id', (endpoint) => output(endpoint, false)),
  route('GET', '/api/job_invocations/:id/hosts/:host_id/raw', (endpoint) => output(endpoint, true)),
  route('GET', '/api/job_invocations/:id/outputs', outputs),
  route('POST', '/api/job_invocations/:id/outputs', outputs),
];

async function output(endpoint: EndpointContext, raw: boolean): Promise<Reply> {
  const job = findNestedJob(endpoint);
  const hostId = endpoint.path.host_id ?? '';
  const host = visibleTarget(endpoint, job, toInteger(hostId));
  if (host === null) throw hostNotFound(hostId);
  requireTask(job);
  if (job.task.state === 'scheduled')
    return json(delayedView(job.task.start_at, endpoint.user.timezone, raw));
  await endpoint.foreman.work(endpoint.foreman.world.timing.outputMs);
  return json(await readHost(endpoint, job, host, raw ? null : since(endpoint), raw));
}

async function readHost(
  endpoint: EndpointContext,
  job: JobRecord,
  host: DemoHost,
  sinceTime: number | null,
  raw: boolean,
): Promise<Record<string, unknown>> {
  const { foreman } = endpoint;
  const run = job.runs.get(host.id);
  if (needsProxy(run)) await proxyDelay(endpoint);
  const proxyError = run === undefined ? null : readProxy(foreman, run);
  return outputView(foreman, job, run, {
    since: sinceTime,
    raw,
    locale: endpoint.locale,
    proxyError,
  });
}

async function proxyDelay({ foreman }: EndpointContext): Promise<void> {
  await foreman.work(foreman.faults.hungProxy ? HUNG_PROXY_MS : foreman.world.timing.proxyCallMs);
}

/** The output of all hosts; calls the proxy for each unfinished host, one after the other. */
async function outputs(endpoint: EndpointContext): Promise<Reply> {
  const job = findJob(endpoint);
  const raw = toBoolean(endpoint.params.raw) === true;
  const ignored = endpoint.foreman.faults.bulkSearchIgnored;
  const query = ignored ? null : textParam(endpoint.params.search_query);
  const fields = hostSearchFields(endpoint.foreman, job.id);
  const matches = asHttp(() => compileSearch(query, fields, { now: endpoint.foreman.time }));
  const found = [];
  const hosts = visibleTargets(endpoint, job).filter(matches);
  await endpoint.foreman.work(hosts.length * endpoint.foreman.world.timing.bulkOutputMs);
  for (const host of hosts) {
    const view = await readHost(endpoint, job, host, raw ? null : since(endpoint), raw);
    found.push({ ...view, output: view.output ?? '', host_id: host.id });
  }
  return json({ outputs: found });
}

/** The parameter `since`, read by Ruby's `to_f`; null (absent or empty) = everything. */
function since(endpoint: EndpointContext): number | null {
  const { since: value } = endpoint.params;
  return value === undefined || value === null || value === '' ? null : toFloat(value);
}
