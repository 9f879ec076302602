import type { Failure } from '../../errors.ts';
import type { HostOutput } from '../../jobs/output.ts';
import type { HostReading } from '../host-reading.ts';
import type { ReadQueue } from '../read-queue.ts';
import { ChunkSize, firstChunk } from './chunk-size.ts';
import { outputSize } from './ended-outputs.ts';

/**
 * Reads the whole output of many ended hosts in one request, without retries. Hosts that the server
 * omits or does not report as complete are missing in the result.
 */
export type FetchEnded = (ids: readonly number[]) => Promise<ReadonlyMap<number, HostOutput>>;

/** Requests at the same time. The server is not faster with more of them. */
const atOnce = 2;

/**
 * Reads many ended hosts in one request. A running host is never among them, because the server
 * would call its smart proxy.
 */
export class EndedChunks {
  private readonly queue: ReadQueue<HostReading>;
  private readonly fetchEnded: FetchEnded | undefined;
  private readonly size = new ChunkSize();
  private inFlight = 0;

  constructor(queue: ReadQueue<HostReading>, fetchEnded: FetchEnded | undefined) {
    this.queue = queue;
    this.fetchEnded = fetchEnded;
  }

  /** Whether this host can be read now: alone, or as the first of a new request for many. */
  readonly isAlone = (reading: HostReading): boolean =>
    this.inFlight < atOnce || reading.urgency !== 'ended' || !this.isSociable(reading);

  /** The hosts to read together with `first`; none if only a few are due. */
  take(now: number, first: HostReading): readonly HostReading[] {
    if (this.fetchEnded === undefined || this.inFlight >= atOnce || !this.isSociable(first))
      return [];
    const most = this.size.current - 1;
    const least = Math.min(firstChunk - 1, most);
    if (least === 0) return [];
    return this.queue.takeEnded(now, { least, most }, this.isSociable);
  }

  /** Reads a chunk. It counts as in progress until `accept` is done, because it fills memory. */
  async read(
    readings: readonly HostReading[],
    accept: (found: ReadonlyMap<number, HostOutput>) => Promise<void>,
  ): Promise<void> {
    this.inFlight++;
    try {
      const ids = readings.map(({ host }) => host.id);
      const found = (await this.fetchEnded?.(ids)) ?? new Map<number, HostOutput>();
      this.learn(ids, found);
      await accept(found);
    } finally {
      this.inFlight--;
    }
  }

  /** Whether these hosts can be read in smaller chunks or one by one after this failure. */
  isTooMuch(error: Failure, count: number): boolean {
    try {
      this.size.yieldTo(error, count);
      return true;
    } catch {
      return false;
    }
  }

  private readonly isSociable = (reading: HostReading): boolean =>
    !this.size.isOver && reading.isSociable;

  private learn(ids: readonly number[], found: ReadonlyMap<number, HostOutput>): void {
    const asked = new Set(ids);
    let characters = 0;
    for (const output of found.values()) characters += outputSize(output);
    this.size.learn(ids.length, characters);
    const isObeyed = [...found.keys()].every((id) => asked.has(id));
    if (found.size === 0 || !isObeyed) this.size.end();
  }
}
