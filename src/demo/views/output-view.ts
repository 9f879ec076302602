import type { Foreman } from '../foreman.ts';
import { seconds } from '../hosts/output-chunks.ts';
import { copyChunks } from '../hosts/output-store.ts';
import { type Locale, textsOf } from '../http/locale.ts';
import { type HostRun, isOver, type JobRecord } from '../jobs/job-record.ts';
import { isoTime } from '../jobs/zone.ts';

type Json = Record<string, unknown>;

interface OutputRequest {
  readonly since: number | null;
  readonly raw: boolean;
  readonly locale: Locale;
  /** The error of the read of the proxy; null = none. */
  readonly proxyError: string | null;
}

interface Element {
  readonly timestamp: number;
  readonly output: string;
  readonly view: () => Json;
}

/** Whether a read of this run's output costs a call to the smart proxy. */
export function needsProxy(run: HostRun | undefined): run is HostRun {
  return run !== undefined && run.task.state === 'running';
}

/** The output of one host, up to what the proxy had one tick ago. */
export function outputView(
  foreman: Foreman,
  job: JobRecord,
  run: HostRun | undefined,
  request: OutputRequest,
): Json {
  if (run === undefined) {
    const complete = isOver(job);
    return { complete, refresh: !complete, output: request.raw ? null : [] };
  }
  const complete = run.task.state === 'stopped' && !deniesEnd(foreman);
  const elements = elementsOf(foreman, run, request);
  const output = request.raw
    ? elements.map((one) => one.output).join('')
    : elementViews(foreman, elements, request.since);
  return { complete, refresh: !complete, output };
}

/** The response while a scheduled job waits for its start. */
export function delayedView(startAt: number | null, zone: string | null, raw: boolean): Json {
  return {
    complete: false,
    refresh: true,
    output: raw ? null : [],
    delayed: true,
    start_at: startAt === null ? null : isoTime(startAt, zone),
  };
}

/** Whether a fault reports ended output as incomplete. */
function deniesEnd(foreman: Foreman): boolean {
  const { neverComplete, waveringComplete } = foreman.faults;
  return neverComplete || (waveringComplete && foreman.random.next() < 0.5);
}

function elementViews(
  { faults }: Foreman,
  elements: readonly Element[],
  since: number | null,
): Json[] {
  const all = since === null || faults.sinceIgnored;
  const found = all ? elements : elements.filter((one) => one.timestamp > since);
  const views = found.map((one) => one.view());
  return faults.doubledIds
    ? views.flatMap((view) => (view.id === undefined ? [view] : [view, view]))
    : views;
}

function elementsOf(foreman: Foreman, run: HostRun, request: OutputRequest): Element[] {
  const texts = textsOf(request.locale);
  const found: Element[] = run.stored.map(({ timestamp, output }, index) => ({
    timestamp,
    output,
    view: () => elementView(foreman, run, index),
  }));
  if (run.exit !== null) {
    found.push(synthetic('stdout', texts.exitStatus(run.exit.status), run.exit.timestamp));
  }
  if (request.proxyError !== null) {
    found.push(
      synthetic(
        'debug',
        `${texts.proxyError}: ${request.proxyError}`,
        seconds(foreman.time + 0.518),
      ),
    );
  }
  return sortedUnstably(foreman, found);
}

function synthetic(output_type: string, output: string, timestamp: number): Element {
  return { timestamp, output, view: () => ({ output_type, output, timestamp }) };
}

/** Sorts by timestamp only: elements with the same timestamp may swap places between responses. */
function sortedUnstably(foreman: Foreman, elements: Element[]): Element[] {
  elements.sort((a, b) => a.timestamp - b.timestamp);
  for (let i = 1; i < elements.length; i++) {
    const before = elements[i - 1];
    const here = elements[i];
    if (before === undefined || here === undefined || before.timestamp !== here.timestamp) continue;
    if (foreman.random.next() < 0.5) elements.splice(i - 1, 2, here, before);
  }
  return elements;
}

/** An element by version: before 8.1 without stored fields, before 14.1 with `sequence_id`. */
function elementView(foreman: Foreman, run: HostRun, index: number): Json {
  const element = run.stored[index];
  if (element === undefined) return {};
  const { id, timestamp, external_id, output_type, output } = element;
  const { outputIds, sequenceIds } = foreman.abilities;
  if (!outputIds) return { output_type, output, timestamp };
  return {
    id,
    template_invocation_id: run.template_invocation_id,
    timestamp,
    meta: null,
    ...(sequenceIds ? { sequence_id: index } : { external_id }),
    output_type,
    output,
  };
}

/** Reads what the proxy had one tick ago; returns null, or the error of the read. */
export function readProxy(foreman: Foreman, run: HostRun): string | null {
  if (!needsProxy(run)) return null;
  foreman.proxyCalls++;
  const { faults, world, time } = foreman;
  const { transientProxyErrorEvery: every } = faults;
  if (faults.hungProxy)
    return 'RestClient::Exceptions::ReadTimeout - Timed out reading data from server';
  if (faults.deadProxy) {
    return 'Errno::ECONNREFUSED - Failed to open TCP connection to proxy.example.com:8443 (Connection refused)';
  }
  if (every > 0 && foreman.proxyCalls % every === 0) {
    return 'RestClient::Exceptions::OpenTimeout - Timed out connecting to server';
  }
  if (run.script_started_at !== null && time < run.script_started_at)
    return 'RestClient::NotFound - 404 Not Found';
  copyChunks(foreman, run, time - world.timing.proxyTickMs);
  return null;
}
