import type { HostStatus } from '../../jobs/host-run.ts';
import type { RecordedOutcome } from '../../jobs/outcome.ts';
import type { Screen } from './screen.ts';
import type { PaintName } from './style.ts';

/**
 * Every sign beyond ASCII that this program draws, with what stands for it where the terminal is
 * not UTF-8.
 */
export interface Symbols {
  readonly ok: string;
  readonly failed: string;
  readonly running: string;
  readonly cancelled: string;
  readonly scheduled: string;
  readonly none: string;
  readonly warning: string;
  readonly unknown: string;
  readonly waiting: string;
  readonly paused: string;
  /** Where text was cut. */
  readonly ellipsis: string;
  /** Between items of one line, with its blanks. */
  readonly dot: string;
  /** Between a host's name and its line. */
  readonly bar: string;
  readonly full: string;
  readonly empty: string;
}

const unicodeSymbols: Symbols = {
  ok: '✔',
  failed: '✘',
  running: '●',
  cancelled: '⊘',
  scheduled: '◷',
  none: '∅',
  warning: '⚠',
  unknown: '?',
  waiting: '○',
  paused: '‖',
  ellipsis: '…',
  dot: ' · ',
  bar: '│',
  full: '█',
  empty: '░',
};

const asciiSymbols: Symbols = {
  ok: 'ok',
  failed: 'FAIL',
  running: 'run',
  cancelled: 'stop',
  scheduled: 'plan',
  none: 'none',
  warning: 'warn',
  unknown: '?',
  waiting: 'wait',
  paused: 'hold',
  ellipsis: '...',
  dot: ', ',
  bar: '|',
  full: '#',
  empty: '.',
};

export function symbolsOf(screen: Pick<Screen, 'unicode'>): Symbols {
  return screen.unicode ? unicodeSymbols : asciiSymbols;
}

/** How a state is shown: sign, word and colour. */
export interface Mark {
  readonly symbol: keyof Symbols;
  readonly word: string;
  readonly paint: PaintName;
}

const outcomeMarks: Record<RecordedOutcome, Mark> = {
  scheduled: { symbol: 'scheduled', word: 'scheduled', paint: 'blue' },
  running: { symbol: 'running', word: 'running', paint: 'cyan' },
  paused: { symbol: 'paused', word: 'paused', paint: 'yellow' },
  succeeded: { symbol: 'ok', word: 'succeeded', paint: 'green' },
  failed: { symbol: 'failed', word: 'failed', paint: 'red' },
  cancelled: { symbol: 'cancelled', word: 'cancelled', paint: 'yellow' },
  incomplete: { symbol: 'failed', word: 'incomplete', paint: 'red' },
  no_hosts: { symbol: 'none', word: 'no hosts', paint: 'yellow' },
  broken: { symbol: 'warning', word: 'broken', paint: 'red' },
  unknown: { symbol: 'unknown', word: 'unknown', paint: 'yellow' },
  stopped: { symbol: 'cancelled', word: 'stopped', paint: 'yellow' },
  not_succeeded: { symbol: 'failed', word: 'unsuccessful', paint: 'red' },
};

const hostMarks: Record<HostStatus, Mark> = {
  waiting: { symbol: 'waiting', word: 'waiting', paint: 'dim' },
  running: { symbol: 'running', word: 'running', paint: 'cyan' },
  succeeded: { symbol: 'ok', word: 'succeeded', paint: 'green' },
  failed: { symbol: 'failed', word: 'failed', paint: 'red' },
  cancelled: { symbol: 'cancelled', word: 'cancelled', paint: 'yellow' },
  never_ran: { symbol: 'none', word: 'never ran', paint: 'red' },
  unknown: { symbol: 'unknown', word: 'unknown', paint: 'yellow' },
};

export function outcomeMark(outcome: RecordedOutcome): Mark {
  return outcomeMarks[outcome];
}

export function hostMark(status: HostStatus): Mark {
  return hostMarks[status];
}

/**
 * The coloured sign alone, for the beginning of a line: `✘`, or `FAIL` where the terminal is not
 * UTF-8.
 */
export function signOf(mark: Mark, screen: Screen): string {
  return screen.style[mark.paint](symbolsOf(screen)[mark.symbol]);
}

/**
 * `✘ failed` on a terminal, `failed` where symbols cannot or should not be: the word says it all.
 */
export function markText(mark: Mark, screen: Screen): string {
  const sign = screen.isTerminal && screen.unicode ? `${symbolsOf(screen)[mark.symbol]} ` : '';
  return screen.style[mark.paint](`${sign}${mark.word}`);
}

export function outcomeText(outcome: RecordedOutcome, screen: Screen): string {
  return markText(outcomeMark(outcome), screen);
}

export function hostStatusText(status: HostStatus, screen: Screen): string {
  return markText(hostMark(status), screen);
}
