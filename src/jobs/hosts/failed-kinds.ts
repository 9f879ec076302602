import { type HostFailureKind, hostFailureKinds } from './host-failure.ts';
import type { HostStatus } from './host-run.ts';

/** States of hosts that did not succeed. */
export const failedStates = ['error', 'cancelled', 'never'] as const;

/** The values of `--only`: states, and kinds of failures. */
export const failedKinds = [...new Set([...failedStates, ...hostFailureKinds])] as const;
export type FailedKind = (typeof failedKinds)[number];

const statusOfKind: Partial<Record<FailedKind, HostStatus>> = {
  error: 'failed',
  cancelled: 'cancelled',
  never: 'never_ran',
  never_ran: 'never_ran',
};

/** Whether the output of failed hosts is needed to choose them. */
export function isByReason(only: readonly FailedKind[]): boolean {
  const byState: readonly FailedKind[] = failedStates;
  return !only.includes('error') && !only.every((kind) => byState.includes(kind));
}

/** Whether a host failed in one of these ways. */
export function isOfKinds(
  only: readonly FailedKind[],
  status: HostStatus,
  failure: HostFailureKind | undefined,
): boolean {
  const isOfState = only.some((kind) => statusOfKind[kind] === status);
  return isOfState || (failure !== undefined && only.includes(failure));
}
