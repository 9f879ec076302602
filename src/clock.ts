/** The only source of time in the program, so that tests can use a virtual clock. */
export interface Clock {
  /** Milliseconds since the epoch, as `Date.now()`. */
  now(): number;
  /**
   * Resolves after `ms` milliseconds; rejects with the signal's reason when `signal` is aborted
   * first.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** 24 hours. */
export const dayMs = 86_400_000;

/** Node fires a timer with a longer delay immediately. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    let left = ms;
    for (; left > longestTimerMs; left -= longestTimerMs) await timer(longestTimerMs, signal);
    await timer(left, signal);
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const stop = () => {
      clearTimeout(timeout);
      reject(signal?.reason);
    };
    const timeout = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/**
 * Waits for shared work. When `signal` is aborted, this wait rejects with its reason; the work
 * itself continues for others.
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  signal.throwIfAborted();
  let stop: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Thrown when work takes longer than its limit. */
export class TimeUp extends Error {}

interface TimeLimit {
  readonly clock: Clock;
  readonly ms: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs `work` with a signal that is aborted after `ms` milliseconds, or when `signal` is. Rejects
 * at that moment with a `TimeUp` or the signal's reason, even if `work` does not settle.
 */
export async function withinTime<T>(
  { clock, ms, signal }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  clock.sleep(ms, either).then(
    () => ended.abort(new TimeUp()),
    () => undefined,
  );
  const working = work(either);
  working.catch(() => undefined);
  try {
    return await unlessAborted(working, either);
  } finally {
    ended.abort();
  }
}
