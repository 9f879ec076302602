import type { Clock } from '../clock.ts';

/** Without a reason Node would make a costly one each time. */
const awake = new Error('awake');

/** A wait that ends early when something happens. */
export class Waker {
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private rung = false;
  private wake: (() => void) | undefined;

  /** `signal`: aborting it ends every wait with its reason. */
  constructor(clock: Clock, signal: AbortSignal) {
    this.clock = clock;
    this.signal = signal;
    signal.addEventListener('abort', () => this.ring(), { once: true });
  }

  /** Ends the wait under way, or the next one. */
  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  /**
   * Until `ms` milliseconds have passed (`undefined`: for as long as it takes) or `ring` is called.
   */
  async wait(ms: number | undefined): Promise<void> {
    if (!this.rung) {
      const over = new AbortController();
      const rung = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const slept =
        ms === undefined ? rung : this.clock.sleep(ms, over.signal).catch(() => undefined);
      await Promise.race([rung, slept]);
      this.wake = undefined;
      over.abort(awake);
    }
    this.rung = false;
    this.signal.throwIfAborted();
  }
}
