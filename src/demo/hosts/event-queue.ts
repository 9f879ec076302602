interface QueuedEvent {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * The future events of the simulated world, a binary heap sorted by time. Events with the same time
 * stay in the order in which they were scheduled.
 */
export class EventQueue {
  private readonly heap: QueuedEvent[] = [];
  private order = 0;

  /** Adds an event; `at` is in milliseconds since the epoch. */
  schedule(at: number, run: () => void): void {
    const event = { at, order: this.order++, run };
    let i = this.heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = this.heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      this.heap[i] = above;
      i = parent;
    }
    this.heap[i] = event;
  }

  /** Removes and returns the next event that is due at `time`; null = none is. */
  take(time: number): QueuedEvent | null {
    const first = this.heap[0];
    if (first === undefined || first.at > time) return null;
    const last = this.heap.pop();
    if (last !== undefined && last !== first) this.sink(last);
    return first;
  }

  private sink(event: QueuedEvent): void {
    const size = this.heap.length;
    let i = 0;
    for (;;) {
      const left = 2 * i + 1;
      if (left >= size) break;
      const child = left + 1 < size && this.less(left + 1, left) ? left + 1 : left;
      const below = this.heap[child];
      if (below === undefined || isBefore(event, below)) break;
      this.heap[i] = below;
      i = child;
    }
    this.heap[i] = event;
  }

  private less(a: number, b: number): boolean {
    const first = this.heap[a];
    const second = this.heap[b];
    return first !== undefined && second !== undefined && isBefore(first, second);
  }
}

function isBefore(a: QueuedEvent, b: QueuedEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
