import { Failure } from '../../errors.ts';
import type { Outlast } from '../connection.ts';
import { LostContact } from './lost-contact.ts';
import type { Patience } from './retry.ts';
import { TemporaryFailure } from './temporary-failure.ts';

/**
 * Since when a server does not answer. All that ask it share one, so that patience that has ended
 * does not begin anew with the next request.
 */
export class Silence {
  private since: number | null = null;
  private hasAnswered = false;
  private told = false;

  /** One request, whose end tells whether the server answers. */
  async heed<T>(askedAt: number, work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      this.hasAnswered = true;
      this.since = null;
      return answer;
    } catch (error) {
      if (this.isTrouble(error)) this.since ??= askedAt;
      else if (error instanceof Failure && error.httpStatus !== null) this.since = null;
      throw error;
    }
  }

  /** Waits until the server answers, for as long as it is to be outlasted. */
  patience({ giveUpAfterMs, onSilence }: Outlast, host: string, now: () => number): Patience {
    return (error, failures) => {
      if (!this.isTrouble(error)) throw error;
      const left = (this.since ?? now()) + giveUpAfterMs - now();
      if (left <= 0) throw new LostContact({ host, milliseconds: giveUpAfterMs, cause: error });
      if (failures >= worthAWord && !this.told) {
        this.told = true;
        onSilence(error.message);
      }
      return left;
    };
  }

  /**
   * A name that nobody knows is a mistake before the first answer and an outage after it; an
   * internal error may be that of a server whose database is away.
   */
  private isTrouble(error: unknown): error is Failure {
    if (!(error instanceof Failure) || error.kind !== 'server_error' || !error.retryable)
      return false;
    return error instanceof TemporaryFailure || error.httpStatus !== null || this.hasAnswered;
  }
}

/** So many failures in a row are more than a hiccup. */
const worthAWord = 4;
