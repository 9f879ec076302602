import type { HostFailure, HostFailureKind } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import type { HostTimes } from '../../jobs/times/host-times.ts';
import type { Mask } from '../compare/mask.ts';
import type { Excerpt } from './excerpt.ts';

/** All that a report on a job shows, in whatever format. Times are ISO 8601 UTC. */
export interface Report {
  readonly job: JobDetail;
  readonly outcome: Outcome;
  /** One sentence for what neither the outcome nor the counts show. */
  readonly reason: string | null;
  /** Login of who started it; `null` = unknown. */
  readonly user: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly duration_s: number | null;
  /** Its page in Foreman. */
  readonly url: string;
  /** When the report was made. */
  readonly made_at: string;
  /** Every host that is visible, in the order of the server. */
  readonly hosts: readonly ReportHost[];
  /** Hosts that are deleted or not visible. */
  readonly hidden: { readonly count: number; readonly succeeded: number };
  /** Some output could not be read. */
  readonly torn: boolean;
  /** No script failed: on each host that did not succeed it is known not to have run. */
  readonly neverStarted: boolean;
  /** What is ignored where outputs are compared. */
  readonly masks: readonly Mask[];
  /** Largest first. */
  readonly failures: readonly ReportFailure[];
  /** Hosts that did not succeed first. */
  readonly outputs: readonly ReportOutput[];
}

export interface ReportHost extends TargetHost {
  readonly status: HostStatus;
  readonly exit_code: number | null;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  readonly failure: HostFailure | null;
  readonly times: HostTimes;
  /** What a reader should know about its output; else `null`. */
  readonly notice: string | null;
  /** How much it printed. */
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

/** Hosts with the same result that printed the same. */
export interface ReportOutput {
  readonly hosts: readonly TargetHost[];
  readonly status: HostStatus;
  readonly exit_code: number | null;
  readonly word: string;
  /** Of the first host: messages may differ where masks are applied. */
  readonly failure: HostFailure | null;
  readonly excerpt: Excerpt;
}

/** Something that was meant to be in it is missing. */
export function isReportComplete({ hidden, torn }: Pick<Report, 'hidden' | 'torn'>): boolean {
  return hidden.count === 0 && !torn;
}
