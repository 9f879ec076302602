import { isMissingRoute, LostContact, ResponseTooLong } from '../api/failures.ts';
import { requestedDelayMs, withRetries } from '../api/http/retry.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';

/** A pause that the server requested (`Retry-After`): no request is sent. Times in milliseconds. */
export class ServerPause {
  private until = Number.NEGATIVE_INFINITY;

  /** Begins a pause, unless a longer one is in progress. */
  begin(now: number, ms: number): void {
    this.until = Math.max(this.until, now + ms);
  }

  /** The remaining time; 0 = no pause. */
  left(now: number): number {
    return Math.max(0, this.until - now);
  }
}

interface BudgetDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** The name of the server in messages. */
  readonly host: string;
  readonly giveUpAfterMs: number;
  readonly pause: ServerPause;
  /** Called with the time of the last response when reads fail, and with `null` afterwards. */
  readonly onChange: (staleSince: number | null, reason: string | null) => void;
}

/** Retries reads for a limited time: a follow ends only after a long silence. */
export class RetryBudget {
  private readonly deps: BudgetDeps;
  private respondedAt: number;
  private isStale = false;

  constructor(deps: BudgetDeps) {
    this.deps = deps;
    this.respondedAt = deps.clock.now();
  }

  /**
   * Reads with retries. Rejects with `LostContact` after the time limit, with the reason of the
   * signal, or with an error that a retry cannot cure.
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

  /** The remaining time for retries after this error. */
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

/** Whether a retry may help: the server or network failed. A lost permission is permanent. */
export function isTemporary(error: unknown): error is Failure {
  if (!(error instanceof Failure) || isMissingRoute(error) || error instanceof ResponseTooLong)
    return false;
  return error.kind === 'server_error' || error.kind === 'bad_answer';
}
