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

/** How a host ended, as far as its output has it. */
export interface HostEnding {
  /** `null` = unknown, or not a number. */
  readonly exit_code: number | null;
  /**
   * Last line with text, without line end and not longer than a screen line needs; `null` without
   * output.
   */
  readonly last_line: string | null;
  /** Why it ended so, where it failed or was cancelled; `null`: nothing shows it. */
  readonly cause: EndCause | null;
  /** Why output is lost; else `null`. */
  readonly loss: string | null;
  /** All that the server has was read; false for a host that was given up. */
  readonly whole: boolean;
}

/** Lines to deliver, in order, and the checkpoint that stands for them. */
export interface Batch {
  readonly lines: readonly OutputLine[];
  /** `null` where nothing changed. */
  readonly checkpoint: Checkpoint | null;
}

/** What one response brought. */
interface Accepted extends Batch {
  /** New output came. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; else `null`. */
  readonly silence: string | null;
}

/**
 * The output of one host as it is delivered: every line once, whatever the answers repeat, reorder
 * or bring late.
 */
export class Transcript {
  private readonly cursor = new Cursor();
  private readonly assembly = new LineAssembly();
  private hasIds = false;
  private lastLine: string | null = null;
  private evidence: Evidence = noEvidence;

  /** What the next read should ask for; see `Cursor`. */
  get since(): number | undefined {
    return this.cursor.since;
  }

  /** Of everything that was delivered. */
  get characters(): number {
    return this.cursor.delivered;
  }

  /** Continues where another transcript of the same host was; all its checkpoints, in order. */
  restore(checkpoints: readonly Checkpoint[]): void {
    for (const checkpoint of checkpoints) this.cursor.restore(checkpoint);
    const last = checkpoints.at(-1);
    if (last === undefined) return;
    this.assembly.restore(last.tails);
    this.hasIds = last.has_ids;
    this.lastLine = last.last_line;
    this.evidence = last.evidence ?? { ...noEvidence, only_stderr: false };
  }

  /** A response to a read with `since`, or of a host that has not ended. */
  acceptPart(elements: readonly OutputElement[]): Accepted {
    const { output, silence } = this.sort(elements);
    const missing = missingElements(output, this.cursor);
    const fresh = missing.length > 0;
    // A late piece of a line may be followed by its end: whole lines now, the others at the end.
    const { lines, keys } = this.deliver(missing, lateRuns(missing).filter(endsLine));
    return { ...this.batch(lines, fresh ? keys : null), fresh, silence };
  }

  /** The full response for a host that has ended: delivers all that is missing. */
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

  /** Nothing more will be read: the lines that have begun, as far as they came. */
  close(): Batch {
    const lines: OutputLine[] = [];
    this.assembly.flush(lines);
    return this.batch(lines, lines.length > 0 ? [] : null);
  }

  private sort(elements: readonly OutputElement[]) {
    this.hasIds ||= elements.some(({ id }) => id !== undefined);
    return sortElements(elements, this.hasIds);
  }

  /** Late runs are texts between others; the rest continues where the host stopped. */
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

/** Whether it explains how its host ended: has text, came in order, and is no echo. */
function explains({ stream, text, late }: OutputLine): boolean {
  return !late && /\S/.test(text) && !(stream === 'debug' && isEcho(text));
}

/** Messages of server and smart proxy are whole, with or without a line end. */
function endsLine(run: readonly MissingElement[]): boolean {
  const last = run.at(-1)?.element;
  return last?.output_type === 'debug' || last?.output.endsWith('\n') === true;
}

type Piece = Pick<OutputElement, 'output_type' | 'output' | 'timestamp'>;

/**
 * Puts the chunks of one host together into lines, each stream for itself. A line ends with `\n`,
 * so `\r\n` stays one line end and a lone `\r` stays inside its line; no byte is changed. A line
 * has the timestamp of the chunk that ended it. What server and smart proxy add (`debug`) comes in
 * messages, each of which ends its last line.
 */
export class LineAssembly {
  private readonly tails = new Map<string, { text: string; timestamp: number }>();
  private readonly late: boolean;

  constructor(late = false) {
    this.late = late;
  }

  /** Adds the lines that this chunk ends to `lines`, and keeps what follows the last line end. */
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

  /** Lines that have begun and not ended. */
  begun(): Checkpoint['tails'] {
    return [...this.tails].map(([stream, tail]) => ({ stream, ...tail }));
  }

  /** Continues lines that have begun elsewhere. */
  restore(tails: Checkpoint['tails']): void {
    this.tails.clear();
    for (const { stream, text, timestamp } of tails) this.tails.set(stream, { text, timestamp });
  }

  /** Nothing will follow: adds what had no line end. */
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
