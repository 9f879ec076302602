/** The priority of a host's read: first hosts that have just ended, last quiet ones. */
export type ReadClass = 'ended' | 'active' | 'quiet';

/** Milliseconds that are added to the waiting time of a class. Quiet hosts still get their turn. */
const headStartMs: Readonly<Record<ReadClass, number>> = { ended: 5000, active: 2000, quiet: 0 };

/** A host's place in the queue; only the queue changes it. */
export interface QueuedRead {
  /** The host's smart proxy; `null` if it has none. */
  readonly proxy: string | null;
  due: number;
  urgency: ReadClass;
  state: 'waiting' | 'reading' | 'removed';
  /** Among equals, the host added first is read first. */
  order: number;
}

/** The hosts of one smart proxy; waiting hosts are sorted by the time at which they are due. */
interface ProxyLine<T> {
  isSilent: boolean;
  reading: number;
  readonly waiting: Readonly<Record<ReadClass, T[]>>;
}

/** Whether an ended host may be read now. */
type Wanted<T> = (turn: T) => boolean;

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Decides which host to read next, and when. Pure: the caller passes the time (milliseconds). */
export class ReadQueue<T extends QueuedRead> {
  private readonly lines = new Map<string | null, ProxyLine<T>>();
  private added = 0;

  add(turn: T): void {
    turn.order = this.added++;
    this.enqueue(turn);
  }

  /** Makes a host due now, because it started or ended. */
  makeDue(turn: T, now: number, urgency: ReadClass): void {
    const isWaiting = turn.state === 'waiting';
    if (isWaiting) this.dequeue(turn);
    turn.due = Math.min(turn.due, now);
    turn.urgency = urgency;
    if (isWaiting) this.enqueue(turn);
  }

  /** Takes the host to read now, or `undefined`. It is not due again until `later` is called. */
  take(now: number, isWanted: Wanted<T> = () => true): T | undefined {
    const turn = this.mostDue(now, isWanted);
    if (turn !== undefined) this.begin(turn);
    return turn;
  }

  /** Takes the ended hosts that have waited longest; none if fewer than `least` are due. */
  takeEnded(now: number, { least, most }: Bounds, isWanted: Wanted<T>): readonly T[] {
    const due: T[] = [];
    for (const { waiting } of this.lines.values())
      for (const turn of waiting.ended) if (turn.due <= now && isWanted(turn)) due.push(turn);
    if (due.length < least) return [];
    const turns = due.sort(byTurn).slice(0, most);
    for (const turn of turns) this.begin(turn);
    return turns;
  }

  /** Ends a read; the next is due at `due`, or at once if `makeDue` was called meanwhile. */
  later(turn: T, due: number, urgency: ReadClass): void {
    if (turn.state !== 'reading') return;
    this.lineOf(turn).reading--;
    turn.state = 'waiting';
    turn.due = Math.min(turn.due, due);
    if (turn.urgency !== 'ended') turn.urgency = urgency;
    this.enqueue(turn);
  }

  remove(turn: T): void {
    if (turn.state === 'reading') this.lineOf(turn).reading--;
    if (turn.state === 'waiting') this.dequeue(turn);
    turn.state = 'removed';
  }

  /** While a smart proxy is silent, only one of its hosts is read at a time. */
  setSilent(proxy: string | null, isSilent: boolean): void {
    const line = this.lines.get(proxy);
    if (proxy !== null && line !== undefined) line.isSilent = isSilent;
  }

  /** When the next read is due; `undefined` if no host is waiting. */
  nextDue(isWanted: Wanted<T> = () => true): number | undefined {
    let next: number | undefined;
    for (const { due } of this.heads(isWanted)) if (next === undefined || due < next) next = due;
    return next;
  }

  private begin(turn: T): void {
    this.dequeue(turn);
    this.lineOf(turn).reading++;
    turn.state = 'reading';
    turn.due = Number.POSITIVE_INFINITY;
  }

  private mostDue(now: number, isWanted: Wanted<T>): T | undefined {
    let best: T | undefined;
    let longest = Number.NEGATIVE_INFINITY;
    for (const turn of this.heads(isWanted)) {
      if (turn.due > now) continue;
      const waited = now - turn.due + headStartMs[turn.urgency];
      if (waited < longest || (waited === longest && best !== undefined && best.order < turn.order))
        continue;
      longest = waited;
      best = turn;
    }
    return best;
  }

  /** The first host of each class of each smart proxy that may be read now. */
  private *heads(isWanted: Wanted<T>): Generator<T> {
    for (const { isSilent, reading, waiting } of this.lines.values()) {
      const ended = waiting.ended.find(isWanted);
      if (ended !== undefined) yield ended;
      if (isSilent && reading > 0) continue;
      const [active] = waiting.active;
      if (active !== undefined) yield active;
      const [quiet] = waiting.quiet;
      if (quiet !== undefined) yield quiet;
    }
  }

  private lineOf({ proxy }: T): ProxyLine<T> {
    let line = this.lines.get(proxy);
    if (line === undefined) {
      line = { isSilent: false, reading: 0, waiting: { ended: [], active: [], quiet: [] } };
      this.lines.set(proxy, line);
    }
    return line;
  }

  private enqueue(turn: T): void {
    const waiting = this.lineOf(turn).waiting[turn.urgency];
    waiting.splice(placeIn(waiting, turn), 0, turn);
  }

  private dequeue(turn: T): void {
    const waiting = this.lineOf(turn).waiting[turn.urgency];
    waiting.splice(placeIn(waiting, turn), 1);
  }
}

function byTurn(a: QueuedRead, b: QueuedRead): number {
  return a.due - b.due || a.order - b.order;
}

/** The index of a turn in the sorted list, or where to insert it. */
function placeIn(waiting: readonly QueuedRead[], { due, order }: QueuedRead): number {
  let from = 0;
  let to = waiting.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const other = waiting[middle] as QueuedRead;
    if (other.due < due || (other.due === due && other.order < order)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The most reads at a time: the number of sockets of the connection. */
const maxReads = 8;
const firstLimit = 4;
const fastMs = 500;
const slowMs = 2000;
/** An older read waits for a hung smart proxy and no longer blocks other hosts. */
const hungMs = 10_000;

/**
 * How many reads may be in flight. The limit rises by one after as many fast reads as the limit,
 * and is halved after a read that took more than 2 s or was refused by an overloaded server.
 */
export class ConcurrencyLimit {
  /** The current limit, without hung reads. */
  current = firstLimit;
  private readonly reads = new Set<{ readonly startedAt: number }>();
  private fastReads = 0;

  get inFlight(): number {
    return this.reads.size;
  }

  allows(now: number): boolean {
    if (this.reads.size >= maxReads) return false;
    let young = 0;
    for (const { startedAt } of this.reads) if (now - startedAt < hungMs) young++;
    return young < this.current;
  }

  /** Milliseconds until a read counts as hung and another may start; `undefined` = no reads. */
  nextHungMs(now: number): number | undefined {
    let next: number | undefined;
    for (const { startedAt } of this.reads) {
      const left = startedAt + hungMs - now;
      if (left > 0 && (next === undefined || left < next)) next = left;
    }
    return next;
  }

  /** Notes the start of a read; call the returned function at its end. */
  start(
    now: number,
    hosts = 1,
  ): (end: { readonly now: number; readonly overloaded: boolean }) => void {
    const read = { startedAt: now };
    this.reads.add(read);
    return (end) => {
      this.reads.delete(read);
      this.adjust((end.now - now) / hosts, end.overloaded);
    };
  }

  private adjust(milliseconds: number, overloaded: boolean): void {
    if (overloaded || milliseconds > slowMs) {
      this.current = Math.max(1, Math.floor(this.current / 2));
      this.fastReads = 0;
    } else if (milliseconds <= fastMs && ++this.fastReads >= this.current) {
      this.current = Math.min(maxReads, this.current + 1);
      this.fastReads = 0;
    }
  }
}
