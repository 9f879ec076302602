import { PassThrough, Writable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import unicode11 from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import { createIo, type Io } from '../../src/ui/terminal/io.ts';
import { graphemeWidths } from './grapheme-widths.ts';

/** How wide a terminal draws characters: letters, code points, or what is read as one character. */
export type UnicodeVersion = '6' | '11' | 'graphemes';

export interface TerminalSize {
  readonly columns?: number;
  readonly rows?: number;
  /** Lines that are kept above the visible rows. */
  readonly scrollback?: number;
  readonly unicode?: UnicodeVersion;
}

/**
 * A terminal as a user has it before them: what is written to its streams can be read as the screen
 * that results. Standard output and standard error are the same terminal.
 */
export class Terminal {
  readonly stdin: PassThrough & { isTTY: boolean };
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  private readonly emulator: InstanceType<typeof xterm.Terminal>;
  private isCursorShown = true;

  constructor({ columns = 80, rows = 24, scrollback = 50_000, unicode = '6' }: TerminalSize = {}) {
    this.emulator = new xterm.Terminal({
      cols: columns,
      rows,
      scrollback,
      allowProposedApi: true,
      convertEol: true,
    });
    this.emulator.loadAddon(new unicode11.Unicode11Addon());
    this.emulator.unicode.register(graphemeWidths);
    this.emulator.unicode.activeVersion = unicode;
    this.stdin = Object.assign(new PassThrough(), { isTTY: true });
    this.stdout = new TerminalStream(this.emulator);
    this.stderr = new TerminalStream(this.emulator);
    for (const final of ['h', 'l']) {
      this.emulator.parser.registerCsiHandler({ prefix: '?', final }, (parameters) => {
        if (parameters.includes(25)) this.isCursorShown = final === 'h';
        return false;
      });
    }
  }

  /** The streams as the program sees them; with colour unless `noColor`. */
  io(
    options: { readonly noColor?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
  ): Io {
    const env = { LANG: 'en_US.UTF-8', TERM: 'xterm-256color', ...options.env };
    const { stdin, stdout, stderr } = this;
    return createIo(
      { stdin, stdout, stderr, env, platform: 'linux' },
      { color: options.noColor === true ? 'never' : undefined, noInput: false },
    );
  }

  /** Bytes from elsewhere, e.g. a pseudo-terminal. */
  write(bytes: string | Uint8Array): void {
    this.emulator.write(bytes);
  }

  /**
   * As a window that is pulled: the terminal breaks its lines again, then the program is notified.
   */
  async resize(columns: number, rows: number): Promise<void> {
    await this.settled();
    this.emulator.resize(columns, rows);
    this.stdout.emit('resize');
    this.stderr.emit('resize');
  }

  /**
   * Everything that can be scrolled to and seen, without blanks at line ends and empty lines at the
   * end.
   */
  async lines(): Promise<string[]> {
    await this.settled();
    return trimmed(this.rowsFrom(0));
  }

  /** Only what is in sight. */
  async visible(): Promise<string[]> {
    await this.settled();
    return trimmed(this.rowsFrom(this.emulator.buffer.active.baseY));
  }

  async cursor(): Promise<{ readonly visible: boolean; readonly column: number }> {
    await this.settled();
    return { visible: this.isCursorShown, column: this.emulator.buffer.active.cursorX };
  }

  /**
   * The foreground colour of a cell as the emulator keeps it, -1 for none; row and column from 0.
   */
  async colorAt(row: number, column: number): Promise<number> {
    await this.settled();
    const cell = this.emulator.buffer.active.getLine(row)?.getCell(column);
    return cell === undefined || cell.isFgDefault() ? -1 : cell.getFgColor();
  }

  /** All rows down to the last that shows something, in pieces of one style each. */
  async styledRows(): Promise<StyledText[][]> {
    const { length } = await this.lines();
    return Array.from({ length }, (_, row) => this.styledRow(row));
  }

  private styledRow(row: number): StyledText[] {
    const line = this.emulator.buffer.active.getLine(row);
    const pieces: StyledText[] = [];
    for (let column = 0; column < this.emulator.cols; column++) {
      const cell = line?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) continue;
      const style = {
        color: cell.isFgDefault() ? null : cell.getFgColor(),
        bold: cell.isBold() !== 0,
        dim: cell.isDim() !== 0,
      };
      const last = pieces.at(-1);
      const text = cell.getChars() || ' ';
      if (last !== undefined && isDeepStrictEqual(style, styleOf(last)))
        pieces[pieces.length - 1] = { ...last, text: last.text + text };
      else pieces.push({ column, text, ...style });
    }
    return pieces;
  }

  private rowsFrom(first: number): string[] {
    const { active } = this.emulator.buffer;
    const count = active.baseY + this.emulator.rows - first;
    return Array.from(
      { length: count },
      (_, row) => active.getLine(first + row)?.translateToString(true) ?? '',
    );
  }

  private settled(): Promise<void> {
    return new Promise((resolve) => {
      setImmediate(() => this.emulator.write('', resolve));
    });
  }
}

/** A piece of a row in one style. */
export interface StyledText {
  /** From 0. */
  readonly column: number;
  readonly text: string;
  /** An index of the terminal's palette; `null` for the default. */
  readonly color: number | null;
  readonly bold: boolean;
  readonly dim: boolean;
}

function styleOf({ color, bold, dim }: StyledText): Omit<StyledText, 'column' | 'text'> {
  return { color, bold, dim };
}

/** What a program gets as a standard stream that is a terminal. */
export class TerminalStream extends Writable {
  readonly isTTY = true;
  /** How many writes there were, for those who count frames. */
  writes = 0;
  private readonly chunks: (string | Uint8Array)[] = [];
  private readonly emulator: InstanceType<typeof xterm.Terminal>;

  constructor(emulator: InstanceType<typeof xterm.Terminal>) {
    super({ decodeStrings: false, highWaterMark: 1 << 24 });
    this.emulator = emulator;
  }

  get columns(): number {
    return this.emulator.cols;
  }

  get rows(): number {
    return this.emulator.rows;
  }

  /** The bytes as text. */
  get written(): string {
    return this.chunks
      .map((chunk) => (typeof chunk === 'string' ? chunk : new TextDecoder().decode(chunk)))
      .join('');
  }

  override _write(chunk: string | Uint8Array, _encoding: string, done: () => void): void {
    this.writes++;
    this.chunks.push(chunk);
    this.emulator.write(chunk);
    done();
  }
}

function trimmed(rows: readonly string[]): string[] {
  const last = rows.findLastIndex((row) => row.trim() !== '');
  return rows.slice(0, last + 1).map((row) => row.trimEnd());
}
