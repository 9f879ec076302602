import type { Environment } from '../../environment.ts';
import { showsLinks } from './links.ts';
import { giveSize, positive, type TerminalStream } from './terminal-size.ts';

/**
 * The streams of one run and what is known about them. Decides once what is a terminal and what may
 * be colored (as clig.dev advises); commands never ask a stream themselves.
 */
export interface Io {
  /** The answer. */
  readonly out: Output;
  /** Everything else: progress, notes, warnings, errors, prompts. */
  readonly err: Output;
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /**
   * True when a question may be asked: input and error stream are terminals and `--no-input` was
   * not given.
   */
  readonly canPrompt: boolean;
  /** Icons beyond ASCII may be used (locale and terminal are UTF-8). */
  readonly unicode: boolean;
}

export interface Output {
  readonly stream: NodeJS.WritableStream;
  readonly isTerminal: boolean;
  /**
   * A terminal that cannot move its cursor (`TERM=dumb`): nothing is drawn over, no spinner, no
   * live view.
   */
  readonly isDumb?: boolean;
  /** 0 none, 1 basic, 2 256 colors, 3 true color: chalk's levels. */
  readonly colorLevel: ColorLevel;
  /** A terminal that shows links (OSC 8), and may be sent them. */
  readonly hasLinks?: boolean;
  /** The address of a job's page, where it has links and the server is known. */
  readonly jobAddress?: (id: number) => string;
  /** Columns now; follows a resize. 80 where it is not a terminal. */
  readonly columns: number;
  /** Columns for a table that was asked for: where it is not a terminal, COLUMNS or no limit. */
  readonly tableColumns: number;
  readonly rows: number;
  /**
   * Writes; resolves when the stream can take more (back-pressure). Never rejects: errors are
   * reported to the owner. `onEnd` is called with whether the system has taken the text, where that
   * is known.
   */
  write(text: string, onEnd?: (taken: boolean) => void): Promise<void>;
}

export type ColorLevel = 0 | 1 | 2 | 3;

/** `--color`. */
export const colorChoices = ['auto', 'always', 'never'] as const;

export type ColorChoice = (typeof colorChoices)[number];

/**
 * What `createIo` decides from. Streams and environment are handed in, so that a test can be any
 * terminal.
 */
interface IoStreams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
  readonly env: Environment;
  readonly platform: string;
}

interface IoChoices {
  /** `--color`; what is not given is decided by the environment. */
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

/** The same with other outputs. Standard input is not opened before it is used. */
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

/** A stream that fails or closes will never drain: waiting ends then as well. */
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

/** The first that says something decides: options, variables of this tool, those of all tools. */
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

/** Every other word means that there is color. */
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
