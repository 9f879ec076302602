import { rerunMarkerOf } from '../../../jobs/description.ts';
import { jobPageAddress } from '../../../jobs/job-address.ts';
import type {
  JobDetail,
  JobInvocation,
  Recurrence,
  UnreadableField,
} from '../../../jobs/job-invocation.ts';
import { jobEnded, type Outcome } from '../../../jobs/outcome.ts';
import { isHalfMade } from '../../../jobs/schedule/series.ts';
import { type JobTimes, secondsBetween } from '../../../jobs/times/job-times.ts';
import { hostCount, numberText } from '../../../text/counts.ts';
import { nextCommands } from '../../terminal/command-lines.ts';
import { iconsOf, outcomeText } from '../../terminal/icons.ts';
import { type LabelLine, labelLines } from '../../terminal/label-lines.ts';
import { linked } from '../../terminal/links.ts';
import { oneLine, sanitise } from '../../terminal/sanitise.ts';
import type { Screen } from '../../terminal/screen.ts';
import { durationText, durationWords } from '../../time/duration.ts';
import { proseTime } from '../../time/relative.ts';
import { countParts, hostsText, jobInBrief, noHostMatched, targetsText } from '../job-words.ts';
import { halfMadeText } from '../series.ts';
import { nextSteps } from './next-steps.ts';
import { type RerunChain, rerunChainLines } from './rerun-chain.ts';

/** Facts about a job that its record does not have. */
export interface RelatedFacts {
  readonly outcome: Outcome;
  /** The address of the server, for the link. */
  readonly server: string;
  readonly times: JobTimes;
  /** Whether this user cannot see who started the job and when it ended. */
  readonly timesHidden: boolean;
  /** The end of the last host in ISO 8601 in UTC; `null` = unknown. */
  readonly lastHostEnded: string | null;
  /** A sentence for facts that neither the outcome nor the counts show. */
  readonly reason: string | null;
  /** Later attempts of the same chain, oldest first. */
  readonly reruns: readonly JobInvocation[];
  /** The results of each host in all attempts of the chain. */
  readonly rerunChain: RerunChain | null;
}

/**
 * The text of `show`: all facts of the API about a job, failures first, the table of hosts, if any,
 * and on a terminal the next commands. Ends with a line break.
 */
export function jobProse(
  job: JobDetail,
  related: RelatedFacts,
  screen: Screen,
  hosts: string | null = null,
): string {
  const next = screen.isTerminal ? nextCommands(nextSteps(job, related)) : '';
  const text = job.description ?? '';
  const description = screen.isTerminal ? sanitise(text, { color: false }) : oneLine(text);
  const remark = remarkOf(job, related.outcome);
  return [
    `${headline(job, related.outcome, screen)}\n`,
    description === '' ? '' : `${description}\n`,
    remark === null ? '' : `${remark}\n`,
    screen.isTerminal ? '\n' : '',
    labelLines(factsOf(job, related, screen), screen),
    hosts === null ? '' : `\n${hosts}`,
    next === '' ? '' : `\n${next}`,
  ].join('');
}

function headline(job: JobDetail, outcome: Outcome, screen: Screen): string {
  const bold = screen.style.bold(`Job ${job.id}`);
  const address = screen.jobAddress?.(job.id);
  const title = address === undefined ? bold : linked(bold, address);
  const space = screen.isTerminal ? '  ' : '\t';
  return [title, outcomeText(outcome, screen), countText(job, outcome, screen)]
    .join(space)
    .trimEnd();
}

/** The counts of hosts: `2 failed · 118 ok · 120 hosts`. */
function countText(job: JobDetail, outcome: Outcome, screen: Screen): string {
  const ended = !['broken', 'no_hosts', 'scheduled', 'running', 'paused'].includes(outcome);
  const parts = ended ? countParts(job.counts, outcome) : [];
  if (parts.length === 0) return hostsText(job, outcome) ?? '';
  const total = job.counts.total === null ? [] : [hostCount(job.counts.total)];
  return [...parts, ...total].join(screen.isTerminal ? iconsOf(screen).dot : ', ');
}

const remarks: Partial<Record<Outcome, string>> = {
  broken:
    'Only the record of a failed start exists; it cannot be cancelled or rerun. Start a new job.',
  paused: 'The server paused it: no more hosts start until you resume it.',
  incomplete: 'It stopped before it had run on every host.',
  no_hosts: noHostMatched,
  unknown: 'The server does not report its result.',
};

function remarkOf({ id, task }: JobDetail, outcome: Outcome): string | null {
  if (task?.state === 'paused' && outcome !== 'paused')
    return `Every host has finished, but its task is paused. To end it: rexctl resume ${id}`;
  return remarks[outcome] ?? null;
}

function factsOf(job: JobDetail, related: RelatedFacts, screen: Screen): readonly LabelLine[] {
  return [
    ['Reason', reasonText(job, related)],
    ['Template', templateText(job)],
    ['Category', job.job_category],
    [
      'Input',
      job.inputs?.map(({ name, value }) => `${oneLine(name)} = ${value ?? ''}`) ??
        unreadableText(job, 'inputs'),
    ],
    ['Targets', targetsText(job)],
    ['Missing', missingText(job)],
    ['User', userText(job, related)],
    startLine(job, related, screen),
    ['Start by', momentOrNull(job.scheduling?.start_before ?? null, screen)],
    ['Ended', endText(job, related, screen)],
    ['Duration', durationWords(related.times, isRunning(related.outcome) ? screen.now : null)],
    ['Repeats', job.recurrence === null ? null : repeatText(job.recurrence, screen)],
    ['Rerun of', rerunText(job)],
    ['Reruns', related.reruns.map((rerun) => jobInBrief(rerun, screen))],
    ['Attempts', related.rerunChain === null ? null : rerunChainLines(related.rerunChain)],
    [
      'Concurrency',
      limitText(job, 'concurrency_level', (count) => `${hostCount(count)} at a time`),
    ],
    [
      'Time limit',
      limitText(
        job,
        'execution_timeout_interval',
        (seconds) => `${numberText(seconds)} s per host`,
      ),
    ],
    ['Pickup', limitText(job, 'time_to_pickup', (seconds) => `within ${numberText(seconds)} s`)],
    ['SSH user', job.ssh_user ?? unreadableText(job, 'ssh_user')],
    ['Organization', job.job_organization],
    ['Location', job.job_location],
    [
      'Task',
      job.task === null
        ? null
        : `${job.task.id}${job.task.state === 'stopped' ? '' : ` (${job.task.state})`}`,
    ],
    ['URL', jobPageAddress(related.server, job.id)],
  ];
}

/** The reason, or `null` if a remark has it already. */
function reasonText(job: JobDetail, { outcome, reason }: RelatedFacts): string | null {
  return reason === null || remarkOf(job, outcome) !== null ? null : oneLine(reason);
}

function userText({ targeting }: JobDetail, { times, timesHidden }: RelatedFacts): string | null {
  if (!timesHidden) return times.user;
  const id = targeting?.user_id ?? null;
  return `not visible to you${id === null ? '' : ` (id ${id})`}`;
}

function endText(job: JobDetail, related: RelatedFacts, screen: Screen): string | null {
  const { times, timesHidden, outcome } = related;
  if (timesHidden)
    return jobEnded(job) && outcome !== 'broken' ? 'unknown: its task is not visible to you' : null;
  const end = momentOrNull(times.ended_at, screen);
  const last = lastHostText(related);
  return end === null || last === null ? end : `${end}, ${last}`;
}

/** The end of the last host is shown if the job ended at least this many seconds later. */
const apartS = 2;

/** `last host after 5 s`, or `null` if the server did not end the job later than its last host. */
function lastHostText({ times, lastHostEnded }: RelatedFacts): string | null {
  const after = secondsBetween(times.started_at, lastHostEnded);
  const apart = secondsBetween(lastHostEnded, times.ended_at) ?? 0;
  return after === null || apart < apartS ? null : `last host after ${durationText(after * 1000)}`;
}

function isRunning(outcome: Outcome): boolean {
  return outcome === 'running' || outcome === 'paused';
}

/** The start of a job, or the planned start if it has not started or was cancelled before. */
function startLine(
  { start_at, task }: JobDetail,
  { outcome, times }: RelatedFacts,
  screen: Screen,
): LabelLine {
  const neverBegan = outcome === 'cancelled' && task?.started_at === null;
  return outcome === 'scheduled' || neverBegan
    ? ['Planned', momentOrNull(start_at, screen)]
    : ['Started', momentOrNull(times.started_at ?? start_at, screen)];
}

/** A text if this server never sends the field, so that the field does not look empty. */
function unreadableText(job: JobDetail, field: UnreadableField): string | null {
  return job.unreadable.includes(field) ? 'not returned by this server' : null;
}

function templateText(job: JobDetail): string | null {
  if (job.template_name === null) return unreadableText(job, 'effective_user');
  const id = job.template_id === null ? '' : ` (${job.template_id})`;
  const unreadableUser = unreadableText(job, 'effective_user');
  const user =
    job.effective_user === null
      ? unreadableUser && `user ${unreadableUser}`
      : `as ${job.effective_user}`;
  return `${job.template_name}${id}${user === null ? '' : `, ${user}`}`;
}

function limitText(
  job: JobDetail,
  field: 'concurrency_level' | 'execution_timeout_interval' | 'time_to_pickup',
  wording: (value: number) => string,
): string | null {
  const value = job[field];
  return value === null ? unreadableText(job, field) : wording(value);
}

function missingText({ counts }: JobDetail): string | null {
  const missing = counts.missing ?? 0;
  if (missing === 0) return null;
  return `${hostCount(missing)} deleted or not visible to you`;
}

function momentOrNull(iso: string | null, screen: Screen): string | null {
  return iso === null ? null : proseTime(iso, screen);
}

function repeatText(recurrence: Recurrence, screen: Screen): readonly string[] {
  const {
    cron_line,
    iteration,
    max_iteration,
    purpose,
    end_time,
    next_occurrence,
    last_occurrence,
  } = recurrence;
  // This is the newest run of the series: the server does not send the number of this job's run.
  const newest =
    iteration === null
      ? ''
      : `, newest run ${iteration}${max_iteration === null ? '' : ` of ${max_iteration}`}`;
  const lines = [
    `${cron_line ?? 'on a schedule'}  (series ${recurrence.id}, ${isHalfMade(recurrence) ? halfMadeText : (recurrence.state ?? 'state unknown')}${newest})`,
    purpose === null || purpose === '' ? null : `purpose: ${purpose}`,
    last_occurrence === null ? null : `last run: ${proseTime(last_occurrence, screen)}`,
    next_occurrence === null ? null : `next run: ${proseTime(next_occurrence, screen)}`,
    end_time === null ? null : `until ${proseTime(end_time, screen)}`,
  ];
  return lines.filter((line) => line !== null);
}

function rerunText(job: JobDetail): string | null {
  const { attempt, root } = rerunMarkerOf(job.description);
  return root === null ? null : `${root} (rerun ${attempt})`;
}
