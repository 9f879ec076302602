import type { FailureKind } from '../errors.ts';
import type { Outcome } from './outcome.ts';

/** How the watch of one of several jobs ended. */
export interface JobEnd {
  /** As the user named it. */
  readonly reference: string;
  /** `null` where it was not found. */
  readonly job_id: number | null;
  /** `null` where nothing is known of it. */
  readonly outcome: Outcome | null;
  readonly exit_code: number;
  readonly error: { readonly code: FailureKind; readonly message: string } | null;
}

/** The first that applies of these is the exit code for several jobs; leaving comes before all. */
const gravest = [130, 143, 129, 141, 2, 9, 4, 1, 5, 8, 7, 3, 6, 0];

export function combinedExitCode(codes: readonly number[]): number {
  return gravest.find((code) => codes.includes(code)) ?? 1;
}
