import type { HostOutput, OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { DeliverLine } from './line-assembly.ts';
import { type HostEnding, Transcript } from './transcript.ts';

/** Reads the output of one host, everything or what is newer than `since` (seconds). */
export type FetchOutput = (since: number | undefined) => Promise<HostOutput>;

/** What one read found. */
export interface ReadReport {
  /** New output came. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; else `null`. */
  readonly silence: string | null;
  /**
   * The host has ended, and a last full read is still needed: it is worth reading again at once.
   */
  readonly endedButPartly: boolean;
  /** Set when everything has been delivered; nothing will follow. */
  readonly ending: HostEnding | null;
}

/** Of what is there at the first read, only the last lines are delivered. */
export interface Tail {
  readonly lines: number;
  /** Lines that do not count are not delivered either. */
  readonly counts: (line: OutputLine) => boolean;
}

/** Where this output was left by an earlier reader, and who wants to hear how this one goes on. */
export interface Memory {
  readonly changes: readonly Checkpoint[];
  readonly onChange: (change: Checkpoint) => void;
}

/**
 * One host's output from its first to its last byte. Every `read` is one request; the last one is
 * always a full read of the ended host, compared with what was delivered.
 */
export class HostOutputReader {
  private readonly transcript: Transcript;
  private readonly deliver: DeliverLine;
  private readonly memory: Memory | undefined;
  /** Lines of the first read; `null` once that is over, or where all of them are wanted. */
  private first: OutputLine[] | null;
  private readonly tail: Tail | undefined;
  private wholeNext = false;
  private hasLeft = false;

  constructor(
    deliver: DeliverLine,
    options: { readonly tail?: Tail; readonly memory?: Memory } = {},
  ) {
    const { tail, memory } = options;
    this.deliver = deliver;
    this.tail = tail;
    this.memory = memory;
    this.first = tail === undefined || (memory?.changes.length ?? 0) > 0 ? null : [];
    const accept: DeliverLine = (line) =>
      this.first === null ? deliver(line) : void this.first.push(line);
    this.transcript = new Transcript(accept, memory !== undefined);
    if (memory !== undefined) this.transcript.restore(memory.changes);
  }

  async read(fetch: FetchOutput): Promise<ReadReport> {
    const since = this.wholeNext ? undefined : this.transcript.since;
    const { complete, elements } = await fetch(since);
    if (this.hasLeft) throw new Error('the reader was left while a read was under way');
    if (complete && since === undefined) {
      const { fresh, silence, ...ending } = this.transcript.acceptWhole(elements);
      this.settle();
      return { fresh, silence, endedButPartly: false, ending };
    }
    this.wholeNext ||= complete;
    const intake = this.transcript.acceptPart(elements);
    this.settle();
    return { ...intake, endedButPartly: complete, ending: null };
  }

  /**
   * Nobody reads on: a line that has begun, such as a question that waits, is delivered as far as
   * it came.
   */
  leave(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.transcript.leave();
    this.settle();
  }

  private settle(): void {
    if (this.first !== null && this.tail !== undefined) {
      const { lines, counts } = this.tail;
      const wanted = this.first.filter(counts);
      for (const line of lines === 0 ? [] : wanted.slice(-lines)) this.deliver(line);
      this.first = null;
    }
    const change = this.transcript.change();
    if (change !== null) this.memory?.onChange(change);
  }
}
