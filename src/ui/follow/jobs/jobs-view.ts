import type { Failure } from '../../../errors.ts';
import type { FollowEvent } from '../../../jobs/event.ts';
import type { JobInvocation } from '../../../jobs/job-invocation.ts';
import type { JobEnd } from '../../../jobs/job-result.ts';
import type { Format } from '../../answers/answer.ts';

/** What is shown of several jobs at once. */
export interface JobsView {
  readonly format: Format;
  /** Nothing but failures, at the end (machine formats are not changed by it). */
  readonly quiet: boolean;
  /** `--fields`: of the one document at the end. */
  readonly fields?: readonly string[] | undefined;
}

/** Shows several followed jobs. Exactly one of `end` and `abort` is called, once. */
export interface JobsPrinter {
  /** A job that is followed from now on. */
  open(job: JobInvocation): void;
  accept(event: FollowEvent): void;
  /** A job that could not be found, or not followed to its end. */
  fail(reference: string, failure: Failure): void;
  /**
   * Takes a live screen away, because something is asked there; only summaries and the end come
   * after it.
   */
  pause(): Promise<void>;
  end(jobs: readonly JobEnd[], exitCode: number): Promise<void>;
  abort(): void;
}
