/** A number with separators: `1,312`. */
export function numberText(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A number with its noun: `1 host`, `1,200 hosts`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `1 host`, `1,200 hosts`. */
export function hostCount(count: number): string {
  return counted(count, 'host');
}

/** `the other host`, `the other 7 hosts`. */
export function otherHosts(count: number): string {
  return count === 1 ? 'the other host' : `the other ${hostCount(count)}`;
}

/** `2 of 12 hosts`; `1 host` instead of `1 of 1 hosts`, and without a known total. */
export function countedOf(count: number, total: number | null, noun: string): string {
  if (total === null || (count === 1 && total === 1)) return counted(count, noun);
  return `${numberText(count)} of ${counted(total, noun)}`;
}

/** The note below a list: it is empty or shortened. Empty if all is shown. */
export function listNote(shown: number, matching: number, noun: string): string {
  if (shown === 0) return `No ${noun} matches.`;
  return matching <= shown ? '' : showingText(countedOf(shown, matching, noun), shown);
}

/** A list that is shortened, and how to see more of it: `Showing 20 of 1,312 jobs; …`. */
export function showingText(count: string, shown: number): string {
  return `Showing ${count}; more with --limit ${shown * 5}`;
}

/** `failed, cancelled or incomplete`. */
export function alternatives(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

/** `web01, web02 and web03`. */
export function enumerated(words: readonly string[]): string {
  return words.join(', ').replace(/, ([^,]*)$/, ' and $1');
}

/** A span of time in a sentence: `45 seconds`, `1 minute`, `10 minutes`. */
export function durationInWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (milliseconds >= 60_000) return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  const seconds = Math.round(milliseconds / 1000);
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
