import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { screenOf } from '../../ui/terminal/screen.ts';
import { leftTour } from './left-tour.ts';

/** Waits between two steps. */
export type Pause = () => Promise<void>;

const ctrlC = '\u0003';

/** The longest pause: long enough to read the output of a step. */
const longestMs = 6_000;

type Place = Pick<Context, 'io' | 'clock' | 'signal'> & {
  readonly runtime: Pick<Context['runtime'], 'env'>;
};

/** The pause between steps; it returns immediately unless the terminal is interactive. */
export function pauseOf(place: Place, isWanted: boolean): Pause {
  const { io, runtime } = place;
  const isWatched = io.out.isTerminal && io.input.isTTY === true && !runtime.env.CI;
  return isWanted && isWatched ? () => pause(place) : async () => undefined;
}

/** Waits for a key or until the pause is over, then erases its line. */
async function pause({ io, clock, signal }: Place): Promise<void> {
  const { style } = await screenOf(io.out, io, clock);
  const isDrawn = io.out.isDumb !== true;
  await io.out.write(`\n${style.dim('Press any key to continue, or wait.')}${isDrawn ? '' : '\n'}`);
  try {
    await keyOrTime({ input: io.input, clock, signal });
  } finally {
    await io.out.write(isDrawn ? '\r\u001b[K\u001b[A' : '');
  }
}

interface Waiting extends Pick<Place, 'clock' | 'signal'> {
  readonly input: NodeJS.ReadableStream & { setRawMode?(isRaw: boolean): unknown };
}

/** Waits for a key or the time. Keys are read without Enter, so that Ctrl-C is a key, no signal. */
async function keyOrTime({ input, clock, signal }: Waiting): Promise<void> {
  const pressed = new AbortController();
  const onKey = (key: unknown) =>
    pressed.abort(String(key).includes(ctrlC) ? new Failure('interrupted', '') : key);
  const ended = AbortSignal.any([signal, pressed.signal]);
  const onLost = (cause: Error) =>
    pressed.abort(new Failure('hung_up', 'the terminal hung up', { cause }));
  setRaw(input, true);
  input.on('data', onKey).on('error', onLost).resume();
  try {
    await clock.sleep(longestMs, ended);
  } catch (reason) {
    if (signal.aborted || reason instanceof Failure) throw leftTour(reason);
  } finally {
    input.removeListener('data', onKey).removeListener('error', onLost).pause();
    setRaw(input, false);
  }
}

/** Sets the mode of the terminal, unless the terminal is gone. */
function setRaw(input: Waiting['input'], isRaw: boolean): void {
  try {
    input.setRawMode?.(isRaw);
  } catch {
    // The hang-up of the terminal ends the command.
  }
}
