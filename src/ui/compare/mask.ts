import { usageError } from '../../errors.ts';
import { alternatives } from '../../text/counts.ts';

/** Parts of the output that are ignored in comparisons (`--mask`). */
export type Mask = 'numbers' | 'times' | 'host';

export const maskNames: readonly Mask[] = ['numbers', 'times', 'host'];

/** Parses `--mask numbers,times`; repeated options add. Throws a usage `Failure`. */
export function parseMasks(text: string, before: readonly Mask[] = []): Mask[] {
  const found = new Set(before);
  for (const word of text.split(',').map((part) => part.trim().toLowerCase())) {
    const mask = maskNames.find((name) => name === word);
    if (mask === undefined) {
      throw usageError(
        `invalid --mask \`${word}\`: expected ${alternatives(maskNames)}, or several with commas`,
      );
    }
    found.add(mask);
  }
  return [...found];
}

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const clockTime = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s?[AP]M)?`;
const zone = String.raw`(?:\s?(?:Z|UTC|GMT|CES?T|[+-]\d{2}:?\d{2}))?`;

/** Dates, times, and both together, in the usual formats. */
const times = new RegExp(
  [
    String.raw`\d{4}-\d{2}-\d{2}(?:[T ]${clockTime}${zone})?`,
    String.raw`(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)?(?:\d{1,2}\s+)?(?:${months})\s+\d{1,2}(?:,?\s+\d{4})?(?:\s+${clockTime})?${zone}(?:\s+\d{4})?`,
    `${clockTime}${zone}`,
  ]
    .map((pattern) => String.raw`(?<!\d:)\b${pattern}(?!:?\w)`)
    .join('|'),
  'gi',
);

const numbers = /\d+(?:[.,]\d+)*/g;

/** The text with masked parts replaced by `<host>`, `<time>` and `<n>`. */
export function masked(text: string, masks: readonly Mask[], hostName: string): string {
  let result = text;
  if (masks.includes('host')) result = result.replace(hostPattern(hostName), '<host>');
  if (masks.includes('times')) result = result.replace(times, '<time>');
  if (masks.includes('numbers')) result = result.replace(numbers, '<n>');
  return result;
}

/** Matches the full name of a host, or its first label, as a whole word. */
function hostPattern(name: string): RegExp {
  const [label = name] = name.split('.');
  const words = [name, label].filter((word) => word !== '').map(literal);
  return new RegExp(String.raw`(?<![\w.-])(?:${words.join('|')})(?![\w-])`, 'gi');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
