import { isMissingRoute, LostContact, ResponseTooLong } from '../api/failures.ts';
import { requestedDelayMs, withRetries } from '../api/http/retry.ts';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';
import type { ServerPause } from './server-pause.ts';

interface ContactDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly random: () => number;
  /** The server, as messages call it. */
  readonly host: string;
  readonly giveUpAfterMs: number;
  readonly rest: ServerPause;
  /**
   * Told when the view becomes stale, with the time of the last answer, and when it is fresh again
   * (`null`).
   */
  readonly onChange: (staleSince: number | null, reason: string | null) => void;
}

/** Reads that may fail for a while: a failed read never ends a follow, only a long silence does. */
export class RetryBudget {
  private readonly deps: ContactDeps;
  private answeredAt: number;
  private stale = false;

  constructor(deps: ContactDeps) {
    this.deps = deps;
    this.answeredAt = deps.clock.now();
  }

  /**
   * Rejects with `LostContact`, with the reason of the signal, or with what no repetition would
   * cure.
   */
  read<T>(work: () => Promise<T>): Promise<T> {
    return withRetries(
      this.deps,
      (error) => this.patience(error),
      async () => {
        await this.haveRest();
        const answer = await work();
        this.answered();
        return answer;
      },
    );
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

  /** For how long a failed read may be waited for. */
  private patience(error: unknown): number {
    const { clock, host, giveUpAfterMs, rest, onChange } = this.deps;
    if (!isPassing(error)) throw error;
    const left = this.answeredAt + giveUpAfterMs - clock.now();
    if (left <= 0) throw new LostContact({ host, milliseconds: giveUpAfterMs, cause: error });
    if (!this.stale) onChange(this.answeredAt, error.message);
    this.stale = true;
    rest.take(clock.now(), Math.min(left, requestedDelayMs(error) ?? 0));
    return left;
  }
}

/** True for troubles of the server or of the way to it; a lost right or a vanished job is none. */
export function isPassing(error: unknown): error is Failure {
  if (!(error instanceof Failure) || isMissingRoute(error) || error instanceof ResponseTooLong)
    return false;
  return error.kind === 'server_error' || error.kind === 'bad_answer';
}
