import { resolveHosts } from '../../jobs/hosts/host-names.ts';
import { shellWord } from './command-lines.ts';
import { foldNames } from './fold-names.ts';
import { oneLine } from './sanitise.ts';

/** `a, b, c and 7 more`: names in the middle of a sentence. */
export function listed(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  if (rest <= 0) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${rest} more`;
}

/** A longer form is too long to read before a start. */
const longestFold = 80;

/**
 * A few names in full, more as `web[01-12].example.com`, which `--host` takes. Names without such a
 * short form: `web01, web02, web03 … web120`, the first and the last; with `...` unless `unicode`.
 */
export function namesInBrief(names: readonly string[], unicode = false): string {
  const last = names.at(-1);
  const folded = names.length <= 3 ? '' : foldNames(names);
  if (folded.includes('[') && folded.length <= longestFold) return folded;
  if (names.length <= 4 || last === undefined) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} ${unicode ? '…' : '...'} ${last}`;
}

/**
 * The domain that all names end with (`.example.com`), or `''`. Only whole labels count, every name
 * keeps at least one, and addresses have no domain. For terminals only: machines always get whole
 * names.
 */
export function commonDomain(names: readonly string[]): string {
  const [first, ...others] = names;
  if (first === undefined || others.length === 0 || names.some(isAddress)) return '';
  let shared = first.split('.').slice(1);
  for (const name of others) {
    const labels = name.split('.').slice(1);
    while (shared.length > 0 && !endsWith(labels, shared)) shared = shared.slice(1);
    if (shared.length === 0) return '';
  }
  return `.${shared.join('.')}`;
}

/**
 * The common domain of these names, all those of a job, where each of them is still understood
 * without it, else `''`: `x.y` of `x.y.y` may be another host.
 */
export function domainToLeaveOut(names: readonly string[]): string {
  const known = [...new Set(names)].map((name, id) => ({ id, name }));
  const domain = commonDomain(known.map(({ name }) => name));
  if (domain === '') return '';
  const short = known.map(({ name }) => shortName(name, domain));
  const { hosts } = resolveHosts(short, known);
  const isSame = hosts.length === known.length && hosts.every(({ id }, at) => id === at);
  return isSame ? domain : '';
}

/** Signs that a shell reads otherwise; brackets alone are left as they are easily read. */
const shellSigns = /[\s\\'"$`&|;<>()!#~*?{}]/;

/**
 * A set of names in a text: `web[01-12]`, on a terminal in quotes where only these make it possible
 * to copy it into a command line.
 */
export function shownSet(names: readonly string[], isTerminal = true): string {
  const set = foldNames(names);
  return oneLine(isTerminal && shellSigns.test(set) ? shellWord(set) : set);
}

/** What is left out of the names on a screen; `''` where they are shown whole. */
export function leftOutText(domain: string): string {
  return domain === '' ? '' : `(host names without ${domain})`;
}

/** The name without the common domain; names that do not end with it stay as they are. */
export function shortName(name: string, domain: string): string {
  return domain !== '' && name.endsWith(domain) && name.length > domain.length
    ? name.slice(0, -domain.length)
    : name;
}

function endsWith(labels: readonly string[], tail: readonly string[]): boolean {
  const start = labels.length - tail.length;
  return start >= 0 && tail.every((label, index) => labels[start + index] === label);
}

function isAddress(name: string): boolean {
  return /^[\d.]+$/.test(name) || name.includes(':');
}
