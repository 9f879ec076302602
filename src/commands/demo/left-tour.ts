import { Failure } from '../../errors.ts';

/** The end of a tour before its last step; the jobs that it started end with its server. */
export function leftTour(reason: unknown): unknown {
  if (!(reason instanceof Failure) || reason.kind !== 'interrupted') return reason;
  return new Failure('interrupted', 'the tour was interrupted, and its server is closed');
}
