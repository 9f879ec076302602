import type { HostOutput, OutputElement, OutputLine } from '../jobs/output.ts';
import type { Checkpoint } from './checkpoint.ts';
import { type Batch, type HostEnding, Transcript } from './transcript.ts';

/** Reads the output of one host: all, or elements newer than `since` (seconds). */
type FetchOutput = (since: number | undefined) => Promise<HostOutput>;

/** The result of one read. */
export interface ReadReport {
  /** There was new output. */
  readonly fresh: boolean;
  /** Why the server could not ask the smart proxy; `null` if it could. */
  readonly silence: string | null;
  /** The host has ended; the last full read can follow at once. */
  readonly needsFullRead: boolean;
  /** How the host ended, once all output was delivered; `null` before. */
  readonly ending: HostEnding | null;
}

/** Limits what is delivered of the first read to the last lines. */
export interface Tail {
  readonly lines: number;
  /** Whether a line counts; other lines are not delivered. */
  readonly counts: (line: OutputLine) => boolean;
}

interface HostOutputOptions {
  readonly tail?: Tail;
  /** The checkpoints of an earlier reader, whose work this reader continues. */
  readonly restored?: readonly Checkpoint[];
  /** Called after the lines of the checkpoint. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

/**
 * Reads one host's output from the first to the last byte. Each `read` is one request. The last one
 * always reads all output of the ended host and compares it with what was delivered.
 */
export class HostOutputReader {
  private readonly transcript = new Transcript();
  private readonly onLine: (line: OutputLine) => void;
  private readonly onCheckpoint: HostOutputOptions['onCheckpoint'];
  /** `undefined` after the first batch was delivered. */
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

  /** The number of delivered characters. */
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

  /** Accepts the whole output of the ended host, also from a request for many hosts. */
  acceptWhole(elements: readonly OutputElement[]): ReadReport {
    this.refuseClosed();
    const { fresh, silence, ending, ...batch } = this.transcript.acceptWhole(elements);
    this.deliver(batch);
    return { fresh, silence, needsFullRead: false, ending };
  }

  /** Ends reading. An incomplete last line, e.g. a prompt, is delivered as it is. */
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
