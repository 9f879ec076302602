import type { Page } from '../../../api/wire/response.ts';
import type { Context } from '../../../cli/context.ts';
import { refusal } from '../../../errors.ts';
import { contains } from '../../../jobs/search/search-query.ts';
import { askLine, type Choice } from '../../../ui/ask/ask.ts';

/** A list of the server, to choose from. */
export interface PickList<Row> {
  /** What the rows are, in the plural: `templates`. */
  readonly noun: string;
  /** Always searched for; `null` = all rows. */
  readonly search: string | null;
  readonly choice: (row: Row) => Choice;
  read(query: { readonly search?: string; readonly perPage: number }): Promise<Page<Row>>;
}

/** A longer list is read only after a part of the name was typed. */
const mostRows = 1000;

/**
 * The rows to choose from, in one request; of a longer list those whose name contains what is asked
 * for. Throws a refusal where there are none.
 */
export async function pickRows<Row>(
  context: Context,
  list: PickList<Row>,
): Promise<readonly Choice[]> {
  for (let part: string | null = null; ; ) {
    const page = await readRows(context, list, part);
    const { noun } = list;
    if (page.items.length > 0 && page.subtotal <= page.items.length)
      return page.items.map(list.choice);
    if (part === null && page.items.length === 0)
      throw refusal(`no ${noun} are visible to you. Nothing was sent`);
    part = await askPart(context, noun, page.subtotal, part);
  }
}

function readRows<Row>(
  context: Context,
  { noun, search, read }: PickList<Row>,
  part: string | null,
): Promise<Page<Row>> {
  const parts = [search, part === null ? null : contains('name', part)];
  const all = parts.filter((one) => one !== null).join(' and ');
  const query = all === '' ? {} : { search: all };
  return context.during(`reading the ${noun}`, () => read({ ...query, perPage: mostRows }));
}

function askPart(
  context: Context,
  noun: string,
  count: number,
  part: string | null,
): Promise<string> {
  const found = part === null ? '' : ` with "${part}" in their name`;
  const many = count === 0 ? `No ${noun}${found}` : `${count.toLocaleString('en')} ${noun}${found}`;
  return askLine(context, {
    message: `${many}. A part of the name`,
    check: (text) => refusalOf(() => contains('name', text)),
  });
}

/** What is wrong, in one sentence; `undefined` = nothing. */
export function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return troubleOf(error);
  }
}

/** The sentence of an error, where something else can be typed: that nothing was sent is clear. */
export function troubleOf({ message }: Error): string {
  return message.replace(/\. Nothing was sent$/, '');
}
