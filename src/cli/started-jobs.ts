/** Jobs that this command has started, and which of them nobody has heard of yet. */
export class StartedJobs {
  private readonly silent = new Set<number>();

  add(id: number): void {
    this.silent.add(id);
  }

  /** A text went to standard error. */
  heard(text: string): void {
    const numbers = new Set(text.match(/\d+/g)?.map(Number));
    for (const id of this.silent) if (numbers.has(id)) this.silent.delete(id);
  }

  /**
   * Whatever has failed, they are there: a sentence for each that was not named; asked for once.
   */
  untold(): readonly string[] {
    const ids = [...this.silent];
    this.silent.clear();
    return ids.map((id) => `job ${id} was started all the same: see it with rexctl watch ${id}`);
  }
}
