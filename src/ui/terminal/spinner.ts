import type { Clock } from '../../clock.ts';
import type { Io } from './io.ts';
import { oneLine } from './sanitise.ts';

/** Shorter work shows no spinner and does not load it. */
const appearsAfterMs = 150;

/** The part of a command's context that a spinner needs. */
interface ProgressPlace {
  readonly io: Pick<Io, 'err' | 'unicode'>;
  readonly clock: Clock;
}

/**
 * Runs `work`. If it takes longer than a moment and standard error is a terminal, shows there what
 * is being done. The line is always erased before the returned promise settles.
 */
export async function withProgress<T>(
  place: ProgressPlace,
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  const { err } = place.io;
  if (!err.isTerminal || err.isDumb === true) return work();
  const over = new AbortController();
  const shown = showLater(place, oneLine(text), over.signal);
  try {
    return await work();
  } finally {
    over.abort(new Error('over'));
    (await shown)?.stop();
  }
}

interface Spinner {
  stop(): unknown;
}

/** Shows the spinner later; its errors are ignored. */
async function showLater(
  { io, clock }: ProgressPlace,
  text: string,
  over: AbortSignal,
): Promise<Spinner | undefined> {
  try {
    await clock.sleep(appearsAfterMs, over);
    const { default: ora } = await import('ora');
    over.throwIfAborted();
    const spinner = io.unicode ? 'dots' : 'line';
    const color = io.err.colorLevel > 0 ? 'cyan' : false;
    const { stream } = io.err;
    return ora({ text, stream, isEnabled: true, discardStdin: false, spinner, color }).start();
  } catch {
    return undefined;
  }
}
