import type { OutputElement, OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { Cursor } from './cursor.ts';
import { exitCodeOfElement, lossOf, sortElements } from './element-kind.ts';
import { type DeliverLine, LineAssembly } from './line-assembly.ts';
import { lateRuns, type MissingElement, missingElements } from './reconcile.ts';

/** How a host ended, as far as its output tells. */
export interface HostEnding {
  /** `null` = not told, or no number. */
  readonly exit_code: number | null;
  /**
   * Last line with text, without line end and not longer than a screen line needs; `null` without
   * output.
   */
  readonly last_line: string | null;
  /** Why output is missing for ever; else `null`. */
  readonly loss: string | null;
}

/** What one answer brought. */
export interface Intake {
  /** New output came. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; else `null`. */
  readonly silence: string | null;
}

const longestLastLine = 500;

/**
 * The output of one host as it is delivered: every line once, whatever the answers repeat, reorder
 * or bring late.
 */
export class Transcript {
  private readonly cursor: Cursor;
  private readonly assembly: LineAssembly;
  private readonly deliver: DeliverLine;
  private readonly remembers: boolean;
  private lastChange: Checkpoint | null = null;
  private hasIds = false;
  private newestLine: string | null = null;
  private lastLine: string | null = null;

  /** `remembers`: whether `change` will be asked for. */
  constructor(deliver: DeliverLine, remembers = false) {
    this.remembers = remembers;
    this.cursor = new Cursor(remembers);
    this.deliver = (line) => {
      if (!line.late) this.remember(line);
      deliver(line);
    };
    this.assembly = new LineAssembly(this.deliver);
  }

  /** What the next read should ask for; see `Cursor`. */
  get since(): number | undefined {
    return this.cursor.since;
  }

  /** Goes on where another transcript of the same host was, told by its changes in their order. */
  restore(changes: readonly Checkpoint[]): void {
    for (const change of changes) this.cursor.restore(change);
    const last = changes.at(-1);
    if (last === undefined) return;
    this.assembly.restore(last.tails);
    this.hasIds = last.has_ids;
    this.lastLine = last.last_line;
  }

  /** What the last answer changed; `null` where it brought nothing. */
  change(): Checkpoint | null {
    return this.lastChange;
  }

  /** An answer to a read with `since`, or of a host that goes on. */
  acceptPart(elements: readonly OutputElement[]): Intake {
    const { output, silence } = this.sort(elements);
    const missing = missingElements(output, this.cursor);
    // A late piece of a line may be followed by its rest: whole lines now, the others with the last
    // read.
    for (const run of lateRuns(missing)) if (endsLine(run)) this.deliverLate(run);
    this.deliverOn(missing);
    this.settleLastLine();
    this.noteChange(missing.length > 0);
    return { fresh: missing.length > 0, silence };
  }

  /**
   * The full answer for a host that has ended: delivers all that is missing and tells how it ended.
   */
  acceptWhole(elements: readonly OutputElement[]): Intake & HostEnding {
    const { output, exit, silence } = this.sort(elements);
    const missing = missingElements(output, this.cursor);
    for (const run of lateRuns(missing)) this.deliverLate(run);
    this.deliverOn(missing);
    this.assembly.flush();
    this.settleLastLine();
    this.noteChange(true);
    return {
      fresh: missing.length > 0,
      silence,
      exit_code: exitCodeOfElement(exit),
      last_line: this.lastLine,
      loss: lossOf(output),
    };
  }

  /** Nothing more will be read: delivers the lines that have begun. */
  leave(): void {
    const any = this.assembly.begun().length > 0;
    this.assembly.flush();
    this.settleLastLine();
    this.noteChange(any);
  }

  private noteChange(any: boolean): void {
    if (!this.remembers) return;
    this.lastChange = any
      ? {
          ...this.cursor.takeChange(),
          has_ids: this.hasIds,
          last_line: this.lastLine,
          tails: this.assembly.begun(),
        }
      : null;
  }

  private sort(elements: readonly OutputElement[]) {
    this.hasIds ||= elements.some(({ id }) => id !== undefined);
    return sortElements(elements, this.hasIds);
  }

  private deliverOn(missing: readonly MissingElement[]): void {
    for (const { key, element, lateRun } of missing) {
      if (lateRun !== null) continue;
      this.cursor.deliver(key, element, this.hasIds);
      this.assembly.accept(element.output_type, element.output, element.timestamp);
    }
  }

  private deliverLate(run: readonly MissingElement[]): void {
    const assembly = new LineAssembly(this.deliver, true);
    for (const { key, element } of run) {
      this.cursor.deliver(key, element, this.hasIds);
      assembly.accept(element.output_type, element.output, element.timestamp);
    }
    assembly.flush();
  }

  private remember({ stream, text }: OutputLine): void {
    if (!/\S/.test(text) || (stream === 'debug' && isEcho(text))) return;
    this.newestLine = text;
  }

  private settleLastLine(): void {
    if (this.newestLine === null) return;
    this.lastLine = copyOf(this.newestLine.trim().slice(0, longestLastLine));
    this.newestLine = null;
  }
}

/** What every failed script gets from the server and what tells nothing beyond its exit code. */
function isEcho(text: string): boolean {
  return text.startsWith('StandardError: Job execution failed');
}

/** Messages of server and smart proxy are whole, with or without a line end. */
function endsLine(run: readonly MissingElement[]): boolean {
  const last = run.at(-1)?.element;
  return last?.output_type === 'debug' || last?.output.endsWith('\n') === true;
}

/** A part of a text keeps the whole text in memory, a hundred thousand characters for one line. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
