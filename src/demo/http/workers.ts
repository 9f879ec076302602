/** The server's workers. Each handles one request at a time; others wait for the first free one. */
export class Workers {
  private readonly freeAt: number[] = [];

  /** The duration of a request that arrives at `now` and takes `ms` of work, including its wait. */
  timeOf(ms: number, now: number, count: number): number {
    while (this.freeAt.length < count) this.freeAt.push(now);
    const next = Math.min(...this.freeAt);
    const end = Math.max(now, next) + ms;
    this.freeAt[this.freeAt.indexOf(next)] = end;
    return end - now;
  }
}
