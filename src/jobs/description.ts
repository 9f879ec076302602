import { usageError } from '../errors.ts';
import { closest } from '../text/suggestion.ts';
import type { InputSheet } from './template-inputs.ts';

/**
 * The marker at the beginning of a description that identifies a rerun: `rerun 2 of #215: Run
 * uptime` is the second attempt after job 215. It is at the beginning because the server cuts
 * descriptions after 255 characters.
 */
interface RerunMarker {
  /** 0 for a job without a marker. */
  readonly attempt: number;
  /** The first job of the chain; `null` for a job without a marker, which is the first itself. */
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

/** The description of the next attempt; an existing marker is replaced. */
export function rerunDescription(
  attempt: number,
  root: number,
  description: string | null,
): string {
  return `rerun ${attempt} of #${root}: ${rerunMarkerOf(description).text}`.slice(0, 255);
}

/** Breaks placeholders with a space: the server fills in `%{x}` and has no way to escape it. */
export function literalDescription(text: string): string {
  return text.replaceAll('%{', '% {');
}

/** The text in the descriptions of all attempts of a chain; `#` and `:` can be searched for. */
export function chainSearchText(root: number): string {
  return `of #${root}:`;
}

/**
 * The marker of a named job: its description begins with `#NAME: `. A name is never a number, so it
 * differs from a rerun's `#215: `. `#` and `:` can be searched for.
 */
const nameMarker = /^#([A-Za-z][A-Za-z0-9._-]{0,63}): /;

export function isJobName(text: string): boolean {
  return nameMarker.test(`#${text}: `);
}

/** The name in the description of a job or of its rerun, or `null`. */
export function jobNameOf(description: string | null): string | null {
  return nameMarker.exec(rerunMarkerOf(description).text)?.[1] ?? null;
}

/** The description of a named job; both parts may have placeholders. */
export function namedDescription(
  name: string,
  own: string | undefined,
  format: string | null,
): string {
  return `#${name}: ${own ?? format ?? '%{template_name}'}`;
}

/** The text in the descriptions of all jobs with this name. */
export function nameSearchText(name: string): string {
  return `#${name}:`;
}

/** The placeholders that work with every template, beside its inputs. */
const always = ['job_category', 'template_name'] as const;

/** Throws a usage `Failure` for an unknown placeholder: the server would replace it with quotes. */
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
    `--description: unknown placeholder \`%{${unknown}}\` for template \`${template}\``,
    near === undefined
      ? `it can contain: ${known.map((name) => `%{${name}}`).join(' ')}`
      : `did you mean %{${near}}?`,
  );
}
