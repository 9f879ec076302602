/**
 * How reruns of a job are known: by a marker at the front of the description, because the server
 * cuts descriptions at 255 characters. `rerun 2 of #215: Run uptime` is the second attempt after
 * job 215.
 */
export interface Lineage {
  /** 0 for a job without a marker. */
  readonly attempt: number;
  /** The first job of the chain; `null` for a job without a marker, which is its own root. */
  readonly root: number | null;
  /** The description without the marker. */
  readonly text: string;
}

const marker = /^rerun ([1-9]\d{0,5}) of #([1-9]\d{0,9}): /;

export function lineageOf(description: string | null): Lineage {
  const found = marker.exec(description ?? '');
  if (found === null) return { attempt: 0, root: null, text: description ?? '' };
  const text = (description ?? '').slice(found[0].length);
  return { attempt: Number(found[1]), root: Number(found[2]), text: lineageOf(text).text };
}

/** The description of the next attempt; an old marker is replaced, never nested. */
export function markedDescription(
  attempt: number,
  root: number,
  description: string | null,
): string {
  return `rerun ${attempt} of #${root}: ${lineageOf(description).text}`.slice(0, 255);
}

/**
 * `%{x}` would be filled in by the server and cannot be escaped, so a blank takes the sting out.
 */
export function literalDescription(text: string): string {
  return text.replaceAll('%{', '% {');
}

/** What to search descriptions for to find the attempts of a chain; `#` and `:` are searchable. */
export function chainText(root: number): string {
  return `of #${root}:`;
}
