import { iconsOf } from '../terminal/icons.ts';
import { sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Paint } from '../terminal/style.ts';
import { hostColors } from './host-colors.ts';
import { openShortNames, type ShortNames } from './short-names.ts';

/**
 * `web01 │ ` before each line of a host on a terminal: shortened, aligned, in the host's own
 * colour.
 */
export interface HostPrefix extends Pick<ShortNames, 'know' | 'domain'> {
  /** Each line of `text` after the prefix, harmless, in the given look, ended by a line break. */
  lines(name: string, text: string, look?: Paint): string;
}

/** `named`: false where only one host is shown, whose lines then stand alone. */
export function openHostPrefix(screen: Screen, named: boolean): HostPrefix {
  const names = openShortNames();
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
    domain: () => (named ? names.domain() : ''),
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
