import { type AttachOptions, attach } from '../../attach/attach.ts';
import { groupWords } from '../../attach/group-options.ts';
import { templatedLinesOf, templateWords } from '../../attach/line-template-option.ts';
import { resumeFollow } from '../../attach/resume/resume-follow.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { resultExitCode } from '../../jobs/job-result.ts';
import { outcomeOf } from '../../jobs/outcome.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { shellWord } from '../../text/shell-word.ts';
import { foldNames } from '../../ui/terminal/fold-names.ts';
import { type LineTimes, lineTimes } from '../../ui/time/timestamps.ts';
import { openLiveFolder } from './folder/live-folder.ts';
import type { Chosen } from './notices.ts';
import { isPart, type OutputOptions } from './options.ts';

type FollowedOutput = OutputOptions & {
  readonly mode: Extract<OutputOptions['mode'], { kind: 'follow' }>;
};

/**
 * Runs `output --follow`: prints the output of all or chosen hosts of a job when it arrives, and
 * returns the exit code of their result.
 */
export async function followOutput(
  context: Context,
  options: FollowedOutput,
  job: JobDetail,
  chosen: Chosen,
): Promise<number> {
  const { filter, mode, tail, hostsSearch } = options;
  if (hostsSearch !== null) refuseNoMatch(job, chosen, hostsSearch.typed);
  const { all, matching: hosts } = chosen;
  const ids = isPart(options) ? hosts.map((host) => host.id) : undefined;
  const files =
    mode.folder === undefined
      ? undefined
      : await openLiveFolder(context, { job, hosts, all, path: mode.folder });
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
      ...followedHosts(job, chosen, ids),
      namesHosts: hostsSearch !== null && chosen.named.length > 1,
      reattachCommand: reattachCommandOf(job, options),
      filter: seesAll ? filter : { ...filter, onlyMatching: false },
      times: timesOf(options, job),
      templated: templatedLinesOf(options.lineTemplate, job),
      tail: tail === undefined || group !== undefined ? undefined : { lines: tail, counts },
      group,
      files,
      policy: mode.policy,
      resumed,
    });
    return resultExitCode(result);
  } finally {
    files?.close();
    await resumed?.close();
  }
}

/** Throws if no host matches; the exit code is that of a job without hosts. */
function refuseNoMatch(job: JobDetail, { all, named, matching }: Chosen, search: string): void {
  if (matching.length > 0) return;
  if (all.length === 0 && outcomeOf(job) === 'scheduled')
    throw new Failure(
      'hosts_failed',
      `the hosts of job ${job.id} are not known yet: it has not started`,
      { hint: 'follow it without --hosts-search' },
    );
  const none = named.length < all.length ? 'none of these hosts' : 'no host';
  throw new Failure('hosts_failed', `${none} of job ${job.id} matches \`${search}\``, {
    hint: `see its hosts: rexctl show ${job.id} --hosts`,
  });
}

/** The followed hosts; without ids, all hosts of the job, also those that are added later. */
function followedHosts(
  job: JobDetail,
  { all }: Chosen,
  ids: readonly number[] | undefined,
): Pick<AttachOptions, 'hosts' | 'allNames' | 'hostCount'> {
  if (ids === undefined) return { hostCount: job.counts.total };
  return { hosts: ids, allNames: all.map(({ name }) => name), hostCount: ids.length };
}

function reattachCommandOf(
  { id }: JobDetail,
  { hosts, hostsSearch, mode, lineTemplate }: FollowedOutput,
): string {
  const file = mode.resume === undefined ? [] : ['--resume', shellWord(mode.resume)];
  const names = hosts.length === 0 ? [] : [shellWord(foldNames(hosts))];
  const search = hostsSearch === null ? [] : ['--hosts-search', shellWord(hostsSearch.typed)];
  const group = mode.masks === null ? '' : groupWords({ masks: mode.masks });
  const folder = mode.folder === undefined ? [] : ['--dir', shellWord(mode.folder)];
  const words = ['rexctl', 'output', id, ...names, ...search, '--follow', ...file, ...folder];
  return `${words.join(' ')}${group}${templateWords(lineTemplate)}`;
}

/** The timestamps of `--timestamps`; relative ones count from the start of the job. */
export function timesOf({ timestamps }: OutputOptions, job: JobDetail): LineTimes | undefined {
  if (timestamps === undefined) return undefined;
  const start = Date.parse(job.task?.started_at ?? '');
  return lineTimes(timestamps, Number.isNaN(start) ? null : start);
}
