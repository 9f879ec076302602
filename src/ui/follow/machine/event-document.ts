import type { Document, EventDocument, Shape } from '../../../documents/types.ts';
import type { ContactEvent, FollowEvent, SummaryEvent, WarningEvent } from '../../../jobs/event.ts';
import { hostFailureOf } from '../../../jobs/hosts/host-failure.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import { resultExitCode } from '../../../jobs/job-result.ts';
import type { OutputLine } from '../../../jobs/output.ts';
import { schemaVersion } from '../../answers/answer.ts';
import { jsonLine } from '../../answers/json.ts';
import { failureReason } from '../../nouns/host.ts';
import { countsDocument, jobDocument } from '../../nouns/job.ts';

/** An event as it is printed in NDJSON; `schema` is the first key. */
export function eventDocument(event: FollowEvent): Document<'event'> {
  const { time, job_id } = event;
  const head = <Type extends string>(type: Type) => ({
    schema: schemaVersion,
    type,
    time,
    job_id,
  });
  switch (event.type) {
    case 'job':
      return { ...head('job'), job: jobDocument(event.job) };
    case 'host':
      return { ...head('host'), host: hostStateDocument(event.host) };
    case 'output':
      return { ...head('output'), host: event.host, ...event.line };
    case 'gap':
      return { ...head('gap'), host: event.host, reason: event.reason };
    case 'warning':
    case 'contact':
      return { ...head('warning'), ...warningDocument(event) };
    case 'summary':
      return { ...head('summary'), ...summaryDocument(event) };
  }
}

/** A followed host as JSON; `null` = unknown. */
export function hostStateDocument(host: HostState): Shape<'hostState'> {
  const { id, name, status, exit_code, last_line } = host;
  return {
    id,
    name,
    status,
    exit_code,
    reason: failureReason(host),
    failure: hostFailureOf(host),
    last_line,
    ...host.times,
  };
}

/** The result of a job as JSON, for the last event and for `summary` in a document. */
export function summaryDocument({ result }: Pick<SummaryEvent, 'result'>): Shape<'summary'> {
  return {
    outcome: result.outcome,
    partial: result.partial === true,
    counts: countsDocument(result.counts),
    failed_hosts: result.failed_hosts.map(hostStateDocument),
    exit_code: resultExitCode(result),
    reason: result.reason,
  };
}

/** A warning without the common keys of events; lost and regained contact are warnings, too. */
export function warningDocument(
  event: WarningEvent | ContactEvent,
): Omit<EventDocument<'warning'>, 'schema' | 'type' | 'job_id' | 'time'> {
  if (event.type === 'contact') return contactWarning(event);
  const { code, message, host } = event;
  return { code, message, host };
}

function contactWarning({ stale_since, reason }: ContactEvent) {
  if (stale_since === null)
    return { code: 'contact_restored', message: 'the server answers again' };
  const why = reason === null ? '' : ` (${reason})`;
  const message = `no response from the server since ${stale_since}${why}`;
  return { code: 'contact_lost', message, stale_since };
}

/**
 * The keys of a line as JSON without braces, e.g. `"stream":"stdout","text":"active\n",
 * "timestamp":7.5,"late":false`. Repeated texts are cached, because most of the JSON is lines.
 */
export function lineJsonWriter(): (line: OutputLine) => string {
  const streams = new Map<string, string>();
  return ({ stream, text, timestamp, late }) => {
    const word = remembered(streams, stream, json);
    return `"stream":${word},"text":${textJson(text)},"timestamp":${timestamp},"late":${late}`;
  };
}

/** The cached value for a key, or the value that `make` creates now. */
export function remembered<Key>(
  known: Map<Key, string>,
  key: Key,
  make: (key: Key) => string,
): string {
  let text = known.get(key);
  if (text === undefined) {
    text = make(key);
    known.set(key, text);
  }
  return text;
}

/** A value as JSON on one line. */
export function json(value: unknown): string {
  return jsonLine(value).trimEnd();
}

const simpleLine = /^[ !#-[\]-~]*\n$/;

/** A line as a JSON string; most lines only have their line end to escape. */
function textJson(text: string): string {
  return simpleLine.test(text) ? `"${text.slice(0, -1)}\\n"` : json(text);
}
