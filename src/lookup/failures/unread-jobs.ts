import type { Context } from '../../cli/context.ts';

/** Warns of `what` an answer lacks because jobs could not be read; returns the exit code. */
export async function warnOfUnreadJobs(
  context: Context,
  unread: readonly number[],
  what: (jobs: string) => string,
): Promise<0 | 8> {
  if (unread.length === 0) return 0;
  const jobs = `job${unread.length === 1 ? '' : 's'} ${unread.join(', ')}`;
  await context.warn(`the answer is incomplete: ${what(jobs)} could not be read`);
  return 8;
}
