import { setMaxListeners } from 'node:events';
import type { Clock } from '../clock.ts';
import { Failure } from '../errors.ts';

/** The signals that end a command. */
export const signalNames = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

export type SignalName = (typeof signalNames)[number];

export type InterruptName = SignalName | 'EPIPE';

/**
 * What Ctrl-C, a termination, a hang-up and a closed standard output do to the running command. The
 * first one usually aborts `signal` at once. During a start it waits a little, so that the job's id
 * is not lost.
 */
export class Interrupts {
  private readonly controller = new AbortController();
  private readonly clock: Clock;
  private holds: Hold[] = [];
  private redirection: ((reason: Failure) => void) | undefined;
  private pending: Failure | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
    // Every request and wait listens to the signal; Node would warn of a leak at eleven listeners.
    setMaxListeners(0, this.controller.signal);
  }

  /**
   * Aborted with a `Failure` of kind interrupted, terminated, hung_up, output_closed or time_limit.
   */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * A second signal during a hold means that the user does not want to wait. A hang-up does not
   * mean that: the kernel and the shell both report a lost connection, and a session manager sends
   * one right after a termination.
   */
  press(name: InterruptName): void {
    const reason = failureOf(name);
    const hold = this.holds.at(-1);
    if (hold === undefined) {
      this.arrive(name, reason);
    } else if (name === 'EPIPE') {
      this.pending ??= reason;
    } else if (this.pending === undefined) {
      this.pending = reason;
      hold.waitForEnd();
    } else if (name !== 'SIGHUP') {
      hold.leave();
    }
  }

  /**
   * Until the returned function is called, the first Ctrl-C or termination calls `handler` and does
   * not abort `signal`, so that the handler can still send requests. The second one aborts as
   * usual.
   */
  redirect(handler: (reason: Failure) => void): () => void {
    this.redirection = handler;
    return () => {
      this.redirection = undefined;
    };
  }

  private arrive(name: InterruptName, reason: Failure): void {
    const handler = name === 'EPIPE' ? undefined : this.redirection;
    this.redirection = undefined;
    if (handler === undefined) this.controller.abort(reason);
    else handler(reason);
  }

  /**
   * Aborts for another reason, e.g. the end of `--timeout`; a hold delays it like a first Ctrl-C.
   */
  abort(reason: Failure): void {
    const hold = this.holds.at(-1);
    if (hold === undefined) {
      this.controller.abort(reason);
    } else if (this.pending === undefined) {
      this.pending = reason;
      hold.waitForEnd();
    }
  }

  /**
   * Runs `work` to its end even if a first interrupt comes, for at most `graceMs` after it; a
   * second interrupt, or the end of the grace, rejects with `onLeave()` and aborts the signal that
   * `work` was given. Afterwards a first interrupt takes effect: `signal` is aborted.
   */
  async hold<T>(
    graceMs: number,
    onLeave: () => Failure,
    work: (left: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const left = new AbortController();
    const hold: Hold = {
      leave: () => left.abort(onLeave()),
      waitForEnd: () => {
        this.clock.sleep(graceMs, left.signal).then(
          () => left.abort(onLeave()),
          () => undefined,
        );
      },
    };
    this.holds.push(hold);
    try {
      return await Promise.race([work(left.signal), rejection(left.signal)]);
    } finally {
      this.holds = this.holds.filter((other) => other !== hold);
      if (!left.signal.aborted) left.abort(new Error('over'));
      if (this.holds.length === 0 && this.pending !== undefined)
        this.controller.abort(this.pending);
    }
  }
}

interface Hold {
  leave(): void;
  waitForEnd(): void;
}

function rejection(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}

function failureOf(name: InterruptName): Failure {
  switch (name) {
    case 'SIGHUP':
      return new Failure('hung_up', 'the terminal hung up');
    case 'SIGINT':
      return new Failure('interrupted', 'interrupted');
    case 'SIGTERM':
      return new Failure('terminated', 'terminated');
    case 'EPIPE':
      return new Failure('output_closed', 'standard output was closed');
  }
}

/**
 * A full disk must not look like success. The stream reports it one turn of the event loop later.
 */
export async function throwIfUnwritten({ signal }: Pick<Interrupts, 'signal'>): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  if (reason instanceof Failure && reason.kind === 'output_failed') throw reason;
}
