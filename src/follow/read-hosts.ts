import { pMapIterable } from 'p-map';
import { isTooMuch } from '../api/http/retry.ts';
import { Failure } from '../errors.ts';

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
/** The first ones show how much a host prints. */
const firstChunk = 10;
const growth = 10;
/** Of 100 hosts the server has answered in 0.75 s; more would gain little. */
const largestChunk = 100;
/** Of output in one chunk, for which it takes a few times as much memory. */
const charactersPerChunk = 4_000_000;
/** Where a chunk was too much for the server. */
const shrink = 5;

/** Reads ended hosts in chunks that fit into memory, and into the time that the server has. */
class EndedHosts<Output> {
  private readonly reads: Reads<Output>;
  private chunk = firstChunk;
  private largest = largestChunk;
  private perHost = 0;
  /** No more chunks: the server lacks the endpoint, or is not up to it. */
  private oneByOne = false;
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
      const chunk = ids.slice(at, this.oneByOne ? undefined : at + this.chunk);
      at += chunk.length;
      yield chunk;
    }
  }

  private async readChunk(ids: readonly number[]): Promise<AsyncGenerator<Output>> {
    if (this.oneByOne || ids.length === 1) return this.withMissing(ids, this.spare);
    try {
      const found = new Map(await this.reads.many(ids));
      this.learn(ids, found);
      return this.withMissing(ids, found);
    } catch (error) {
      this.yieldTo(error, ids.length);
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
    if (found.size === 0 || this.spare.size > 0) this.oneByOne = true;
    this.perHost = Math.max(characters / ids.length, this.perHost / 2, 1);
    const fitting = Math.floor(charactersPerChunk / this.perHost);
    this.chunk = Math.max(1, Math.min(this.largest, ids.length * growth, fitting));
  }

  /** Asks for less, or no more in chunks; throws what neither would cure. */
  private yieldTo(error: unknown, count: number): void {
    if (isTooMuch(error) && count > shrink) {
      this.largest = Math.min(this.largest, Math.ceil(count / shrink));
      this.chunk = Math.min(this.chunk, this.largest);
      return;
    }
    if (!isTooMuch(error) && !isRefused(error)) throw error;
    this.oneByOne = true;
  }
}

/**
 * The server has no such route, this user may not use it, or one host spoils the response for all:
 * single reads may still work.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.kind === 'bad_answer' || refusals.has(error.httpStatus ?? 0);
}

const refusals: ReadonlySet<number> = new Set([400, 403, 404, 405, 413, 422]);
