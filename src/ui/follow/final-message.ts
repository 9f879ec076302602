import { Failure } from '../../errors.ts';
import { isInconclusive, isStopped, isSuccess, type JobResult } from '../../jobs/job-result.ts';
import { countedOf, hostCount, numberText } from '../../text/counts.ts';
import { failureText } from '../answers/failure.ts';
import { isFailure } from '../nouns/host.ts';
import { countParts } from '../nouns/job-words.ts';
import type { NextCommand } from '../terminal/command-lines.ts';
import { markIcon, outcomeMark } from '../terminal/icons.ts';
import type { Io } from '../terminal/io.ts';
import { linked } from '../terminal/links.ts';
import { oneLine } from '../terminal/sanitise.ts';
import { plainScreen, type Screen, screenOf } from '../terminal/screen.ts';
import { padded, widthOf } from '../terminal/width.ts';
import { durationText } from '../time/duration.ts';
import { failedHostLines, maxFailedHosts } from './failed-hosts.ts';
import type { Ending } from './progress-state.ts';
import type { FollowView } from './view.ts';

interface FinalMessageView {
  readonly isOutputUnread?: boolean;
  /** False: failed hosts are not on the screen yet. */
  readonly areHostsPrinted?: boolean;
  /** The domain that is left out of their names, or `''`. */
  readonly domain?: string;
}

/**
 * The final message on a terminal: outcome, reason and the next commands. Ends with a line break.
 * After a success, a command is shown only if there is output that was not printed.
 */
export function finalMessage(
  ending: Ending,
  screen: Screen,
  { isOutputUnread = false, areHostsPrinted = true, domain }: FinalMessageView = {},
): string {
  if (isInconclusive(ending.result)) return unfinishedText(ending, { onTerminal: true });
  const icon = markIcon(outcomeMark(ending.result.outcome), screen);
  return [
    `${icon} ${headline(ending, screen)}`,
    ...reasonLines(ending.result),
    ...(areHostsPrinted ? [] : failureLines(ending.result, screen, domain)),
    ...nextLines(ending, screen, isOutputUnread),
    '',
  ].join('\n');
}

/**
 * Prints the final message on standard error after a job without a live screen: all of it on a
 * terminal. A log gets failures only, if its lines do not show how hosts ended, and the command to
 * return with.
 */
export async function printFinalMessage(
  view: Pick<FollowView, 'quiet' | 'what' | 'silentEnd'>,
  ending: Ending,
  io: Io,
  clock: { now(): number },
  { areHostsPrinted = true, domain }: Omit<FinalMessageView, 'isOutputUnread'> = {},
): Promise<void> {
  if (view.silentEnd === true) return;
  const onTerminal = io.err.isTerminal && !view.quiet;
  if (isInconclusive(ending.result)) return io.err.write(unfinishedText(ending, { onTerminal }));
  if (onTerminal) {
    const screen = await screenOf(io.err, io, clock);
    return io.err.write(finalMessage(ending, screen, { areHostsPrinted, domain }));
  }
  const isPlainSuccess = isSuccess(ending.result) && ending.result.reason === null;
  if (isPlainSuccess || (areHostsPrinted && view.what === 'progress' && !view.quiet)) return;
  const screen = plainScreen(clock);
  const hosts = failureLines(ending.result, screen);
  await io.err.write(
    [
      `rexctl: ${lowerFirst(headline(ending, screen))}`,
      ...reasonLines(ending.result),
      ...hosts,
      '',
    ].join('\n'),
  );
}

function failureLines({ failed_hosts }: JobResult, screen: Screen, domain = ''): string[] {
  return failedHostLines(failed_hosts.filter(isFailure), screen, { domain });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The outcome in a sentence: `Job 215: 2 of 120 hosts failed in 58 s.` */
function headline({ result, ...took }: Ending, screen: Screen): string {
  const { counts, outcome } = result;
  const name = jobsName(result, screen);
  const time = timeText(took);
  switch (outcome) {
    case 'succeeded':
      return `${name}: ${hostCount(counts.total ?? counts.succeeded ?? 0)} succeeded${time}.`;
    case 'failed':
      return `${name}: ${failedText(result, time)}.`;
    case 'incomplete':
      return `${name}: ${countedOf(neverRan(result), counts.total, 'host')} never ran.`;
    case 'cancelled':
      return result.partial === true
        ? `${name}: ${countParts(counts, outcome).join(', ')}.`
        : `${name} was cancelled${cancelledText(result)}.`;
    case 'no_hosts':
      return `${name} had no hosts to run on: nothing ran.`;
    case 'broken':
      return `${name} never started: the server has only an orphan record of it.`;
    default:
      return `${name} is still running.`;
  }
}

/** ` in 15 s, last host after 5 s`; empty if the duration is unknown or very short. */
function timeText({ durationMs, lastHostMs }: Omit<Ending, 'result'>): string {
  if (durationMs === null || durationMs < 500) return '';
  const last = lastHostMs === null ? '' : `, last host after ${durationText(lastHostMs)}`;
  return ` in ${durationText(durationMs)}${last}`;
}

/** `Job 215`, or `Jobs 214 and 215` after a canary. */
function jobsName({ job_id, earlier_jobs = [] }: JobResult, { jobAddress }: Screen): string {
  const named = (text: string, id: number) =>
    jobAddress === undefined ? text : linked(text, jobAddress(id));
  if (earlier_jobs.length === 0) return named(`Job ${job_id}`, job_id);
  const earlier = earlier_jobs.map((id) => named(String(id), id)).join(', ');
  return `Jobs ${earlier} and ${named(String(job_id), job_id)}`;
}

/**
 * The final message about a job whose end was not seen: what is known, and the command to return
 * with. Empty if standard output was closed, because the reader wanted no more.
 */
function unfinishedText(
  { result, reattachCommand }: Ending,
  { onTerminal }: { readonly onTerminal: boolean },
): string {
  if (result.ended === 'output_closed') return '';
  const sentence = unfinishedSentence(result);
  const hint =
    result.ended === 'paused'
      ? `resume it: rexctl resume ${result.job_id}`
      : `return with: ${reattachCommand}`;
  const detached = hasDetached(result);
  if (detached && onTerminal) return `Detached: ${sentence}\n  ${hint}\n`;
  const message = detached ? `detached: ${sentence}` : sentence;
  return failureText(new Failure('unknown_result', message, { hint }), { json: false });
}

/** Whether an interrupt ended the command, without any news about the job. */
function hasDetached({ ended, reason }: JobResult): boolean {
  return reason === null && isStopped(ended) && ended !== 'time_limit';
}

/** A sentence about a job whose end was not seen. */
export function unfinishedSentence(result: JobResult): string {
  const { job_id, outcome, ended, reason } = result;
  if (reason !== null) return reason;
  if (!isStopped(ended)) return unknownText(result);
  const limit = ended === 'time_limit' ? 'time limit reached; ' : '';
  if (outcome === 'scheduled')
    return `${limit}job ${job_id} has not started yet; it stays scheduled`;
  const state = outcome === 'paused' ? 'is paused on the server' : 'is still running';
  const progress = progressText(result);
  return `${limit}job ${job_id} ${state}${progress === '' ? '' : ` (${progress})`}`;
}

function unknownText({ job_id, outcome }: JobResult): string {
  if (outcome === 'paused')
    return `job ${job_id} is paused on the server, so its result is unknown; resume it: rexctl resume ${job_id}`;
  return `the result of job ${job_id} is unknown`;
}

function progressText({ counts, outcome }: JobResult): string {
  const { total, succeeded, failed, cancelled } = counts;
  if (total === null || succeeded === null || failed === null) return '';
  const done = succeeded + failed + (cancelled ?? 0);
  const bad = countParts({ ...counts, succeeded: null, pending: null }, outcome);
  const open =
    total === 1 && done === 0
      ? '1 host has not finished'
      : `${countedOf(done, total, 'host')} done`;
  return [open, ...bad].join(', ');
}

function failedText(result: JobResult, time: string): string {
  const failed = result.counts.failed ?? result.failed_hosts.filter(isFailure).length;
  if (failed === 0) return `failed${time}, although no host failed`;
  const never = result.failed_hosts.filter((host) => host.status === 'never_ran').length;
  const rest = never === 0 ? '' : `, ${numberText(never)} never ran`;
  return `${countedOf(failed, result.counts.total, 'host')} failed${time}${rest}`;
}

function neverRan({ failed_hosts, counts }: JobResult): number {
  const named = failed_hosts.filter((host) => host.status === 'never_ran').length;
  return named > 0 ? named : (counts.cancelled ?? 0);
}

function cancelledText({ counts, outcome }: JobResult): string {
  const parts = countParts(counts, outcome);
  return parts.length === 0 ? ' before it ran on any host' : `: ${parts.join(', ')}`;
}

/** The reason, if counts do not show it. */
function reasonLines({ reason }: Pick<JobResult, 'reason'>): string[] {
  return reason === null ? [] : [`  ${oneLine(reason)}`];
}

function nextLines({ result }: Ending, screen: Screen, isOutputUnread: boolean): string[] {
  const isRead = isSuccess(result) && !isOutputUnread;
  const steps = isRead ? [] : nextSteps(result);
  const width = Math.max(0, ...steps.map(([command]) => widthOf(command)));
  return steps.map(([command, why]) => `  ${padded(command, width)}  ${screen.style.dim(why)}`);
}

function nextSteps(result: JobResult): readonly NextCommand[] {
  const { job_id: id, outcome, failed_hosts } = result;
  const bad = failed_hosts.filter(isFailure).length;
  const [their, those] =
    bad === 1 ? ['its', 'that host'] : ['their', `those ${numberText(bad)} hosts`];
  switch (outcome) {
    case 'succeeded':
      return successSteps(result);
    case 'failed':
      return bad === 0
        ? [[`rexctl show ${id}`, 'show the job in detail']]
        : [
            ...(bad > maxFailedHosts ? [whyStep(id)] : []),
            [`rexctl output ${id} --failed`, `show ${their} output`],
            [`rexctl rerun ${id} --failed --follow`, `run again on ${those}`],
          ];
    case 'incomplete':
      return [
        [`rexctl show ${id} --hosts`, 'show which hosts ran'],
        [`rexctl rerun ${id} --failed --follow`, 'run on the hosts that did not run'],
      ];
    case 'cancelled':
      return [[`rexctl show ${id} --hosts`, 'show the state of each host']];
    case 'no_hosts':
    case 'broken':
      return [[`rexctl show ${id}`, 'show the job in detail']];
    default:
      return [];
  }
}

function whyStep(id: number): NextCommand {
  return [`rexctl why ${id}`, 'show why hosts failed'];
}

/** The next command after a success; none after a canary, whose output is in two jobs. */
function successSteps({ job_id: id, counts, earlier_jobs = [] }: JobResult): NextCommand[] {
  if (earlier_jobs.length > 0) return [];
  return [[`rexctl output ${id}`, `show ${counts.total === 1 ? 'its' : 'their'} output`]];
}
