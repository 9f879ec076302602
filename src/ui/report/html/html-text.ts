import { sanitise } from '../../terminal/sanitise.ts';

/** Markup that is not escaped again; only `html` creates it. */
export interface Html {
  readonly markup: string;
}

type HtmlValue = string | number | null | Html | readonly Html[];

/** A template tag that escapes every value except markup, also for attributes. */
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

/** The blocks of the first items whose markup fits into `bytes`. */
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

/** Any text of hosts and servers, escaped for a page. */
export function escapedHtml(text: string): string {
  return shownText(text).replaceAll(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * The text without colors. Control characters, also those that change the direction of text, are
 * shown by name, and invalid Unicode is replaced.
 */
export function shownText(text: string): string {
  return sanitise(text, { color: false }).replaceAll(
    /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu,
    '\ufffd',
  );
}
