import { PassThrough, Writable } from 'node:stream';
import type { Io, Output } from '../terminal/io.ts';

/** The two ends of a terminal as the library of prompts uses them. */
export interface PromptStreams {
  readonly input: PassThrough;
  readonly output: Writable;
  /** Gives the terminal back: its keys are echoed again, and nothing is read any longer. */
  close(): void;
}

type Keyboard = Io['input'] & { setRawMode?(isRaw: boolean): unknown };

/**
 * Keys of the terminal and its error stream. `onEnd` is called where no more keys will come; the
 * library itself waits all the same.
 */
export function openPromptStreams(io: Io, onEnd: (error?: Error) => void): PromptStreams {
  const keyboard: Keyboard = io.input;
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (isRaw: boolean) => void keyboard.setRawMode?.(isRaw),
  });
  const output = new PromptOutput(io.err, io.unicode);
  const type = (keys: Buffer | string) => void input.write(asKeys(Buffer.from(keys)));
  const end = () => onEnd();
  const redraw = () => void output.emit('resize');
  keyboard.on('data', type).on('error', onEnd).on('end', end).on('close', end);
  keyboard.resume();
  io.err.stream.on('resize', redraw);
  return {
    input,
    output,
    close() {
      keyboard.off('data', type).off('error', onEnd).off('end', end).off('close', end);
      io.err.stream.off('resize', redraw);
      keyboard.pause();
      keyboard.setRawMode?.(false);
      input.destroy();
    },
  };
}

/** Ctrl-D would close the line editor and leave the prompt waiting; a line break is Enter. */
function asKeys(bytes: Buffer): Buffer {
  return bytes.map((byte) => keys.get(byte) ?? byte) as Buffer;
}

const keys: ReadonlyMap<number, number> = new Map([
  [0x04, 0x03],
  [0x0a, 0x0d],
]);

/** The error stream with what this terminal can show; a terminal that is pulled is drawn again. */
class PromptOutput extends Writable {
  readonly isTTY = true;
  private readonly err: Output;
  private readonly unicode: boolean;

  constructor(err: Output, unicode: boolean) {
    super({ decodeStrings: false });
    this.err = err;
    this.unicode = unicode;
  }

  get columns(): number {
    return this.err.columns;
  }

  get rows(): number {
    return this.err.rows;
  }

  /** Done at once, so that what others write afterwards stands below. */
  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    // The library counts "1 items"; nothing is drawn over this line.
    const text = chunk.toString().replace(/(\d+) items selected/, '$1 chosen');
    const colored = this.err.colorLevel > 0 ? text : text.replaceAll(/\u001b\[[\d;]*m/g, '');
    void this.err.write(this.unicode ? colored : colored.replaceAll(symbols, asciiOf));
    done();
  }
}

/** Signs of the same width, because the library counts columns to draw again. */
const asciiSigns: ReadonlyMap<string, string> = new Map([
  ['◆', '*'],
  ['◇', 'o'],
  ['■', 'x'],
  ['▲', '!'],
  ['│', '|'],
  ['└', '-'],
  ['—', '-'],
  ['●', '>'],
  ['○', ' '],
  ['◻', '-'],
  ['◼', '+'],
  ['█', '_'],
  ['↑', '^'],
  ['↓', 'v'],
  ['•', '-'],
]);

const symbols = new RegExp(`[${[...asciiSigns.keys()].join('')}]`, 'g');

function asciiOf(symbol: string): string {
  return asciiSigns.get(symbol) ?? symbol;
}
