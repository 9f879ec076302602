import { type FailedHost, foldFailures } from '../compare/failure-groups.ts';
import type { ReportFailure } from './report.ts';

/** The groups of `rexctl why` with the fields that a report needs. */
export function foldedFailures(failed: readonly FailedHost[]): readonly ReportFailure[] {
  return foldFailures(failed).map(({ failure, hosts }) => ({
    ...failure,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
  }));
}
