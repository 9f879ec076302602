import type { HostOutput, OutputElement, OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Batch, type HostEnding, Transcript } from './transcript.ts';

/** Reads the output of one host, everything or what is newer than `since` (seconds). */
type FetchOutput = (since: number | undefined) => Promise<HostOutput>;

/** What one read found. */
export interface ReadReport {
  /** New output came. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; else `null`. */
  readonly silence: string | null;
  /** The host has ended, and the last full read can follow at once. */
  readonly needsFullRead: boolean;
  /** Set when everything has been delivered; nothing will follow. */
  readonly ending: HostEnding | null;
}

/** Of what is there at the first read, only the last lines are delivered. */
export interface Tail {
  readonly lines: number;
  /** Lines that do not count are not delivered either. */
  readonly counts: (line: OutputLine) => boolean;
}

interface HostOutputOptions {
  readonly tail?: Tail;
  /** Checkpoints of an earlier reader of this output, which this one continues. */
  readonly restored?: readonly Checkpoint[];
  /** Called after the lines that the checkpoint stands for. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/**
 * One host's output from its first to its last byte. Every `read` is one request; the last one is
 * always a full read of the ended host, compared with what was delivered.
 */
export class HostOutputReader {
  private readonly transcript = new Transcript();
  private readonly onLine: (line: OutputLine) => void;
  private readonly onCheckpoint: HostOutputOptions['onCheckpoint'];
  /** Until the first batch is delivered. */
  private tail: Tail | undefined;
  private fullNext = false;
  private isClosed = false;

  constructor(onLine: (line: OutputLine) => void, options: HostOutputOptions = {}) {
    const { tail, restored = [], onCheckpoint } = options;
    this.onLine = onLine;
    this.onCheckpoint = onCheckpoint;
    this.tail = restored.length > 0 ? undefined : tail;
    this.transcript.restore(restored);
  }

  /** Characters that were delivered. */
  get delivered(): number {
    return this.transcript.characters;
  }

  async read(fetch: FetchOutput): Promise<ReadReport> {
    const since = this.fullNext ? undefined : this.transcript.since;
    const { complete, elements } = await fetch(since);
    if (complete && since === undefined) return this.acceptWhole(elements);
    this.refuseClosed();
    this.fullNext ||= complete;
    const { fresh, silence, ...batch } = this.transcript.acceptPart(elements);
    this.deliver(batch);
    return { fresh, silence, needsFullRead: complete, ending: null };
  }

  /** A full read of the ended host, which may have come with those of others. */
  acceptWhole(elements: readonly OutputElement[]): ReadReport {
    this.refuseClosed();
    const { fresh, silence, ending, ...batch } = this.transcript.acceptWhole(elements);
    this.deliver(batch);
    return { fresh, silence, needsFullRead: false, ending };
  }

  /**
   * Nothing more is read: a line that has begun, such as a question that waits, is delivered as
   * far as it came.
   */
  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.deliver(this.transcript.close());
  }

  private refuseClosed(): void {
    if (this.isClosed) throw new Error('the output was closed while a read was in progress');
  }

  private deliver({ lines, checkpoint }: Batch): void {
    const wanted = this.tail === undefined ? lines : lastOf(lines, this.tail);
    this.tail = undefined;
    for (const line of wanted) this.onLine(line);
    if (checkpoint !== null) this.onCheckpoint?.(checkpoint);
  }
}

function lastOf(all: readonly OutputLine[], { lines, counts }: Tail): readonly OutputLine[] {
  return lines === 0 ? [] : all.filter(counts).slice(-lines);
}
