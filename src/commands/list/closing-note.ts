import { type JobFilter, needsMorePages } from '../../jobs/job-filter.ts';
import { counted, countedOf, numberText, showingText } from '../../text/counts.ts';
import type { ListOptions } from './options.ts';
import type { ListedJobs } from './read-jobs.ts';

/** The note about jobs that are not shown, and how to see them; empty if all are shown. */
export function closingNote(
  listed: ListedJobs,
  { filter, page }: ListOptions,
  search: string | undefined,
): string {
  const { rows, subtotal, more } = listed;
  if (page !== null) return pageNote(listed, page);
  if (rows.length === 0) return noneText(filter, search);
  if (!more) return '';
  const count = needsMorePages(filter)
    ? counted(rows.length, 'job')
    : countedOf(rows.length, subtotal, 'job');
  return showingText(count, rows.length);
}

/** The note if no job matches; without a filter there are no jobs at all. */
function noneText({ outcomes }: JobFilter, search: string | undefined): string {
  return search === undefined && outcomes.length === 0
    ? 'There are no jobs yet. Start one: rexctl run --help'
    : 'No job matches.';
}

function pageNote({ rows, subtotal, more, before }: ListedJobs, page: number): string {
  if (subtotal === 0) return 'No job matches.';
  if (rows.length === 0)
    return `Page ${page} is empty: ${subtotal === 1 ? '1 job matches' : `${numberText(subtotal)} jobs match`}.`;
  const [first, last] = [numberText(before + 1), numberText(before + rows.length)];
  const range = rows.length === 1 ? `job ${first}` : `jobs ${first}-${last}`;
  const next = more ? `; next with --page ${page + 1}` : '';
  return `Showing ${range} of ${numberText(subtotal)}${next}`;
}
