import type { Context } from '../cli/context.ts';
import type { Search } from '../jobs/search/read-search.ts';

/** The text of a search, after saying how it differs from what was typed. */
export async function searchToSend(context: Context, search: Search): Promise<string> {
  for (const note of search.notes) await context.warn(note);
  return search.text;
}
