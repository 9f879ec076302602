import { lineageOf } from './lineage.ts';

/**
 * How a job of a cron entry is known again: its description begins with `#NAME: `. A number cannot
 * be a name, so it is never mixed up with a rerun's `#215: `; `#` and `:` can be searched for.
 */
const marker = /^#([A-Za-z][A-Za-z0-9._-]{0,63}): /;

export function isJobName(text: string): boolean {
  return marker.test(`#${text}: `);
}

/** The name in a description, also of a rerun of that job; `null` where it has none. */
export function nameOf(description: string | null): string | null {
  return marker.exec(lineageOf(description).text)?.[1] ?? null;
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
export function nameText(name: string): string {
  return `#${name}:`;
}
