import { pMapIterable } from 'p-map';
import { ChunkSize } from './chunks/chunk-size.ts';

/** A host whose output is read once. */
export interface HostToRead {
  readonly id: number;
  /** Nothing will be added, so that it costs the smart proxy nothing. */
  readonly ended: boolean;
}

/** How the output of hosts is read, in some form. */
export interface Reads<Output> {
  readonly one: (id: number) => Promise<Output>;
  /** Of many hosts at once; those that the server leaves out, or does not call complete, lack. */
  readonly many: (ids: readonly number[]) => Promise<ReadonlyMap<number, Output>>;
  /** About how many characters it takes. */
  readonly size: (output: Output) => number;
}

/** Single reads together; answers that wait for one before them are held in memory. */
const single = { concurrency: 8, backpressure: 16 };

/**
 * The output of each host in the order given: of those that have ended in chunks, of the others one
 * by one, because each of them costs a call to its smart proxy.
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

/** Chunks in progress together: the server takes as long for two as for one after the other. */
const chunksAtOnce = 2;
/** Reads ended hosts in chunks that fit into memory, and into the time that the server has. */
class EndedHosts<Output> {
  private readonly reads: Reads<Output>;
  private readonly size = new ChunkSize();
  /** What a server that does not know searches gave beside what was asked for. */
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

  /** Cut when they are needed: how large is known from those before. */
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

  /** What the server left out is read by itself. */
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
