import { Chalk } from 'chalk';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import { iconsOf } from '../terminal/icons.ts';
import type { ColorLevel } from '../terminal/io.ts';
import { leftOutText, shortName } from '../terminal/names.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { Paint, Screen } from '../terminal/screen.ts';
import { padded, widthOf } from '../terminal/width.ts';
import type { LineTimes } from '../time/timestamps.ts';
import type { LineFilter } from './line-filter.ts';

/**
 * What a terminal shows of one host's output, line by line; every text ends with a line break or is
 * empty.
 */
export interface HostLines {
  /** A line the host printed, or (stream `debug`, dim) the server's words about it. */
  output(name: string, line: OutputLine): string;
  /** `web17 │ exit 3`. */
  end(host: HostState): string;
  /** `web17 │ (printed nothing)`: a remark of rexctl about the host. */
  note(name: string, text: string): string;
}

export function hostLines(
  prefix: HostPrefix,
  screen: Screen,
  { filter, times }: { readonly filter?: LineFilter; readonly times?: LineTimes } = {},
): HostLines {
  const { style } = screen;
  const showsDebug = filter?.debug === 'output';
  const highlight: Paint | undefined =
    filter?.isActive === true ? (text) => filter.highlighted(text, style) : undefined;
  return {
    output(name, line) {
      const time = times === undefined ? '' : style.dim(times(line.timestamp));
      const mark = `${time}${line.late ? `${style.dim('(late)')} ` : ''}`;
      if (line.stream !== 'debug') return prefix.lines(name, line.text, marked(mark, highlight));
      const hidden = !showsDebug && isServerEcho(line.text);
      return hidden ? '' : prefix.lines(name, line.text, marked(mark, style.dim));
    },
    end(host) {
      const look =
        host.status === 'succeeded'
          ? style.dim
          : host.status === 'cancelled'
            ? style.yellow
            : style.red;
      return prefix.lines(host.name, endWord(host), look);
    },
    note: (name, text) => prefix.lines(name, `(${text})`, style.dim),
  };
}

function marked(mark: string, look: Paint | undefined): Paint | undefined {
  if (mark === '') return look;
  return (text) => `${mark}${look === undefined ? text : look(text)}`;
}

/**
 * `web01 │ ` before each line of a host on a terminal: shortened, aligned, in the host's own
 * color.
 */
interface HostPrefix {
  /** Names that are known before the first line are shortened and aligned together. */
  know(name: string): void;
  /**
   * `(host names without .example.com)`, a line to print first; `''` where names are shown whole.
   * The first call settles how they are shortened.
   */
  heading(): string;
  /** Each line of `text` after the prefix, harmless, in the given look, ended by a line break. */
  lines(name: string, text: string, look?: Paint): string;
}

interface PrefixView {
  /** False where only one host is shown, whose lines then stand alone. */
  readonly named: boolean;
  /** What is left out of the names; asked once. */
  readonly domainOf: () => string;
}

export function openHostPrefix(screen: Screen, { named, domainOf }: PrefixView): HostPrefix {
  const names = openShortNames(domainOf);
  const color = hostColors(screen.style.level);
  const prefixes = new Map<string, string>();
  let width = 0;
  const prefixOf = (name: string) => {
    if (names.width() !== width) prefixes.clear();
    width = names.width();
    let prefix = prefixes.get(name);
    if (prefix === undefined) {
      prefix = `${color(name)(`${names.padded(name)} ${iconsOf(screen).bar}`)} `;
      prefixes.set(name, prefix);
    }
    return prefix;
  };
  return {
    know: names.know,
    heading() {
      const domain = named ? names.domain() : '';
      return domain === '' ? '' : `${screen.style.dim(leftOutText(domain))}\n`;
    },
    lines(name, text, look) {
      const clean = sanitise(text, { color: screen.style.level > 0 });
      return prefixed(named ? prefixOf(name) : '', clean, look);
    },
  };
}

/** Most texts are one line with its end and need no look. */
function prefixed(prefix: string, text: string, look: Paint | undefined): string {
  const end = text.indexOf('\n');
  if (look === undefined && end >= 0 && end === text.length - 1) return prefix + text;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${prefix}${look === undefined ? line : look(line)}\n`)
    .join('');
}

/** Names of hosts without what all of them end with, in a column of one width. */
interface ShortNames {
  know(name: string): void;
  /** What is left out of the names, settled by the first call. */
  domain(): string;
  /** Filled with blanks to the width of the column. */
  padded(name: string): string;
  /** Grows when a longer name becomes known; `padded` gives other texts then. */
  width(): number;
}

const widestName = 32;

function openShortNames(domainOf: () => string): ShortNames {
  const names = new Set<string>();
  let domain: string | undefined;
  let width = 0;
  const short = (name: string) => oneLine(shortName(name, domain ?? ''));
  const widen = (name: string) => {
    width = Math.max(width, Math.min(widestName, widthOf(short(name))));
  };
  return {
    know(name) {
      if (names.has(name)) return;
      names.add(name);
      if (domain !== undefined) widen(name);
    },
    domain() {
      if (domain === undefined) {
        domain = domainOf();
        names.forEach(widen);
      }
      return domain;
    },
    padded: (name) => padded(short(name), width),
    width: () => width,
  };
}

/** Middle tones that can be read on light and dark grounds, no pure red: that means failure. */
const tones = [
  31, 37, 65, 68, 71, 97, 98, 103, 107, 130, 133, 136, 137, 139, 166, 169, 172, 173,
] as const;

/**
 * The color of a host's name: always the same for the same name, whatever other hosts there are.
 */
function hostColors(level: ColorLevel): (name: string) => Paint {
  const chalk = new Chalk({ level });
  const paints = tones.map((tone) => chalk.ansi256(tone));
  return (name) => paints[hashOf(name) % paints.length] ?? chalk.reset;
}

/** FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
