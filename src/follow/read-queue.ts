/** Whose turn a host's read is when several are due: who has just ended first, quiet ones last. */
export type ReadClass = 'ended' | 'active' | 'quiet';

interface Entry {
  readonly id: number;
  /** Hosts that share a fate: those of one smart proxy. */
  readonly group: string | null;
  due: number;
  urgency: ReadClass;
  reading: boolean;
}

/**
 * A class counts as having waited so many milliseconds longer; nobody waits for ever, because quiet
 * hosts age too.
 */
const headStartMs: Readonly<Record<ReadClass, number>> = { ended: 5000, active: 2000, quiet: 0 };

/** Which host's output to read next, and when. Pure: times are handed in, in milliseconds. */
export class ReadQueue {
  private readonly entries = new Map<number, Entry>();
  private readonly silent = new Set<string>();
  /** How many hosts of a group are being read; none of them is counted anew for each that waits. */
  private readonly reading = new Map<string, number>();

  get size(): number {
    return this.entries.size;
  }

  has(id: number): boolean {
    return this.entries.has(id);
  }

  ids(): readonly number[] {
    return [...this.entries.keys()];
  }

  add(id: number, group: string | null, due: number, urgency: ReadClass = 'active'): void {
    this.entries.set(id, { id, group, due, urgency, reading: false });
  }

  /** Something is known to be there: the host began or ended. */
  hurry(id: number, now: number, urgency: ReadClass): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    entry.due = Math.min(entry.due, now);
    entry.urgency = urgency;
  }

  /**
   * Takes the host whose read is most due, `undefined` when none is; it is not due again before
   * `later`.
   */
  take(now: number): number | undefined {
    let best: Entry | undefined;
    let most = Number.NEGATIVE_INFINITY;
    for (const entry of this.entries.values()) {
      if (entry.reading || entry.due > now || this.mustWait(entry)) continue;
      const waited = now - entry.due + headStartMs[entry.urgency];
      if (waited <= most) continue;
      most = waited;
      best = entry;
    }
    if (best === undefined) return undefined;
    this.setReading(best, true);
    best.due = Number.POSITIVE_INFINITY;
    return best.id;
  }

  /** The read is over; the next one is due at `due`, or at once if `hurry` was called meanwhile. */
  later(id: number, due: number, urgency: ReadClass): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.setReading(entry, false);
    entry.due = Math.min(entry.due, due);
    if (entry.urgency !== 'ended') entry.urgency = urgency;
  }

  remove(id: number): void {
    const entry = this.entries.get(id);
    if (entry === undefined) return;
    this.setReading(entry, false);
    this.entries.delete(id);
  }

  /** While a smart proxy is silent, one read at a time finds out whether it is back. */
  setSilent(group: string | null, silent: boolean): void {
    if (group === null) return;
    if (silent) this.silent.add(group);
    else this.silent.delete(group);
  }

  /** When the next read is due; `undefined` when all wait for an answer. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const entry of this.entries.values()) {
      if (entry.reading || this.mustWait(entry)) continue;
      if (next === undefined || entry.due < next) next = entry.due;
    }
    return next;
  }

  private mustWait({ group, urgency }: Entry): boolean {
    if (group === null || urgency === 'ended' || !this.silent.has(group)) return false;
    return (this.reading.get(group) ?? 0) > 0;
  }

  private setReading(entry: Entry, reading: boolean): void {
    if (entry.reading === reading) return;
    entry.reading = reading;
    const { group } = entry;
    if (group !== null)
      this.reading.set(group, (this.reading.get(group) ?? 0) + (reading ? 1 : -1));
  }
}
