import type { Clock } from '../../clock.ts';

/** Decides when to draw: soon after something changed, at most ten times a second, and once a second anyway. */
export interface FramePacer {
  /** Something changed. */
  request(): void;
  /** No frame is drawn afterwards. */
  stop(): void;
}

const frameMs = 100;
const tickMs = 1_000;

/** `draw` is called at once for a change after a quiet time, else when the time of the next frame has come. */
export function framePacer(clock: Clock, draw: () => void): FramePacer {
  const over = new AbortController();
  let lastAt = Number.NEGATIVE_INFINITY;
  let pending = false;
  const frame = () => {
    pending = false;
    if (over.signal.aborted) return;
    lastAt = clock.now();
    draw();
  };
  const request = () => {
    if (pending || over.signal.aborted) return;
    const wait = lastAt + frameMs - clock.now();
    if (wait <= 0) {
      frame();
      return;
    }
    pending = true;
    clock.sleep(Math.min(wait, frameMs), over.signal).then(frame, () => undefined);
  };
  const tick = async () => {
    while (!over.signal.aborted) {
      await clock.sleep(tickMs, over.signal);
      request();
    }
  };
  tick().catch(() => undefined);
  return { request, stop: () => over.abort(new Error('over')) };
}
