import { pMapIterable } from 'p-map';
import { ChunkSize } from './chunks/chunk-size.ts';

/** A host to read once. */
export interface HostToRead {
  readonly id: number;
  /** The host has ended: its output is complete, and reading it needs no smart proxy. */
  readonly ended: boolean;
}

/** The requests that read output in one form. */
export interface Reads<Output> {
  readonly one: (id: number) => Promise<Output>;
  /** Reads many hosts; those that the server omits or reports as not complete are missing. */
  readonly many: (ids: readonly number[]) => Promise<ReadonlyMap<number, Output>>;
  /** The approximate size in characters. */
  readonly size: (output: Output) => number;
}

/** Limits of single reads: requests at the same time, and responses that wait in memory. */
const single = { concurrency: 8, backpressure: 16 };

/**
 * The output of each host, in order. Ended hosts are read in chunks; others one by one, because
 * each of them costs a call to a smart proxy.
 */
export async function* readHosts<Output>(
  hosts: readonly HostToRead[],
  reads: Reads<Output>,
): AsyncGenerator<Output> {
  const idsOf = (wanted: boolean) =>
    hosts.filter(({ ended }) => ended === wanted).map(({ id }) => id);
  const ended = new EndedHosts(reads).read(idsOf(true));
  const open = pMapIterable(idsOf(false), reads.one, single)[Symbol.asyncIterator]();
  try {
    for (const host of hosts) {
      const next = await (host.ended ? ended : open).next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await Promise.all([ended.return(undefined), open.return?.()]);
  }
}

/** Chunks at the same time. The server is not faster with more of them. */
const chunksAtOnce = 2;
/** Reads ended hosts in chunks of a size that suits memory and the server. */
class EndedHosts<Output> {
  private readonly reads: Reads<Output>;
  private readonly size = new ChunkSize();
  /** Outputs that were not asked for: this server ignores the search. */
  private readonly spare = new Map<number, Output>();

  constructor(reads: Reads<Output>) {
    this.reads = reads;
  }

  async *read(ids: readonly number[]): AsyncGenerator<Output> {
    const chunks = pMapIterable(this.cut(ids), (chunk) => this.readChunk(chunk), {
      concurrency: chunksAtOnce,
      backpressure: chunksAtOnce,
    });
    for await (const outputs of chunks) yield* outputs;
  }

  /** The chunks, made one at a time: the size of each depends on those before. */
  private *cut(ids: readonly number[]): Generator<readonly number[]> {
    for (let at = 0; at < ids.length; ) {
      const { current, isOver } = this.size;
      const chunk = ids.slice(at, isOver ? undefined : at + current);
      at += chunk.length;
      yield chunk;
    }
  }

  private async readChunk(ids: readonly number[]): Promise<AsyncGenerator<Output>> {
    if (this.size.isOver || ids.length === 1) return this.withMissing(ids, this.spare);
    try {
      const found = new Map(await this.reads.many(ids));
      this.learn(ids, found);
      return this.withMissing(ids, found);
    } catch (error) {
      this.size.yieldTo(error, ids.length);
      return this.read(ids);
    }
  }

  /** The outputs in order; hosts that the server omitted are read one by one. */
  private async *withMissing(
    ids: readonly number[],
    found: Map<number, Output>,
  ): AsyncGenerator<Output> {
    const missing = ids.filter((id) => !found.has(id));
    const others = pMapIterable(missing, this.reads.one, single)[Symbol.asyncIterator]();
    for (const id of ids) {
      const output = found.get(id) ?? (await others.next()).value;
      found.delete(id);
      yield output;
    }
  }

  private learn(ids: readonly number[], found: Map<number, Output>): void {
    const asked = new Set(ids);
    let characters = 0;
    for (const [id, output] of found) {
      characters += this.reads.size(output);
      if (asked.has(id)) continue;
      this.spare.set(id, output);
      found.delete(id);
    }
    this.size.learn(ids.length, characters);
    if (found.size === 0 || this.spare.size > 0) this.size.end();
  }
}
