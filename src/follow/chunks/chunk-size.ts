import { isTooMuch } from '../../api/http/retry.ts';
import { Failure } from '../../errors.ts';

/** A small first chunk, to learn how much a host prints. */
export const firstChunk = 10;
const growth = 10;
/** The server returned the output of 100 hosts in 0.75 s; a larger chunk would save little. */
const largestChunk = 100;
/** The aim for the output in one chunk; reading it takes a few times as much memory. */
const charactersPerChunk = 2_000_000;
/** Chunks become this many times smaller when one was too large for the server. */
const shrink = 5;

/** How many ended hosts are read in one request, limited by memory and by the server's time. */
export class ChunkSize {
  private size = firstChunk;
  private largest = largestChunk;
  private perHost = 0;
  private oneByOne = false;

  get current(): number {
    return this.size;
  }

  /** Hosts must be read one by one: the server lacks the endpoint or cannot cope with it. */
  get isOver(): boolean {
    return this.oneByOne;
  }

  /** Adapts the size after a chunk of `count` hosts with this many characters. */
  learn(count: number, characters: number): void {
    this.perHost = Math.max(characters / count, this.perHost / 2, 1);
    const fitting = Math.floor(charactersPerChunk / this.perHost);
    this.size = Math.max(1, Math.min(this.largest, count * growth, fitting));
  }

  end(): void {
    this.oneByOne = true;
  }

  /**
   * After a chunk of `count` hosts failed: makes chunks smaller, or ends them. Throws the error if
   * neither would help.
   */
  yieldTo(error: unknown, count: number): void {
    if (isTooMuch(error) && count > shrink) {
      this.largest = Math.min(this.largest, Math.ceil(count / shrink));
      this.size = Math.min(this.size, this.largest);
      return;
    }
    if (!isTooMuch(error) && !isRefused(error)) throw error;
    this.end();
  }
}

/**
 * Whether reading hosts one by one may still work: the server has no such route, the user may not
 * use it, or one host makes the response invalid.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.kind === 'bad_answer' || refusals.has(error.httpStatus ?? 0);
}

const refusals: ReadonlySet<number> = new Set([400, 403, 404, 405, 413, 422]);
