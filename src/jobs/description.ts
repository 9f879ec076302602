import { usageError } from '../errors.ts';
import { closest } from '../text/suggestion.ts';
import type { InputSheet } from './template-inputs.ts';

/**
 * How reruns of a job are known: by a marker at the front of the description, because the server
 * cuts descriptions at 255 characters. `rerun 2 of #215: Run uptime` is the second attempt after
 * job 215.
 */
interface RerunMarker {
  /** 0 for a job without a marker. */
  readonly attempt: number;
  /** The first job of the chain; `null` for a job without a marker, which is its own root. */
  readonly root: number | null;
  /** The description without the marker. */
  readonly text: string;
}

const rerunMarker = /^rerun ([1-9]\d{0,5}) of #([1-9]\d{0,9}): /;

export function rerunMarkerOf(description: string | null): RerunMarker {
  const found = rerunMarker.exec(description ?? '');
  if (found === null) return { attempt: 0, root: null, text: description ?? '' };
  const text = (description ?? '').slice(found[0].length);
  return { attempt: Number(found[1]), root: Number(found[2]), text: rerunMarkerOf(text).text };
}

/** The description of the next attempt; an old marker is replaced, never nested. */
export function rerunDescription(
  attempt: number,
  root: number,
  description: string | null,
): string {
  return `rerun ${attempt} of #${root}: ${rerunMarkerOf(description).text}`.slice(0, 255);
}

/** The server fills in `%{x}`, and there is no escape, so a space breaks the placeholder. */
export function literalDescription(text: string): string {
  return text.replaceAll('%{', '% {');
}

/** What to search descriptions for to find the attempts of a chain; `#` and `:` are searchable. */
export function chainSearchText(root: number): string {
  return `of #${root}:`;
}

/**
 * How rexctl recognizes a job of a cron entry: its description begins with `#NAME: `. A name is
 * never a number, so it cannot be confused with a rerun's `#215: `; `#` and `:` are searchable.
 */
const nameMarker = /^#([A-Za-z][A-Za-z0-9._-]{0,63}): /;

export function isJobName(text: string): boolean {
  return nameMarker.test(`#${text}: `);
}

/** The name in a description, also of a rerun of that job; `null` where it has none. */
export function jobNameOf(description: string | null): string | null {
  return nameMarker.exec(rerunMarkerOf(description).text)?.[1] ?? null;
}

/** Both may have placeholders that the server fills in. */
export function namedDescription(
  name: string,
  own: string | undefined,
  format: string | null,
): string {
  return `#${name}: ${own ?? format ?? '%{template_name}'}`;
}

/** What to search descriptions for to find the jobs of a name. */
export function nameSearchText(name: string): string {
  return `#${name}:`;
}

/** Filled in by the server beside the inputs of the template. */
const always = ['job_category', 'template_name'] as const;

/**
 * Throws a usage `Failure` for an unknown placeholder: the server would replace it with two quotes.
 */
export function checkPlaceholders(format: string, { template, own, foreign }: InputSheet): void {
  const inputs = [...own, ...foreign]
    .filter((input) => input.input_type === 'user')
    .map(({ name }) => name);
  const known = [...inputs, ...always];
  const names = [...format.matchAll(/%\{([^}]+)\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = closest(unknown, known);
  throw usageError(
    `--description: unknown placeholder \`%{${unknown}}\` for template "${template}"`,
    near === undefined
      ? `it can contain: ${known.map((name) => `%{${name}}`).join(' ')}`
      : `did you mean %{${near}}?`,
  );
}
