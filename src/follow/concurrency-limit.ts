/** Never more reads at a time; the sockets that the connection keeps. */
const most = 8;
const first = 4;
const fastMs = 500;
const slowMs = 2000;
/**
 * A read that takes so long waits for a hung smart proxy; it must not keep other hosts from being
 * read.
 */
const hungMs = 10_000;

/**
 * How many reads may be in flight: one more after as many fast answers as there are reads, half as
 * many after an answer that took over 2 s or a server that asks for less.
 */
export class ConcurrencyLimit {
  private readonly startedAt = new Set<{ readonly at: number }>();
  private limit = first;
  private fastAnswers = 0;

  get current(): number {
    return this.limit;
  }

  get inFlight(): number {
    return this.startedAt.size;
  }

  allows(now: number): boolean {
    if (this.startedAt.size >= most) return false;
    let young = 0;
    for (const { at } of this.startedAt) if (now - at < hungMs) young++;
    return young < this.limit;
  }

  /**
   * Milliseconds until a read counts as hung and leaves its place to another; `undefined` when
   * there is none.
   */
  nextHungMs(now: number): number | undefined {
    let next: number | undefined;
    for (const { at } of this.startedAt) {
      const left = at + hungMs - now;
      if (left > 0 && (next === undefined || left < next)) next = left;
    }
    return next;
  }

  /** Call the result when the read is over, with how it went. */
  start(now: number): (end: { readonly now: number; readonly overloaded: boolean }) => void {
    const read = { at: now };
    this.startedAt.add(read);
    return (end) => {
      this.startedAt.delete(read);
      this.learn(end.now - now, end.overloaded);
    };
  }

  private learn(milliseconds: number, overloaded: boolean): void {
    if (overloaded || milliseconds > slowMs) {
      this.limit = Math.max(1, Math.floor(this.limit / 2));
      this.fastAnswers = 0;
    } else if (milliseconds <= fastMs && ++this.fastAnswers >= this.limit) {
      this.limit = Math.min(most, this.limit + 1);
      this.fastAnswers = 0;
    }
  }
}
