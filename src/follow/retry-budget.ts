import { isMissingRoute, LostContact, ResponseTooLong } from '../api/failures.ts';
import { requestedDelayMs, withRetries } from '../api/http/retry.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';

/**
 * A pause that the server asked for (`Retry-After`): until it is over nothing at all is asked.
 * Times in milliseconds.
 */
export class ServerPause {
  private until = Number.NEGATIVE_INFINITY;

  /** Begins a pause; a longer one that is in progress stays. */
  begin(now: number, ms: number): void {
    this.until = Math.max(this.until, now + ms);
  }

  /** How much of it is left; 0 = none. */
  left(now: number): number {
    return Math.max(0, this.until - now);
  }
}

interface BudgetDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** The server, as messages call it. */
  readonly host: string;
  readonly giveUpAfterMs: number;
  readonly pause: ServerPause;
  /**
   * Called when the view becomes stale, with the time of the last response, and when it is fresh
   * again (`null`).
   */
  readonly onChange: (staleSince: number | null, reason: string | null) => void;
}

/** For how long reads may fail: one failed read never ends a follow, only a long silence does. */
export class RetryBudget {
  private readonly deps: BudgetDeps;
  private respondedAt: number;
  private isStale = false;

  constructor(deps: BudgetDeps) {
    this.deps = deps;
    this.respondedAt = deps.clock.now();
  }

  /**
   * Rejects with `LostContact`, with the reason of the signal, or with what no repetition would
   * cure.
   */
  read<T>(work: () => Promise<T>): Promise<T> {
    return withRetries(
      this.deps,
      (error) => this.leftAfter(error),
      async () => {
        await this.pauseOver();
        const response = await work();
        this.answered();
        return response;
      },
    );
  }

  private async pauseOver(): Promise<void> {
    const { clock, pause, signal } = this.deps;
    for (let left = pause.left(clock.now()); left > 0; left = pause.left(clock.now()))
      await clock.sleep(left, signal);
  }

  private answered(): void {
    this.respondedAt = this.deps.clock.now();
    if (this.isStale) this.deps.onChange(null, null);
    this.isStale = false;
  }

  /** What is left of the budget after this error. */
  private leftAfter(error: unknown): number {
    const { clock, host, giveUpAfterMs, pause, onChange } = this.deps;
    if (!isTemporary(error)) throw error;
    const left = this.respondedAt + giveUpAfterMs - clock.now();
    if (left <= 0) throw new LostContact({ host, milliseconds: giveUpAfterMs, cause: error });
    if (!this.isStale) onChange(this.respondedAt, error.message);
    this.isStale = true;
    pause.begin(clock.now(), Math.min(left, requestedDelayMs(error) ?? 0));
    return left;
  }
}

/** True for troubles of the server or of the way to it; a lost right or a deleted job is none. */
export function isTemporary(error: unknown): error is Failure {
  if (!(error instanceof Failure) || isMissingRoute(error) || error instanceof ResponseTooLong)
    return false;
  return error.kind === 'server_error' || error.kind === 'bad_answer';
}
