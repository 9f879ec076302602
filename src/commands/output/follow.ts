import { attach } from '../../attach/attach.ts';
import { groupWords } from '../../attach/group-options.ts';
import { resumeFollow } from '../../attach/resume/resume-follow.ts';
import type { Context } from '../../cli/context.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { resultExitCode } from '../../jobs/job-result.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { shellWord } from '../../ui/terminal/command-lines.ts';
import { foldNames } from '../../ui/terminal/fold-names.ts';
import { type LineTimes, lineTimes } from '../../ui/time/timestamps.ts';
import type { OutputOptions } from './options.ts';

type FollowedOutput = OutputOptions & {
  readonly mode: Extract<OutputOptions['mode'], { kind: 'follow' }>;
};

/**
 * `output --follow`: streams what all hosts of a job print, or the named ones, and returns their
 * result's exit code.
 */
export async function followOutput(
  context: Context,
  options: FollowedOutput,
  job: JobDetail,
  hosts: readonly HostRun[],
): Promise<number> {
  const { filter, mode, tail } = options;
  const ids = options.hosts.length === 0 ? undefined : hosts.map((host) => host.id);
  const resumed =
    mode.resume === undefined ? undefined : await resumeFollow(context, mode.resume, job);
  const group = mode.masks === null ? undefined : { masks: mode.masks, filter, tail };
  const seesAll = tail === undefined && resumed === undefined;
  const counts = (line: OutputLine) =>
    (line.stream !== 'debug' || filter.debug === 'output') && filter.accepts(line);
  try {
    const result = await attach(context, job, {
      output: ids ?? 'all',
      wholeOutput: true,
      hosts: ids,
      hostCount: ids?.length ?? job.counts.total,
      reattachCommand: reattachCommandOf(job, options),
      filter: seesAll ? filter : { ...filter, onlyMatching: false },
      times: timesOf(options, job),
      tail: tail === undefined || group !== undefined ? undefined : { lines: tail, counts },
      group,
      policy: mode.policy,
      resumed,
    });
    return resultExitCode(result);
  } finally {
    await resumed?.close();
  }
}

function reattachCommandOf({ id }: JobDetail, { hosts, mode }: FollowedOutput): string {
  const file = mode.resume === undefined ? [] : ['--resume', shellWord(mode.resume)];
  const names = hosts.length === 0 ? [] : [shellWord(foldNames(hosts))];
  const group = mode.masks === null ? '' : groupWords({ masks: mode.masks });
  return `${['rexctl', 'output', id, ...names, '--follow', ...file].join(' ')}${group}`;
}

/** `--timestamps`; relative ones count from the job's start. */
export function timesOf({ timestamps }: OutputOptions, job: JobDetail): LineTimes | undefined {
  if (timestamps === undefined) return undefined;
  const start = Date.parse(job.task?.started_at ?? '');
  return lineTimes(timestamps, Number.isNaN(start) ? null : start);
}
