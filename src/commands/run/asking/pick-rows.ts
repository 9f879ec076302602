import type { Page } from '../../../api/wire/response.ts';
import type { Context } from '../../../cli/context.ts';
import { refusal } from '../../../errors.ts';
import { contains } from '../../../jobs/search/search-query.ts';
import { askLine, type Choice } from '../../../ui/ask/ask.ts';

/** A list of the server, to choose from. */
export interface PickList<Row> {
  /** What the rows are, in the plural: `templates`. */
  readonly noun: string;
  /** A search that every row must match; `null` = all rows. */
  readonly search: string | null;
  readonly choice: (row: Row) => Choice;
  read(query: { readonly search?: string; readonly perPage: number }): Promise<Page<Row>>;
}

/** For a longer list, the user first types a part of the name. */
const mostRows = 1000;

/**
 * Reads the rows to choose from in one request; from a longer list, those whose name contains what
 * the user types. Throws a refusal if there are none.
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

/** Why a value is refused, in one sentence; `undefined` = it is accepted. */
export function refusalOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return troubleOf(error);
  }
}

/** The message of an error before another try: it leaves out that nothing was sent. */
export function troubleOf({ message }: Error): string {
  return message.replace(/\. Nothing was sent$/, '');
}
