import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';

/** The error if a tour ends early; the jobs that it started end with its server. */
export function leftTour(reason: unknown): unknown {
  if (!(reason instanceof Failure) || reason.kind !== 'interrupted') return reason;
  return new Failure('interrupted', 'the tour was interrupted, and its server is closed');
}

/** Warns that `--timeout` has passed; returns its exit code, the same as in the steps. */
export async function outOfTime(error: unknown, { warn }: Pick<Context, 'warn'>): Promise<number> {
  if (!(error instanceof Failure) || error.kind !== 'time_limit') throw error;
  await warn('the time limit of --timeout passed, and the server of the tour is closed');
  return error.exitCode;
}
