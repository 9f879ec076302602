import type { Clock } from '../../clock.ts';

/**
 * Decides when to draw: soon after something changed, at most ten times a second, and once a second
 * anyway.
 */
export interface FramePacer {
  /** Something changed. */
  request(): void;
  /** No frame is drawn afterwards. */
  stop(): void;
}

const frameMs = 100;
const tickMs = 1_000;

/**
 * `draw` is called for a change after a quiet time as soon as all is there that came with it (a
 * microtask later), else when the time of the next frame has come.
 */
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
    pending = true;
    if (wait <= 0) queueMicrotask(frame);
    else clock.sleep(Math.min(wait, frameMs), over.signal).then(frame, () => undefined);
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
