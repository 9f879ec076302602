import { resolveHosts } from '../../jobs/hosts/host-names.ts';
import { shellWord } from '../../text/shell-word.ts';
import { foldNames } from './fold-names.ts';
import { oneLine } from './sanitise.ts';

/** Names in a sentence: `a, b, c and 7 more`. */
export function listed(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  if (rest <= 0) return names.join(', ');
  return `${names.slice(0, most).join(', ')} and ${rest} more`;
}

/** A longer set is not shown before a start. */
const longestFold = 80;

/**
 * A short form of names: up to three in full, more as a set such as `web[01-12].example.com`. If
 * the set is long: `web01, web02, web03 … web120`, with `...` unless `unicode`.
 */
export function namesInBrief(names: readonly string[], unicode = false): string {
  const last = names.at(-1);
  const folded = names.length <= 3 ? '' : foldNames(names);
  if (folded.includes('[') && folded.length <= longestFold) return folded;
  if (names.length <= 4 || last === undefined) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} ${unicode ? '…' : '...'} ${last}`;
}

/**
 * The common domain of all names (`.example.com`), or `''`. It consists of whole labels, each name
 * keeps at least one, and IP addresses have none. For terminals only: machine formats always have
 * full names.
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
 * The common domain of all hosts of a job, if every name is unique without it, or `''`: `x.y`,
 * short for `x.y.y`, may be another host.
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

/** Characters with a meaning in a shell. Sets with brackets only are not quoted, to be readable. */
const shellSigns = /[\s\\'"$`&|;<>()!#~*?{}]/;

/** A set of names in a text: `web[01-12]`, quoted on a terminal if copying it needs quotes. */
export function shownSet(names: readonly string[], isTerminal = true): string {
  const set = foldNames(names);
  return oneLine(isTerminal && shellSigns.test(set) ? shellWord(set) : set);
}

/** The line about shortened names; empty if names are not shortened. */
export function leftOutText(domain: string): string {
  return domain === '' ? '' : `(host names without ${domain})`;
}

/** The name without the common domain; other names are not changed. */
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
