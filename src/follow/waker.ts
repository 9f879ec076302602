import type { Clock } from '../clock.ts';

/** Without a reason Node would make a costly one each time. */
const awake = new Error('awake');

/** A wait that ends early when something happens. */
export class Waker {
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private isDue = false;
  private endWait: (() => void) | undefined;

  /** `signal`: aborting it ends every wait with its reason. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.clock = clock;
    this.signal = signal;
    signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  /** Ends the wait under way, or the next one. */
  wake(): void {
    this.isDue = true;
    this.endWait?.();
  }

  /** Until `ms` milliseconds have passed (`undefined`: without a limit) or `wake` is called. */
  async wait(ms: number | undefined): Promise<void> {
    if (!this.isDue) {
      const over = new AbortController();
      const woken = new Promise<void>((resolve) => {
        this.endWait = resolve;
      });
      const slept =
        ms === undefined ? woken : this.clock.sleep(ms, over.signal).catch(() => undefined);
      await Promise.race([woken, slept]);
      this.endWait = undefined;
      over.abort(awake);
    }
    this.isDue = false;
    this.signal.throwIfAborted();
  }
}
