import { isMissingRoute } from '../api/answer-failure.ts';
import { TemporaryFailure } from '../api/temporary-failure.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import { retryDelayMs } from './backoff.ts';
import type { Rest } from './rest.ts';

/** The server could not be asked for as long as the budget allows: nobody knows what becomes of the job (DESIGN §6). */
export class LostContact extends Error {
  /** What was seen last, e.g. `502 Bad Gateway`. */
  readonly lastSeen: string;

  constructor(lastSeen: string) {
    super('lost contact');
    this.name = 'LostContact';
    this.lastSeen = lastSeen;
  }
}

interface ContactDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly giveUpAfterMs: number;
  readonly rest: Rest;
  /** Told when the view becomes stale, with the time of the last answer, and when it is fresh again (`null`). */
  readonly onChange: (staleSince: number | null, reason: string | null) => void;
}

/** Reads that may fail for a while: a failed read never ends a follow, only a long silence does. */
export class Contact {
  private readonly deps: ContactDeps;
  private answeredAt: number;
  private stale = false;

  constructor(deps: ContactDeps) {
    this.deps = deps;
    this.answeredAt = deps.clock.now();
  }

  /** Rejects with `LostContact`, with the reason of the signal, or with what no repetition would cure. */
  async read<T>(work: () => Promise<T>): Promise<T> {
    for (let failures = 1; ; failures++) {
      await this.haveRest();
      try {
        const answer = await work();
        this.answered();
        return answer;
      } catch (error) {
        this.deps.signal.throwIfAborted();
        if (!isPassing(error)) throw error;
        await this.waitAfter(error, failures);
      }
    }
  }

  private async haveRest(): Promise<void> {
    const { clock, rest, signal } = this.deps;
    for (let left = rest.left(clock.now()); left > 0; left = rest.left(clock.now()))
      await clock.sleep(left, signal);
  }

  private answered(): void {
    this.answeredAt = this.deps.clock.now();
    if (this.stale) this.deps.onChange(null, null);
    this.stale = false;
  }

  private async waitAfter(error: Failure, failures: number): Promise<void> {
    const { clock, signal, random, giveUpAfterMs, rest, onChange } = this.deps;
    const left = this.answeredAt + giveUpAfterMs - clock.now();
    if (left <= 0) throw new LostContact(error.message);
    if (!this.stale) onChange(this.answeredAt, error.message);
    this.stale = true;
    const askedFor = retryAfter(error);
    if (askedFor !== null) rest.take(clock.now(), Math.min(left, askedFor));
    else await clock.sleep(Math.min(left, retryDelayMs(failures, random)), signal);
  }
}

/** True for troubles of the server or of the way to it; a lost right or a vanished job is none. */
export function isPassing(error: unknown): error is Failure {
  if (!(error instanceof Failure) || isMissingRoute(error)) return false;
  return error.kind === 'server_error' || error.kind === 'bad_answer';
}

/** What the server asked for, in milliseconds; `null` when it did not. */
export function retryAfter(error: Failure): number | null {
  return error instanceof TemporaryFailure ? error.retryAfterMs : null;
}
