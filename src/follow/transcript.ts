import {
  causeOfEnd,
  type Evidence,
  endLine,
  isEcho,
  noEvidence,
  withLines,
} from '../jobs/hosts/end-evidence.ts';
import type { EndCause } from '../jobs/hosts/host-failure.ts';
import type { OutputElement, OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Cursor, lateRuns, type MissingElement, missingElements } from './cursor.ts';
import { exitFactOf, lossReason, sortElements } from './elements.ts';

/** How a host ended, according to its output. */
export interface HostEnding {
  /** The exit code; `null` = unknown, or not a number. */
  readonly exit_code: number | null;
  /** The last line with text, without line end and shortened; `null` = no output. */
  readonly last_line: string | null;
  /** Why the host failed or was cancelled; `null` = the output does not show it. */
  readonly cause: EndCause | null;
  /** Why output is lost; `null` = none is. */
  readonly loss: string | null;
  /** Whether all output was read; false for a host that was given up. */
  readonly whole: boolean;
}

/** Lines to deliver, in order, and the checkpoint after them. */
export interface Batch {
  readonly lines: readonly OutputLine[];
  /** `null` if nothing changed. */
  readonly checkpoint: Checkpoint | null;
}

/** The news in one response. */
interface Accepted extends Batch {
  /** There was new output. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; `null` if it could. */
  readonly silence: string | null;
}

/**
 * Turns the responses for one host into lines, each of which is delivered exactly once, even if
 * responses repeat elements, reorder them or add them late.
 */
export class Transcript {
  private readonly cursor = new Cursor();
  private readonly assembly = new LineAssembly();
  private hasIds = false;
  private lastLine: string | null = null;
  private evidence: Evidence = noEvidence;

  /** The time that the next read asks for; see `Cursor`. */
  get since(): number | undefined {
    return this.cursor.since;
  }

  /** The number of delivered characters. */
  get characters(): number {
    return this.cursor.delivered;
  }

  /** Continues the work of an earlier transcript, given all its checkpoints in order. */
  restore(checkpoints: readonly Checkpoint[]): void {
    for (const checkpoint of checkpoints) this.cursor.restore(checkpoint);
    const last = checkpoints.at(-1);
    if (last === undefined) return;
    this.assembly.restore(last.tails);
    this.hasIds = last.has_ids;
    this.lastLine = last.last_line;
    this.evidence = last.evidence ?? { ...noEvidence, only_stderr: false };
  }

  /** Accepts a response to a read with `since`, or for a running host. */
  acceptPart(elements: readonly OutputElement[]): Accepted {
    const { output, silence } = this.sort(elements);
    const missing = missingElements(output, this.cursor);
    const fresh = missing.length > 0;
    // The end of a late line may come in a later response: only whole late lines are delivered now.
    const { lines, keys } = this.deliver(missing, lateRuns(missing).filter(endsLine));
    return { ...this.batch(lines, fresh ? keys : null), fresh, silence };
  }

  /** Accepts the full response for an ended host: delivers everything that is missing. */
  acceptWhole(elements: readonly OutputElement[]): Accepted & { readonly ending: HostEnding } {
    const { output, exit, silence } = this.sort(elements);
    const missing = missingElements(output, this.cursor);
    const { lines, keys } = this.deliver(missing, lateRuns(missing));
    this.assembly.flush(lines);
    const batch = this.batch(lines, keys);
    const fact = exitFactOf(exit);
    const ending = {
      exit_code: fact.exit_code,
      last_line: this.lastLine,
      cause: causeOfEnd(this.evidence, fact),
      loss: lossReason(output),
      whole: true,
    };
    return { ...batch, fresh: missing.length > 0, silence, ending };
  }

  /** The incomplete last lines, when nothing more will be read. */
  close(): Batch {
    const lines: OutputLine[] = [];
    this.assembly.flush(lines);
    return this.batch(lines, lines.length > 0 ? [] : null);
  }

  private sort(elements: readonly OutputElement[]) {
    this.hasIds ||= elements.some(({ id }) => id !== undefined);
    return sortElements(elements, this.hasIds);
  }

  /** Delivers late runs as lines of their own; other elements continue the delivered output. */
  private deliver(
    missing: readonly MissingElement[],
    late: readonly (readonly MissingElement[])[],
  ): { lines: OutputLine[]; keys: Checkpoint['keys'] } {
    const lines: OutputLine[] = [];
    const keys: Checkpoint['keys'] = [];
    const deliverTo = (assembly: LineAssembly, { key, element }: MissingElement) => {
      this.cursor.deliver(key, element, this.hasIds);
      keys.push([key, element.timestamp]);
      assembly.accept(element, lines);
    };
    for (const run of late) {
      const assembly = new LineAssembly(true);
      for (const one of run) deliverTo(assembly, one);
      assembly.flush(lines);
    }
    for (const one of missing) if (one.lateRun === null) deliverTo(this.assembly, one);
    return { lines, keys };
  }

  private batch(lines: readonly OutputLine[], keys: Checkpoint['keys'] | null): Batch {
    const last = lines.findLast(explains);
    if (last !== undefined) this.lastLine = endLine(last.text);
    if (lines.length > 0) this.evidence = withLines(this.evidence, lines);
    if (keys === null) return { lines, checkpoint: null };
    const { hasIds, lastLine, assembly, evidence } = this;
    const tails = assembly.begun();
    const state = { ...this.cursor.state(), has_ids: hasIds, last_line: lastLine };
    return { lines, checkpoint: { keys, ...state, evidence, tails } };
  }
}

/** Whether a line may explain how its host ended: it has text, is not late and not an echo. */
function explains({ stream, text, late }: OutputLine): boolean {
  return !late && /\S/.test(text) && !(stream === 'debug' && isEcho(text));
}

/** Whether a run ends with a whole line. Messages (`debug`) are whole even without a line end. */
function endsLine(run: readonly MissingElement[]): boolean {
  const last = run.at(-1)?.element;
  return last?.output_type === 'debug' || last?.output.endsWith('\n') === true;
}

type Piece = Pick<OutputElement, 'output_type' | 'output' | 'timestamp'>;

/**
 * Joins the chunks of one host into lines, separately for each stream. A line ends with `\n`, so
 * `\r\n` is one line end, and a single `\r` stays in its line; no byte is changed. A line has the
 * timestamp of the chunk that completes it. Messages of server and smart proxy (`debug`) end their
 * last line.
 */
export class LineAssembly {
  private readonly tails = new Map<string, { text: string; timestamp: number }>();
  private readonly late: boolean;

  constructor(late = false) {
    this.late = late;
  }

  /** Appends the lines that this chunk completes to `lines`, and keeps the rest. */
  accept({ output_type: stream, output: text, timestamp }: Piece, lines: OutputLine[]): void {
    const { late } = this;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      const line = start === 0 && end === text.length - 1 ? text : text.slice(start, end + 1);
      lines.push({ stream, text: this.takeTail(stream) + line, timestamp, late });
      start = end + 1;
    }
    if (start < text.length) this.keep(stream, text.slice(start), timestamp);
    if (stream === 'debug') this.endTail(stream, lines);
  }

  /** The beginnings of incomplete lines. */
  begun(): Checkpoint['tails'] {
    return [...this.tails].map(([stream, tail]) => ({ stream, ...tail }));
  }

  /** Continues incomplete lines of an earlier process. */
  restore(tails: Checkpoint['tails']): void {
    this.tails.clear();
    for (const { stream, text, timestamp } of tails) this.tails.set(stream, { text, timestamp });
  }

  /** Appends the incomplete lines, when nothing will follow. */
  flush(lines: OutputLine[]): void {
    for (const stream of [...this.tails.keys()]) this.endTail(stream, lines);
  }

  private endTail(stream: string, lines: OutputLine[]): void {
    const tail = this.tails.get(stream);
    if (tail === undefined) return;
    this.tails.delete(stream);
    lines.push({ stream, text: tail.text, timestamp: tail.timestamp, late: this.late });
  }

  private keep(stream: string, text: string, timestamp: number): void {
    const tail = this.tails.get(stream);
    if (tail === undefined) this.tails.set(stream, { text, timestamp });
    else {
      tail.text += text;
      tail.timestamp = timestamp;
    }
  }

  private takeTail(stream: string): string {
    if (this.tails.size === 0) return '';
    const tail = this.tails.get(stream);
    this.tails.delete(stream);
    return tail?.text ?? '';
  }
}
