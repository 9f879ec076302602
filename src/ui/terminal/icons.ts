import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import { possibleOutcomes, type RecordedOutcome } from '../../jobs/outcome.ts';
import { alternatives } from '../../text/counts.ts';
import type { PaintName, Screen } from './screen.ts';

/** All icons, with ASCII replacements for terminals without UTF-8. */
export interface Icons {
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
  /** Replaces text that was cut. */
  readonly ellipsis: string;
  /** Separates items on a line, with blanks. */
  readonly dot: string;
  /** Separates a host's name and its line. */
  readonly bar: string;
  readonly full: string;
  readonly empty: string;
}

const unicodeIcons: Icons = {
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

const asciiIcons: Icons = {
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

export function iconsOf(screen: Pick<Screen, 'unicode'>): Icons {
  return screen.unicode ? unicodeIcons : asciiIcons;
}

/** The icon, word and color of a state. */
interface Mark {
  readonly icon: keyof Icons;
  readonly word: string;
  readonly paint: PaintName;
}

const outcomeMarks: Record<RecordedOutcome, Mark> = {
  scheduled: { icon: 'scheduled', word: 'scheduled', paint: 'blue' },
  running: { icon: 'running', word: 'running', paint: 'cyan' },
  paused: { icon: 'paused', word: 'paused', paint: 'yellow' },
  succeeded: { icon: 'ok', word: 'succeeded', paint: 'green' },
  failed: { icon: 'failed', word: 'failed', paint: 'red' },
  cancelled: { icon: 'cancelled', word: 'cancelled', paint: 'yellow' },
  incomplete: { icon: 'failed', word: 'incomplete', paint: 'red' },
  no_hosts: { icon: 'none', word: 'no hosts', paint: 'yellow' },
  broken: { icon: 'warning', word: 'broken', paint: 'red' },
  unknown: { icon: 'unknown', word: 'unknown', paint: 'yellow' },
  stopped: { icon: 'cancelled', word: possibleWord('stopped'), paint: 'yellow' },
  not_succeeded: { icon: 'failed', word: possibleWord('not_succeeded'), paint: 'red' },
};

/** The possible outcomes if the record does not decide: `cancelled or incomplete`. */
function possibleWord(recorded: RecordedOutcome): string {
  return alternatives(possibleOutcomes(recorded));
}

const hostMarks: Record<HostStatus, Mark> = {
  waiting: { icon: 'waiting', word: 'waiting', paint: 'dim' },
  running: { icon: 'running', word: 'running', paint: 'cyan' },
  succeeded: { icon: 'ok', word: 'succeeded', paint: 'green' },
  failed: { icon: 'failed', word: 'failed', paint: 'red' },
  cancelled: { icon: 'cancelled', word: 'cancelled', paint: 'yellow' },
  never_ran: { icon: 'none', word: 'never ran', paint: 'red' },
  unknown: { icon: 'unknown', word: 'unknown', paint: 'yellow' },
};

export function outcomeMark(outcome: RecordedOutcome): Mark {
  return outcomeMarks[outcome];
}

export function hostMark(status: HostStatus): Mark {
  return hostMarks[status];
}

/** The colored icon for the beginning of a line: `✘`, or `FAIL` without UTF-8. */
export function markIcon(mark: Mark, screen: Screen): string {
  return screen.style[mark.paint](iconsOf(screen)[mark.icon]);
}

/** `✘ failed`; without icons, or in a pipe, `failed`. */
function markText(mark: Mark, screen: Screen): string {
  const icon = screen.isTerminal && screen.unicode ? `${iconsOf(screen)[mark.icon]} ` : '';
  return screen.style[mark.paint](`${icon}${mark.word}`);
}

export function outcomeText(outcome: RecordedOutcome, screen: Screen): string {
  return markText(outcomeMark(outcome), screen);
}

export function hostStatusText(status: HostStatus, screen: Screen): string {
  return markText(hostMark(status), screen);
}
