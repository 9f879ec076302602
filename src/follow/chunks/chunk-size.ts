import { isTooMuch } from '../../api/http/retry.ts';
import { Failure } from '../../errors.ts';

/** The first chunks show how much a host prints. */
export const firstChunk = 10;
const growth = 10;
/** Of 100 hosts the server has answered in 0.75 s; more would gain little. */
const largestChunk = 100;
/** Of output in one chunk, for which it takes a few times as much memory. */
const charactersPerChunk = 2_000_000;
/** Where a chunk was too much for the server. */
const shrink = 5;

/** Of how many ended hosts at once output is read: as fits memory, and the server's time. */
export class ChunkSize {
  private size = firstChunk;
  private largest = largestChunk;
  private perHost = 0;
  private oneByOne = false;

  get current(): number {
    return this.size;
  }

  /** No more chunks: the server lacks the endpoint, or is not up to it. */
  get isOver(): boolean {
    return this.oneByOne;
  }

  /** A chunk of `count` hosts has come, with so many characters. */
  learn(count: number, characters: number): void {
    this.perHost = Math.max(characters / count, this.perHost / 2, 1);
    const fitting = Math.floor(charactersPerChunk / this.perHost);
    this.size = Math.max(1, Math.min(this.largest, count * growth, fitting));
  }

  end(): void {
    this.oneByOne = true;
  }

  /**
   * Asks for less, or no more in chunks, after one of `count` hosts failed; throws what neither
   * would cure.
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
 * The server has no such route, this user may not use it, or one host spoils the response for all:
 * single reads may still work.
 */
function isRefused(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.kind === 'bad_answer' || refusals.has(error.httpStatus ?? 0);
}

const refusals: ReadonlySet<number> = new Set([400, 403, 404, 405, 413, 422]);
