import type { JobCounts } from './job-invocation.ts';

/**
 * What a job's own counts say against a list of its hosts in which all of them, `hosts`, have
 * succeeded; `null` where nothing does. Counts that are older than the list may lack the last
 * successes, `current` ones must have them all.
 */
export function contradiction(counts: JobCounts, hosts: number, current = false): string | null {
  const told = bad(counts) ?? tooFew(counts, hosts) ?? (current ? notAll(counts, hosts) : null);
  return told === null
    ? null
    : `all of its hosts are listed as succeeded, but its counts say ${told}`;
}

function bad({ failed, cancelled }: JobCounts): string | null {
  const parts = [
    ...((failed ?? 0) > 0 ? [`${failed} failed`] : []),
    ...((cancelled ?? 0) > 0 ? [`${cancelled} cancelled`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function tooFew({ total }: JobCounts, hosts: number): string | null {
  return total !== null && total < hosts ? `there are ${total}, not ${hosts}` : null;
}

function notAll({ succeeded }: JobCounts, hosts: number): string | null {
  return succeeded === null || succeeded === hosts ? null : `${succeeded} of ${hosts} succeeded`;
}
