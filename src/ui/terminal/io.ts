import type { Environment } from '../../environment.ts';
import { showsLinks } from './links.ts';
import { giveSize, positive, type TerminalStream } from './terminal-size.ts';

/**
 * The streams of a command and their properties. It is decided once which stream is a terminal and
 * has color (as clig.dev advises); commands never ask streams directly.
 */
export interface Io {
  /** Standard output, for the answer. */
  readonly out: Output;
  /** Standard error, for everything else: progress, notes, warnings, errors, prompts. */
  readonly err: Output;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** Whether questions can be asked: on two terminals (input, standard error), no `--no-input`. */
  readonly canPrompt: boolean;
  /** Whether locale and terminal support icons beyond ASCII (UTF-8). */
  readonly unicode: boolean;
}

export interface Output {
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  /** The terminal cannot move its cursor (`TERM=dumb`): no spinner and no live view. */
  readonly isDumb?: boolean;
  /** chalk's levels: 0 = none, 1 = basic, 2 = 256 colors, 3 = true color. */
  readonly colorLevel: ColorLevel;
  /** Whether the terminal shows links (OSC 8). */
  readonly hasLinks?: boolean;
  /** The address of a job's page, if the terminal shows links and the server is known. */
  readonly jobAddress?: (id: number) => string;
  /** The current number of columns, also after a resize; 80 if it is not a terminal. */
  readonly columns: number;
  /** The width for `--format table`: if it is not a terminal, COLUMNS or no limit. */
  readonly tableColumns: number;
  readonly rows: number;
  /**
   * Writes; resolves when the stream can accept more (backpressure). Never rejects: errors are
   * reported to the owner of the stream. `onEnd` is called with whether the text was written, if
   * that is known.
   */
  write(text: string, onEnd?: (taken: boolean) => void): Promise<void>;
}

export type ColorLevel = 0 | 1 | 2 | 3;

/** The values of `--color`. */
export const colorChoices = ['auto', 'always', 'never'] as const;

export type ColorChoice = (typeof colorChoices)[number];

/** The facts for `createIo`. They are passed in, so that a test can simulate any terminal. */
interface IoStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Environment;
  readonly platform: string;
}

interface IoChoices {
  /** `--color`; if it is not given, the environment decides. */
  readonly color: ColorChoice | undefined;
  /** `--no-input` was given. */
  readonly noInput: boolean;
}

type IoSource = Pick<IoStreams, 'env' | 'platform'> & Pick<IoChoices, 'color'>;

export function createIo(streams: IoStreams, { color, noInput }: IoChoices): Io {
  const source = { color, env: streams.env, platform: streams.platform };
  const err = outputOf(streams.stderr, source);
  return {
    out: outputOf(streams.stdout, source),
    err,
    get input() {
      return streams.stdin;
    },
    get canPrompt() {
      return !noInput && err.isTerminal && streams.stdin.isTTY === true;
    },
    unicode: isUnicode(source),
  };
}

/** The same with other outputs. Standard input is opened on first use. */
export function redirected(io: Io, outputs: Partial<Pick<Io, 'out' | 'err'>>): Io {
  const { out = io.out, err = io.err } = outputs;
  return {
    out,
    err,
    get input() {
      return io.input;
    },
    get canPrompt() {
      return io.canPrompt;
    },
    unicode: io.unicode,
  };
}

function outputOf(stream: NodeJS.WritableStream, source: IoSource): Output {
  const terminal = stream as NodeJS.WritableStream & TerminalStream;
  const isTerminal = terminal.isTTY === true;
  giveSize(terminal, source.env);
  const colorLevel = colorLevelOf(isTerminal, source);
  return {
    stream,
    isTerminal,
    isDumb: source.env.TERM === 'dumb',
    colorLevel,
    hasLinks: isTerminal && colorLevel > 0 && showsLinks(source.env),
    get columns() {
      return isTerminal ? (terminal.columns ?? 80) : 80;
    },
    get tableColumns() {
      return isTerminal
        ? this.columns
        : positive(Number(source.env.COLUMNS)) || Number.POSITIVE_INFINITY;
    },
    get rows() {
      return isTerminal ? (terminal.rows ?? 24) : 24;
    },
    write: writerTo(stream),
  };
}

function writerTo(stream: NodeJS.WritableStream): Output['write'] {
  let draining: Promise<void> | undefined;
  return async (text, onEnd) => {
    if (text === '' || !stream.writable) {
      onEnd?.(text === '');
      return;
    }
    if (stream.write(text, (error) => onEnd?.(!error))) return;
    draining ??= drained(stream).then(() => {
      draining = undefined;
    });
    await draining;
  };
}

/** Waits until a stream accepts more, or fails or closes, after which it never drains. */
function drained(stream: NodeJS.WritableStream): Promise<void> {
  const ends = ['drain', 'error', 'close'] as const;
  return new Promise((resolve) => {
    const finish = () => {
      for (const name of ends) stream.removeListener(name, finish);
      resolve();
    };
    for (const name of ends) stream.on(name, finish);
  });
}

/** The color level: options have priority, then variables of rexctl, then general ones. */
function colorLevelOf(isTerminal: boolean, { env, color, platform }: IoSource): ColorLevel {
  const detected = detectedLevel(env, platform);
  if (color === 'never') return 0;
  if (color === 'always') return strongest(forcedLevel(env.FORCE_COLOR), detected);
  if (isSet(env.REXCTL_NO_COLOR) || isSet(env.NO_COLOR)) return 0;
  const forced = forcedLevel(env.FORCE_COLOR) ?? (isOn(env.CLICOLOR_FORCE) ? 1 : undefined);
  if (forced !== undefined) return forced === 0 ? 0 : strongest(forced, detected);
  return !isTerminal || env.CLICOLOR === '0' || env.TERM === 'dumb' ? 0 : detected;
}

function strongest(forced: ColorLevel | undefined, detected: ColorLevel): ColorLevel {
  return forced !== undefined && forced > detected ? forced : detected;
}

const forcedLevels: ReadonlyMap<string, ColorLevel> = new Map([
  ['false', 0],
  ['0', 0],
  ['2', 2],
  ['3', 3],
]);

/** The level that a variable forces; unknown words mean basic color. */
function forcedLevel(word: string | undefined): ColorLevel | undefined {
  return word === undefined || word === '' ? undefined : (forcedLevels.get(word) ?? 1);
}

function isOn(word: string | undefined): boolean {
  return isSet(word) && word !== '0';
}

function detectedLevel(env: IoSource['env'], platform: string): ColorLevel {
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? '') || platform === 'win32') return 3;
  return /256/.test(env.TERM ?? '') ? 2 : 1;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function isUnicode({ env, platform }: IoSource): boolean {
  if (env.TERM === 'linux' || env.TERM === 'dumb') return false;
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find(isSet);
  if (locale !== undefined) return /utf-?8/i.test(locale);
  return platform === 'win32' && (isSet(env.WT_SESSION) || isSet(env.TERM_PROGRAM));
}
