import { sanitise } from '../../terminal/sanitise.ts';

/** Markup that is written as it is; made by `html` alone. */
export interface Html {
  readonly markup: string;
}

type HtmlValue = string | number | null | Html | readonly Html[];

/** A template in which every value that is not markup itself is escaped, also in attributes. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const last = parts.at(-1) ?? '';
  const markup = values.reduce<string>((text, value, at) => text + parts[at] + markupOf(value), '');
  return { markup: markup + last };
}

function markupOf(value: HtmlValue): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapedHtml(String(value));
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('');
}

/** The first of these, as long as their markup fits into so many bytes. */
export function fittingBlocks<Item>(
  items: readonly Item[],
  bytes: number,
  render: (item: Item, at: number) => Html,
): readonly Html[] {
  const fit: Html[] = [];
  let left = bytes;
  for (const [at, item] of items.entries()) {
    const block = render(item, at);
    left -= Buffer.byteLength(block.markup);
    if (left < 0) break;
    fit.push(block);
  }
  return fit;
}

/** Text of hosts and servers as text of a page, whatever stands in it. */
export function escapedHtml(text: string): string {
  return shownText(text).replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * Without colors, control characters and signs that turn the direction of text shown by name, and
 * nothing that is not a character of Unicode.
 */
export function shownText(text: string): string {
  return sanitise(text, { color: false }).replaceAll(
    /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu,
    '\ufffd',
  );
}
