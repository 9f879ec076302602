import { schemaVersion } from '../../documents/schema-names.ts';
import type { Document, EventDocument, Shape } from '../../documents/types.ts';
import type { FollowEvent, SummaryEvent } from '../../jobs/event.ts';
import type { HostState } from '../../jobs/host-run.ts';
import { failureReason } from '../nouns/host.ts';
import { countsDocument, jobDocument } from '../nouns/job.ts';

/**
 * One line of the NDJSON event stream, without its line end. `schema` comes first in every event.
 */
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
      return {
        ...head('warning'),
        code: event.code,
        message: event.message,
        ...(event.host === undefined ? {} : { host: event.host }),
      };
    case 'contact':
      return { ...head('warning'), ...contactWarning(event.stale_since, event.reason) };
    case 'summary':
      return { ...head('summary'), ...summaryDocument(event) };
  }
}

/** A host as JSON tells it; `null` = not known. */
export function hostStateDocument(host: HostState): Shape<'hostState'> {
  const { id, name, status, exit_code, last_line } = host;
  return { id, name, status, exit_code, reason: failureReason(host), last_line };
}

/**
 * The result of a job as JSON tells it: the last event of a stream, and `summary` of the one
 * document.
 */
export function summaryDocument({ result }: Pick<SummaryEvent, 'result'>): Shape<'summary'> {
  return {
    outcome: result.outcome,
    partial: result.partial === true,
    counts: countsDocument(result.counts),
    failed_hosts: result.failed_hosts.map(hostStateDocument),
    exit_code: result.exit_code,
    reason: result.reason,
  };
}

/** Contact is a matter of screens; for programs its loss and return are warnings like others. */
export function contactWarning(
  staleSince: string | null,
  reason: string | null,
): Pick<EventDocument<'warning'>, 'code' | 'message' | 'stale_since'> {
  if (staleSince === null) return { code: 'contact_restored', message: 'the server answers again' };
  const why = reason === null ? '' : ` (${reason})`;
  return {
    code: 'contact_lost',
    message: `no answer from the server since ${staleSince}${why}`,
    stale_since: staleSince,
  };
}
