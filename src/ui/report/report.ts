import type { HostFailure, HostFailureKind } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import type { HostTimes } from '../../jobs/times/host-times.ts';
import type { Mask } from '../compare/mask.ts';
import type { Excerpt } from './excerpt.ts';

/** All facts of a report on a job, for every format. Times are in ISO 8601 in UTC. */
export interface Report {
  readonly job: JobDetail;
  readonly outcome: Outcome;
  /** A sentence for facts that neither the outcome nor the counts show. */
  readonly reason: string | null;
  /** The login of the user who started the job; `null` = unknown. */
  readonly user: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_s: number | null;
  /** The page of the job in Foreman. */
  readonly url: string;
  /** The time of the report. */
  readonly made_at: string;
  /** All visible hosts in the order of the server. */
  readonly hosts: readonly ReportHost[];
  /** The hosts that are deleted or not visible. */
  readonly hidden: { readonly count: number; readonly succeeded: number };
  /** Whether some output could not be read. */
  readonly torn: boolean;
  /** Whether the script is known not to have run on any of the hosts that did not succeed. */
  readonly neverStarted: boolean;
  /** The parts of lines that are ignored when outputs are compared. */
  readonly masks: readonly Mask[];
  /** Groups of failures, the largest first. */
  readonly failures: readonly ReportFailure[];
  /** The outputs, those of hosts that did not succeed first. */
  readonly outputs: readonly ReportOutput[];
}

export interface ReportHost extends TargetHost {
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** The end or state in a few words: `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  readonly failure: HostFailure | null;
  readonly times: HostTimes;
  /** A fact about the output that its lines do not show, or `null`. */
  readonly notice: string | null;
  /** The number of lines of the whole output. */
  readonly lines: number;
  readonly output: Excerpt;
}

/** Hosts that failed in the same way. */
export interface ReportFailure {
  readonly kind: HostFailureKind;
  readonly exit_code: number | null;
  readonly message: string | null;
  readonly hosts: readonly TargetHost[];
}

/** Hosts with the same result and the same output. */
export interface ReportOutput {
  readonly hosts: readonly TargetHost[];
  readonly status: HostStatus;
  readonly exit_code: number | null;
  readonly word: string;
  /** The failure of the first host; with masks, messages of other hosts may differ. */
  readonly failure: HostFailure | null;
  readonly excerpt: Excerpt;
}

/** Whether all hosts and outputs are in the report. */
export function isReportComplete({ hidden, torn }: Pick<Report, 'hidden' | 'torn'>): boolean {
  return hidden.count === 0 && !torn;
}
