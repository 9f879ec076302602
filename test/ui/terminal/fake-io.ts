import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough } from 'node:stream';
import { type ColorChoice, createIo, type Io } from '../../../src/ui/terminal/io.ts';

/** A stream that a program would take for a terminal, or for a pipe, and what was written to it. */
export class FakeStream extends PassThrough {
  readonly isTTY: boolean;
  columns: number;
  rows = 40;
  private readonly chunks: string[] = [];

  constructor(isTTY: boolean, columns = 100) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
    this.on('data', (chunk: Buffer) => this.chunks.push(chunk.toString('utf8')));
  }

  get text(): string {
    return this.chunks.join('');
  }

  setRawMode(): this {
    return this;
  }

  cursorTo(x: number, y?: number): boolean {
    return cursorTo(this, x, y);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }
}

export interface FakeIo {
  readonly io: Io;
  readonly stdin: FakeStream;
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
}

export interface FakeIoOptions {
  /** What is a terminal; default: everything. */
  readonly terminal?: {
    readonly stdin?: boolean;
    readonly stdout?: boolean;
    readonly stderr?: boolean;
  };
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly noColor?: boolean;
  readonly color?: ColorChoice;
  readonly noInput?: boolean;
}

/** A terminal of 100 columns in UTF-8 without colour, by default. */
export function fakeIo(options: FakeIoOptions = {}): FakeIo {
  const { terminal = {}, columns = 100, env = {}, noColor = true, noInput = false } = options;
  const stdin = new FakeStream(terminal.stdin ?? true, columns);
  const stdout = new FakeStream(terminal.stdout ?? true, columns);
  const stderr = new FakeStream(terminal.stderr ?? true, columns);
  const environment = { LANG: 'en_US.UTF-8', TERM: 'xterm-256color', ...env };
  return {
    io: createIo(
      { stdin, stdout, stderr, env: environment, platform: 'linux' },
      { noInput, color: options.color ?? (noColor ? 'never' : undefined) },
    ),
    stdin,
    stdout,
    stderr,
  };
}

/** Everything in a pipe, as in a cron entry. */
export function pipedIo(options: FakeIoOptions = {}): FakeIo {
  return fakeIo({ terminal: { stdin: false, stdout: false, stderr: false }, ...options });
}

/** Time that stands still at 2026-11-23 14:19:02 UTC. */
export const frozen = { now: () => Date.parse('2026-11-23T14:19:02Z') };

/** One turn of the event loop after the streams have moved their data. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
