import type { HostOutput } from '../jobs/output.ts';
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
  /** The host has ended, and a last full read is still needed: it is worth reading again at once. */
  readonly endedButPartly: boolean;
  /** Set when everything has been delivered; nothing will follow. */
  readonly ending: HostEnding | null;
}

/**
 * One host's output from its first to its last byte. Every `read` is one request; the last one is always a full read of
 * the ended host, compared with what was delivered (DESIGN §6).
 */
export class HostOutputReader {
  private readonly transcript: Transcript;
  private wholeNext = false;

  constructor(deliver: DeliverLine) {
    this.transcript = new Transcript(deliver);
  }

  async read(fetch: FetchOutput): Promise<ReadReport> {
    const since = this.wholeNext ? undefined : this.transcript.since;
    const { complete, elements } = await fetch(since);
    if (complete && since === undefined) {
      const { fresh, silence, ...ending } = this.transcript.acceptWhole(elements);
      return { fresh, silence, endedButPartly: false, ending };
    }
    this.wholeNext = complete;
    return { ...this.transcript.acceptPart(elements), endedButPartly: complete, ending: null };
  }
}
