/** Workers of the server: each has one request at a time; others wait for the first free one. */
export class Workers {
  private readonly freeAt: number[] = [];

  /** How long a request takes that comes at `now` and works for `ms`, its wait included. */
  timeOf(ms: number, now: number, count: number): number {
    while (this.freeAt.length < count) this.freeAt.push(now);
    const next = Math.min(...this.freeAt);
    const end = Math.max(now, next) + ms;
    this.freeAt[this.freeAt.indexOf(next)] = end;
    return end - now;
  }
}
