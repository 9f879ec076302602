import type { Clock } from '../../clock.ts';
import type { FollowEvent, HostState, JobEvent, SummaryEvent } from '../../jobs/event.ts';
import { exitCodeOf, outcomeOf } from '../../jobs/outcome.ts';
import { schemaName } from '../answer.ts';
import { jobDocument } from '../document.ts';
import type { Io } from '../io.ts';
import { jsonText } from '../json-text.ts';
import { renderAnswer } from '../render-answer.ts';
import { batchWriter } from './batch-writer.ts';
import { type CollectedLines, collectLines } from './collected-lines.ts';
import { eventDocument, hostStateDocument, summaryDocument } from './event-document.ts';
import { hostStateColumns } from './host-state-columns.ts';
import { json } from './line-json.ts';
import { openTally, type Tally } from './tally.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/** Everything that the one document at the end is made from. */
interface Collected {
  readonly tally: Tally;
  readonly lines: CollectedLines;
  readonly warnings: Record<string, unknown>[];
  job: JobEvent['job'] | undefined;
  summary: SummaryEvent | undefined;
}

/**
 * `--json`, `--format yaml|csv`: nothing until the end, then ONE document (DESIGN §4): `job`, `hosts` (with `output`
 * where output was followed), `warnings`, `summary`. Long output waits in a spool.
 */
export function documentPrinter(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const collected: Collected = {
    tally: openTally(view.hostCount),
    lines: collectLines(view.openSpool),
    warnings: [],
    job: undefined,
    summary: undefined,
  };
  return {
    accept: (event) => collect(collected, event),
    async end() {
      try {
        if (view.silentEnd === true) return;
        if (view.format === 'json' && !io.out.isTerminal) await writeJson(collected, view, io);
        else await writeWhole(collected, view, io, clock);
      } finally {
        collected.lines.close();
      }
    },
    abort: () => collected.lines.close(),
  };
}

function collect(collected: Collected, event: FollowEvent): void {
  switch (event.type) {
    case 'job':
      collected.job = event.job;
      return;
    case 'host':
      collected.tally.acceptHost(event.host);
      return;
    case 'output':
      if (!collected.tally.has(event.host.id)) collected.tally.acceptHost(unseen(event.host));
      collected.lines.add(event.host.id, event.line);
      return;
    case 'summary':
      collected.summary = event;
      return;
    default:
      collected.warnings.push(warningOf(event));
  }
}

/** A host whose output came before its state. */
function unseen(host: { readonly id: number; readonly name: string }): HostState {
  return { id: host.id, name: host.name, status: 'unknown', exit_code: null, last_line: null };
}

/** Gaps and lost contact are warnings here; what every event repeats is left out. */
function warningOf(event: FollowEvent): Record<string, unknown> {
  const { schema: _, type, job_id: __, ...rest } = eventDocument(event);
  return type === 'gap' ? { code: 'gap', message: 'output is lost', ...rest } : rest;
}

function jobOf({ job, summary }: Collected): Readonly<Record<string, unknown>> | null {
  return job === undefined ? null : jobDocument(job, summary?.result.outcome ?? outcomeOf(job));
}

/** In a case that should not be, the document still says that the result is not known. */
function summaryOf({ summary }: Collected): Record<string, unknown> {
  if (summary !== undefined) return summaryDocument(summary);
  return {
    outcome: 'unknown',
    counts: null,
    failed_hosts: [],
    exit_code: exitCodeOf('unknown'),
    reason: null,
  };
}

/** In pieces, so that memory does not depend on how much the hosts printed. */
async function writeJson(collected: Collected, view: FollowView, io: Io): Promise<void> {
  const writer = batchWriter(io.out);
  writer.write(`{"schema":"${schemaName}","job":${json(jobOf(collected))},"hosts":[`);
  let comma = '';
  for (const host of collected.tally.hosts()) {
    writer.write(comma);
    comma = ',';
    for (const piece of hostJson(host, collected, view)) writer.write(piece);
    await writer.flush();
  }
  const warnings = json(collected.warnings);
  writer.write(`],"warnings":${warnings},"summary":${json(summaryOf(collected))}}\n`);
  await writer.flush();
}

function* hostJson(host: HostState, { lines }: Collected, view: FollowView): Generator<string> {
  const head = json(hostStateDocument(host));
  if (view.what === 'progress') {
    yield head;
    return;
  }
  yield `${head.slice(0, -1)},"output":[`;
  yield* lines.jsonOf(host.id);
  yield ']}';
}

async function writeWhole(collected: Collected, view: FollowView, io: Io, clock: Clock): Promise<void> {
  const rows = [...collected.tally.hosts()];
  const hosts = rows.map((host) => JSON.parse([...hostJson(host, collected, view)].join('')) as unknown);
  const document = {
    job: jobOf(collected),
    hosts,
    warnings: collected.warnings,
    summary: summaryOf(collected),
  };
  if (view.format === 'json') return io.out.write(jsonText({ schema: schemaName, ...document }, true));
  const answer = { document, rowsKey: 'hosts', rows, columns: hostStateColumns };
  return renderAnswer(answer, { format: view.format, io, clock });
}
