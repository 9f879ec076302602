import type { JobInvocation } from './job-invocation.ts';

/** Longer stories stand in the task on the server. */
const longest = 300;

/**
 * The server calls the job failed although every host succeeded: what failed is its own end of it.
 */
export function failedWithoutHost({ status, counts }: JobInvocation): boolean {
  return status === 'failed' && (counts.total ?? 0) > 0 && counts.succeeded === counts.total;
}

/** `errors`: those of the job's task; none where it may not be read. */
export function serverFailureReason({ id }: JobInvocation, errors: readonly string[]): string {
  const told = errors.join('; ').replace(/\s+/g, ' ').trim();
  const why = told.length > longest ? `${told.slice(0, longest)}…` : told;
  const failed = `the server calls job ${id} failed, although every host succeeded`;
  return why === '' ? `${failed}; see its task there` : `${failed}: ${why}`;
}
