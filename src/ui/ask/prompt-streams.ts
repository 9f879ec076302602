import { PassThrough, Writable } from 'node:stream';
import type { Io, Output } from '../terminal/io.ts';

/** The streams of a terminal for the library of prompts. */
export interface PromptStreams {
  readonly input: PassThrough;
  readonly output: Writable;
  /** Restores the terminal: keys are echoed again, and nothing more is read. */
  close(): void;
}

type Keyboard = Io['input'] & { setRawMode?(isRaw: boolean): unknown };

/**
 * The keys of the terminal, and standard error. `onEnd` is called when no more keys will come; the
 * library would wait forever.
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

/** Replaces Ctrl-D, after which the prompt would wait forever, and line breaks by keys. */
function asKeys(bytes: Buffer): Buffer {
  return bytes.map((byte) => keys.get(byte) ?? byte) as Buffer;
}

const keys: ReadonlyMap<number, number> = new Map([
  [0x04, 0x03],
  [0x0a, 0x0d],
]);

/** Standard error, limited to what the terminal can show; redraws after a resize. */
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

  /** Writes at once, so that later text of others appears below. */
  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    // The library writes "1 items". This line is not redrawn, so its length does not matter.
    const text = chunk.toString().replace(/(\d+) items selected/, '$1 chosen');
    const colored = this.err.colorLevel > 0 ? text : text.replaceAll(/\u001b\[[\d;]*m/g, '');
    void this.err.write(this.unicode ? colored : colored.replaceAll(symbols, asciiOf));
    done();
  }
}

/** Symbols and ASCII characters of the same width: the library counts columns to redraw. */
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
