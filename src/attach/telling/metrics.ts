import type { Context } from '../../cli/context.ts';
import { jobNameOf, rerunMarkerOf } from '../../jobs/description.ts';
import type { JobInvocation } from '../../jobs/job-invocation.ts';
import type { Told } from './follow-record.ts';
import { readEarlierRun, writeMetricsFile } from './metrics-file.ts';
import {
  type EarlierRun,
  type HostNumbers,
  type MetricLabels,
  metricsText,
} from './metrics-text.ts';
import type { TellingOptions } from './telling-options.ts';

/** The end of a run. */
interface RunEnd {
  /** `null` if no job was followed. */
  readonly told: Told | null;
  readonly exitCode: number;
  /** The value of `--name`. */
  readonly name: string | undefined;
}

/** Writes the file of `--metrics`; a failure is a warning. */
export async function writeMetrics(
  context: Context,
  { metrics: path }: TellingOptions,
  { told, exitCode, name }: RunEnd,
): Promise<void> {
  if (path === null) return;
  const earlier = readEarlierRun(path);
  const labels = await labelsOf(context, { job: told?.job ?? null, name, earlier });
  const now = context.clock.now() / 1000;
  const text = metricsText({
    labels,
    last_run: now,
    last_success: exitCode === 0 ? now : lastSuccess(earlier, labels),
    duration: told === null || told.durationMs === null ? null : told.durationMs / 1000,
    exit_code: exitCode,
    job_id: told?.job.id ?? null,
    hosts: told === null ? {} : hostNumbers(told),
  });
  const trouble = writeMetricsFile(path, text, context.runtime.self.pid);
  if (trouble !== null)
    await context.warn(`the metrics were not written to \`${path}\`: ${trouble}`);
}

/** The file may have the metrics of another job. */
function lastSuccess(earlier: EarlierRun | null, { name }: MetricLabels): number {
  return earlier?.labels.name === name ? earlier.last_success : 0;
}

/** Without a job, the labels of the previous run: a failed start belongs to the same series. */
async function labelsOf(
  context: Context,
  of: {
    readonly job: JobInvocation | null;
    readonly name: string | undefined;
    readonly earlier: EarlierRun | null;
  },
): Promise<MetricLabels> {
  const { job, earlier } = of;
  const name = (job === null ? of.name : nameOf(job)) ?? earlier?.labels.name ?? '';
  const before = earlier?.labels.name === name ? earlier.labels : undefined;
  return {
    name,
    template: (job === null ? before?.template : job.template_name) ?? '',
    profile: (await profileOf(context)) ?? before?.profile ?? '',
  };
}

/** The job's name, or its description without the number of the rerun. */
function nameOf({ description }: JobInvocation): string {
  return jobNameOf(description) ?? rerunMarkerOf(description).text;
}

async function profileOf(context: Context): Promise<string | undefined> {
  try {
    return (await context.settings()).profileInUse(context.globals);
  } catch {
    return context.globals.profile;
  }
}

function hostNumbers({ result: { counts }, notRun }: Told): HostNumbers {
  const { succeeded, failed, cancelled, pending } = counts;
  return { succeeded, failed, cancelled, unfinished: pending, not_run: notRun };
}
