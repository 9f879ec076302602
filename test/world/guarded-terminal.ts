import xterm from '@xterm/headless';

/** What xterm.js keeps to itself. */
interface Insides {
  readonly _core: {
    writeSync(text: string): void;
    readonly _inputHandler: { readonly _curAttrData: { readonly fg: number; readonly bg: number } };
    readonly coreService: { readonly isCursorHidden: boolean };
    readonly _charsetService: { readonly glevel: number; readonly charset: unknown };
  };
}

type Emulator = InstanceType<typeof xterm.Terminal> & Insides;

/** Operating system commands: titles, colors of the palette, links, the clipboard, marks … */
const systemCommands = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 52, 104, 110, 112, 133, 777, 1337];

/** Controls but those of lines and looks, and what turns the direction of text. */
const unshown =
  /[\0-\u0008\u000b-\u001a\u001c-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

/**
 * A terminal that notes what no text of a host may cause: a title, a link, a bell, an answer to a
 * query, another screen, mode, character set or look, and rows that change after they were printed.
 */
export class GuardedTerminal {
  readonly wrongs: string[] = [];
  private readonly emulator: Emulator;
  private readonly printed: string[] = [];
  private readonly modes: string;
  private readonly links: string | null;
  private hasOpenLink = false;

  /** `links`: the beginning of addresses that the program itself may link to. */
  constructor(columns: number, links: string | null = null) {
    this.links = links;
    this.emulator = new xterm.Terminal({
      cols: columns,
      rows: 30,
      scrollback: 20_000,
      allowProposedApi: true,
      convertEol: true,
    }) as Emulator;
    const { emulator } = this;
    emulator.onTitleChange((title) => this.wrongs.push(`title ${JSON.stringify(title)}`));
    emulator.onBell(() => this.wrongs.push('bell'));
    emulator.onData((answer) => this.wrongs.push(`answer ${JSON.stringify(answer)}`));
    for (const number of systemCommands) {
      emulator.parser.registerOscHandler(number, (data) => {
        if (number === 8 && this.isOwnLink(data)) return false;
        this.wrongs.push(`command ${number};${data}`);
        return false;
      });
    }
    this.modes = this.modesNow();
  }

  /** Text that only prints: each line leaves the terminal as it found it, one row or more lower. */
  printLines(text: string): void {
    const found = unshown.exec(this.withoutLinkEnds(text))?.[0].codePointAt(0);
    if (found !== undefined) this.wrongs.push(`U+${found.toString(16)} is not shown by name`);
    for (const line of text.split(/(?<=\n)/)) {
      const before = this.row();
      this.emulator._core.writeSync(line);
      if (!line.endsWith('\n')) this.wrongs.push(`no line end after ${JSON.stringify(line)}`);
      this.judge(line);
      if (this.row() <= before)
        this.wrongs.push(`the row did not move after ${JSON.stringify(line)}`);
      for (let row = before; row < this.row(); row++) this.printed[row] = this.rowText(row);
    }
    this.printed.forEach((text, row) => {
      if (this.rowText(row) !== text) this.wrongs.push(`row ${row} changed: ${text}`);
    });
  }

  /** Text that also draws: the terminal is as it was when all of it is there. */
  draw(text: string): void {
    this.emulator._core.writeSync(text);
    this.judge(text.slice(-200));
  }

  /** All rows, without blanks at their ends. */
  rows(): string[] {
    return Array.from({ length: this.row() }, (_, row) => this.rowText(row));
  }

  private judge(line: string): void {
    const { emulator } = this;
    const { fg, bg } = emulator._core._inputHandler._curAttrData;
    const { _charsetService: charsets, coreService } = emulator._core;
    const facts: readonly (readonly [wrong: boolean, what: string])[] = [
      [fg !== 0 || bg !== 0, 'look'],
      [emulator.buffer.active.cursorX !== 0, 'column'],
      [emulator.buffer.active.type !== 'normal', 'screen'],
      [this.modesNow() !== this.modes, 'modes'],
      [coreService.isCursorHidden, 'cursor'],
      [this.hasOpenLink, 'link'],
      [charsets.glevel !== 0 || charsets.charset !== undefined, 'character set'],
    ];
    for (const [wrong, what] of facts)
      if (wrong) this.wrongs.push(`${what} after ${JSON.stringify(line)}`);
  }

  /** The beginning of a link to where the program may link, or its end. */
  private isOwnLink(data: string): boolean {
    if (this.links === null) return false;
    const isEnd = data === ';' && this.hasOpenLink;
    const isOwn =
      data.startsWith(`;${this.links}`) && /^\d+$/.test(data.slice(this.links.length + 1));
    this.hasOpenLink = isOwn;
    return isOwn || isEnd;
  }

  private withoutLinkEnds(text: string): string {
    return this.links === null ? text : text.replaceAll(/(\u001b\]8;;[!-~]*)\u0007/g, '$1');
  }

  private modesNow(): string {
    return JSON.stringify(this.emulator.modes);
  }

  private row(): number {
    const { active } = this.emulator.buffer;
    return active.baseY + active.cursorY;
  }

  private rowText(row: number): string {
    return this.emulator.buffer.active.getLine(row)?.translateToString(true) ?? '';
  }
}
