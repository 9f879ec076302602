import type { Answered } from '../../../documents/types.ts';
import type { FollowEvent, JobEvent, SummaryEvent } from '../../../jobs/event.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import { exitCodeOf } from '../../../jobs/job-result.ts';
import type { OutputLine } from '../../../jobs/output.ts';
import { jobDocument } from '../../nouns/job.ts';
import { type OpenSpool, openSpoolFile, type Spool } from '../../terminal/spool.ts';
import { openTally } from '../tally.ts';
import type { FollowView } from '../view.ts';
import {
  hostStateDocument,
  json,
  lineJsonWriter,
  summaryDocument,
  warningDocument,
} from './event-document.ts';

/** Collects the events of a followed job for one document at the end; long output in a spool. */
export interface CollectedJob {
  accept(event: FollowEvent): void;
  /** Rejects if the output could not be stored; otherwise always `undefined`. */
  drained(): Promise<void> | undefined;
  hosts(): readonly HostState[];
  /**
   * The document as JSON without the outer braces: `job`, `hosts` (with `output` if that was
   * followed), `warnings`, `summary`.
   */
  json(): Generator<string>;
  /** The document as a value with empty `hosts`. */
  document(): FollowDocument;
  /** A host in the document. */
  hostDocument(host: HostState): FollowDocument['hosts'][number];
  close(): void;
}

type FollowDocument = Answered<'follow'>;
type Warning = FollowDocument['warnings'][number];
type Notice = Extract<FollowEvent, { readonly type: 'gap' | 'warning' | 'contact' }>;

export function collectJob(
  view: Pick<FollowView, 'what' | 'hostCount' | 'openSpool'>,
): CollectedJob {
  const tally = openTally(view.hostCount);
  const lines = collectLines(view.openSpool);
  const warnings: Warning[] = [];
  let job: JobEvent['job'] | undefined;
  let summary: SummaryEvent | undefined;
  const throwIfIncomplete = () => {
    if (lines.failure() !== undefined) throw lines.failure();
  };
  function* hostJson(host: HostState): Generator<string> {
    const head = json(hostStateDocument(host));
    if (view.what === 'progress') return yield head;
    yield `${head.slice(0, -1)},"output":[`;
    yield* lines.jsonOf(host.id);
    yield ']}';
  }
  function* wholeJson(): Generator<string> {
    throwIfIncomplete();
    yield `"job":${json(endedJob(job, summary))},"hosts":[`;
    let comma = '';
    for (const host of tally.hosts()) {
      yield comma;
      comma = ',';
      yield* hostJson(host);
    }
    yield `],"warnings":${json(warnings)},"summary":${json(summaryOf(summary))}`;
  }
  return {
    accept(event) {
      if (event.type === 'job') job = event.job;
      else if (event.type === 'host') tally.acceptHost(event.host);
      else if (event.type === 'summary') summary = event;
      else if (event.type !== 'output') warnings.push(warningOf(event));
      else {
        if (!tally.has(event.host.id)) tally.acceptHost(withoutState(event.host));
        lines.add(event.host.id, event.line);
      }
    },
    drained: () => (lines.failure() === undefined ? undefined : Promise.reject(lines.failure())),
    hosts: () => [...tally.hosts()],
    json: wholeJson,
    document() {
      throwIfIncomplete();
      return { job: endedJob(job, summary), hosts: [], warnings, summary: summaryOf(summary) };
    },
    hostDocument: (host) => JSON.parse([...hostJson(host)].join('')),
    close: lines.close,
  };
}

function endedJob(
  job: JobEvent['job'] | undefined,
  summary: SummaryEvent | undefined,
): FollowDocument['job'] {
  const outcome = summary?.result.partial ? undefined : summary?.result.outcome;
  return job === undefined ? null : jobDocument(job, outcome);
}

/** The state of a host whose output arrived before its state. */
function withoutState(host: { readonly id: number; readonly name: string }): HostState {
  return { id: host.id, name: host.name, status: 'unknown', exit_code: null, last_line: null };
}

/** A warning in the document; lost output and lost contact are warnings, too. */
function warningOf(event: Notice): Warning {
  const { time } = event;
  if (event.type !== 'gap') return { time, ...warningDocument(event) };
  const { host, reason } = event;
  return { code: 'gap', message: 'output is lost', time, host, reason };
}

/** The summary; without one the follow failed, and the result is unknown. */
function summaryOf(summary: SummaryEvent | undefined): FollowDocument['summary'] {
  if (summary !== undefined) return summaryDocument(summary);
  return {
    outcome: 'unknown',
    partial: false,
    counts: null,
    failed_hosts: [],
    exit_code: exitCodeOf('unknown'),
    reason: null,
  };
}

/** The lines of all hosts as JSON; beyond a limit they are stored in a spool. */
interface CollectedLines {
  /** Adds a line. Never throws; see `failure`. */
  add(hostId: number, line: OutputLine): void;
  /** The host's lines as JSON objects separated by commas, in pieces. */
  jsonOf(hostId: number): Generator<string>;
  /** Why lines could not be stored, if so; then none is printed. */
  failure(): unknown;
  close(): void;
}

interface HostLines {
  inMemory: string;
  readonly spooled: { readonly offset: number; readonly length: number }[];
}

/** The most characters of all hosts in memory. */
const maxInMemory = 1_048_576;

function collectLines(openSpool: OpenSpool = () => openSpoolFile()): CollectedLines {
  const hosts = new Map<number, HostLines>();
  const fields = lineJsonWriter();
  let inMemory = 0;
  let spool: Spool | undefined;
  let failure: unknown;
  const spill = () => {
    spool ??= openSpool();
    for (const host of hosts.values()) {
      if (host.inMemory === '') continue;
      const bytes = new TextEncoder().encode(host.inMemory);
      host.spooled.push({ offset: spool.append(bytes), length: bytes.length });
      host.inMemory = '';
    }
    inMemory = 0;
  };
  const trySpill = () => {
    try {
      spill();
    } catch (error) {
      failure = error;
      hosts.clear();
    }
  };
  return {
    add(hostId, line) {
      if (failure !== undefined) return;
      const host = hosts.get(hostId) ?? { inMemory: '', spooled: [] };
      hosts.set(hostId, host);
      const comma = host.inMemory === '' && host.spooled.length === 0 ? '' : ',';
      const text = `${comma}{${fields(line)}}`;
      host.inMemory += text;
      inMemory += text.length;
      if (inMemory > maxInMemory) trySpill();
    },
    *jsonOf(hostId) {
      const host = hosts.get(hostId);
      for (const { offset, length } of host?.spooled ?? [])
        yield new TextDecoder().decode(spool?.read(offset, length));
      if (host !== undefined && host.inMemory !== '') yield host.inMemory;
    },
    failure: () => failure,
    close() {
      spool?.close();
      spool = undefined;
    },
  };
}
