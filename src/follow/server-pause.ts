/**
 * A rest that the server asked for (`Retry-After`): until it is over, nothing at all is asked.
 * Times in milliseconds.
 */
export class ServerPause {
  private until = Number.NEGATIVE_INFINITY;

  /** The server asked for a rest of so long; a longer one that goes on already stays. */
  take(now: number, ms: number): void {
    this.until = Math.max(this.until, now + ms);
  }

  /** How much of it is left; 0 = none. */
  left(now: number): number {
    return Math.max(0, this.until - now);
  }
}
