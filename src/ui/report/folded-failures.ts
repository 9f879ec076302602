import { type FailedHost, foldFailures } from '../compare/failure-groups.ts';
import type { ReportFailure } from './report.ts';

/** The groups of `rexctl why`, as far as a report names them. */
export function foldedFailures(failed: readonly FailedHost[]): readonly ReportFailure[] {
  return foldFailures(failed).map(({ failure, hosts }) => ({
    ...failure,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
  }));
}
