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

/** The lines of hosts on a terminal; each text is empty or ends with a line break. */
export interface HostLines {
  /** A line of the host, or (stream `debug`, dim) of the server. */
  output(name: string, line: OutputLine): string;
  /** The end of a host: `web17 │ exit 3`. */
  end(host: HostState): string;
  /** A remark of rexctl about a host: `web17 │ (printed nothing)`. */
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

/** The prefix `web01 │ ` of each line: shortened, aligned, in the color of the host. */
interface HostPrefix {
  /** Adds a name, so that names are shortened and aligned together. */
  know(name: string): void;
  /**
   * The first line, `(host names without .example.com)`; empty if names are not shortened. After
   * the first call, the domain no longer changes.
   */
  heading(): string;
  /** Each line of `text` with the prefix, in this look, without control sequences. */
  lines(name: string, text: string, look?: Paint): string;
}

interface PrefixView {
  /** False: only one host is shown, and its lines have no prefix. */
  readonly named: boolean;
  /** Returns the domain to leave out of names; called once. */
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

/** The text with prefixes; the common case, one line without a look, takes a shorter way. */
function prefixed(prefix: string, text: string, look: Paint | undefined): string {
  const end = text.indexOf('\n');
  if (look === undefined && end >= 0 && end === text.length - 1) return prefix + text;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `${prefix}${look === undefined ? line : look(line)}\n`)
    .join('');
}

/** Names of hosts without their common domain, in a column. */
interface ShortNames {
  know(name: string): void;
  /** The domain that is left out; it no longer changes after the first call. */
  domain(): string;
  /** The name with blanks up to the width of the column. */
  padded(name: string): string;
  /** The width of the column; it grows with longer names, and so does `padded`. */
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

/** Colors that are readable on light and dark backgrounds, without red, which means failure. */
const tones = [
  31, 37, 65, 68, 71, 97, 98, 103, 107, 130, 133, 136, 137, 139, 166, 169, 172, 173,
] as const;

/** The color of a host, which depends on its name only. */
function hostColors(level: ColorLevel): (name: string) => Paint {
  const chalk = new Chalk({ level });
  const paints = tones.map((tone) => chalk.ansi256(tone));
  return (name) => paints[hashOf(name) % paints.length] ?? chalk.reset;
}

/** The hash of a name: FNV-1a, 32 bits. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
