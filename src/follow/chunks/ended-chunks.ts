import type { Failure } from '../../errors.ts';
import type { HostOutput } from '../../jobs/output.ts';
import type { HostReading } from '../host-reading.ts';
import type { ReadQueue } from '../read-queue.ts';
import { ChunkSize, firstChunk } from './chunk-size.ts';
import { outputSize } from './ended-outputs.ts';

/**
 * One read of the whole output of many ended hosts, not repeated by itself; those that the server
 * leaves out, or does not call complete, lack.
 */
export type FetchEnded = (ids: readonly number[]) => Promise<ReadonlyMap<number, HostOutput>>;

/** Requests in progress together: the server takes as long for two as for one after the other. */
const atOnce = 2;

/**
 * Ended hosts whose output is read together, where many wait for it. A host that runs is never
 * among them: each would cost a call to its smart proxy.
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

  /** Whether this host need not wait for a request for many. */
  readonly isAlone = (reading: HostReading): boolean =>
    this.inFlight < atOnce || reading.urgency !== 'ended' || !this.isSociable(reading);

  /** Hosts to read together with this one; none where few are due, which are read one by one. */
  take(now: number, first: HostReading): readonly HostReading[] {
    if (this.fetchEnded === undefined || this.inFlight >= atOnce || !this.isSociable(first))
      return [];
    const most = this.size.current - 1;
    const least = Math.min(firstChunk - 1, most);
    if (least === 0) return [];
    return this.queue.takeEnded(now, { least, most }, this.isSociable);
  }

  /** Until `accept` is done too, the chunk is in progress: what was not taken is in memory. */
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

  /** True where these hosts may still be read one by one after this failure. */
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
