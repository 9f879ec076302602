import type { Answered, Document } from '../../documents/types.ts';
import type { HostFailureKind } from '../../jobs/hosts/host-failure.ts';
import { type HostStatus, isFinal } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import { countedOf, hostCount, numberText } from '../../text/counts.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { Column } from '../answers/answer.ts';
import type { FailureGroup } from '../compare/failure-groups.ts';
import { failureGroupLines, leftOutOfGroups, moreGroupsText } from '../compare/failure-lines.ts';
import { type NextCommand, nextCommands } from '../terminal/command-lines.ts';
import { foldNames } from '../terminal/fold-names.ts';
import { iconsOf, outcomeText } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { jobDocument } from './job.ts';
import { noHostMatched } from './job-words.ts';

/** The result of `rexctl why`: why hosts of a job did not succeed. */
export interface WhyAnswer {
  readonly job: JobDetail;
  /** The outcome of the job, or of the named hosts. */
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly totals: HostTotals;
  readonly groups: readonly FailureGroup[];
  /** Names of hosts whose output could not be read in full. */
  readonly torn: readonly string[];
  /** Whether the script is known not to have run on any of the hosts that did not succeed. */
  readonly neverStarted: boolean;
  /** Whether no failed host is hidden and all output could be read. */
  readonly complete: boolean;
  /** Whether the user named only some hosts of the job. */
  readonly isPart: boolean;
  /** The domain that is left out of names on a terminal. */
  readonly domain: string;
}

type HostTotals = Document<'why'>['host_counts'];

/** Counts hosts, each one once; the state of `hidden` hosts is unknown. */
export function hostTotals(
  hosts: readonly { readonly status: HostStatus }[],
  hidden: number,
): HostTotals {
  const of = (status: HostStatus) => hosts.filter((host) => host.status === status).length;
  const unknown = of('unknown');
  return {
    total: hosts.length + hidden,
    succeeded: of('succeeded'),
    failed: of('failed'),
    never_ran: of('never_ran'),
    cancelled: of('cancelled'),
    unfinished: hosts.filter(({ status }) => !isFinal(status)).length - unknown,
    unknown,
    hidden,
  };
}

export function whyDocument(answer: WhyAnswer): Answered<'why'> {
  const { job, outcome, reason, totals, groups, complete } = answer;
  return {
    job: jobDocument(job, answer.isPart ? undefined : outcome),
    outcome,
    reason,
    host_counts: totals,
    groups: groups.map(groupDocument),
    complete,
  };
}

function groupDocument({ failure, hosts }: FailureGroup): Document<'why'>['groups'][number] {
  const { kind, exit_code, message } = failure;
  return {
    kind,
    exit_code,
    message,
    count: hosts.length,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
  };
}

/** The CSV columns: a record for each group, its hosts as a set. */
export const whyColumns: readonly Column<FailureGroup>[] = [
  { key: 'count', header: 'COUNT', value: ({ hosts }) => hosts.length, align: 'right' },
  { key: 'kind', header: 'KIND', value: ({ failure }) => failure.kind },
  { key: 'exit_code', header: 'EXIT', value: ({ failure }) => failure.exit_code, align: 'right' },
  { key: 'message', header: 'MESSAGE', value: ({ failure }) => failure.message, shrinks: true },
  { key: 'hosts', header: 'HOSTS', value: ({ hosts }) => setOf(hosts), shrinks: true },
];

function setOf(hosts: FailureGroup['hosts']): string {
  return foldNames(hosts.map(({ name }) => name));
}

interface WhyView {
  /** The most groups that are shown; others are only counted. */
  readonly most: number;
  /** Whether all hosts of each group are named. */
  readonly allNames: boolean;
}

/**
 * The text of `rexctl why`: a headline like that of `show`, one line for each group (more on a
 * narrow terminal) and the next commands. Ends with a line break.
 */
export function whyProse(answer: WhyAnswer, screen: Screen, view: WhyView): string {
  const { job, groups, reason, totals } = answer;
  const { style } = screen;
  const domain = screen.isTerminal ? answer.domain : '';
  const rest = moreGroupsText(groups, view.most);
  const linesView = { domain, ...view, wholeMessages: true };
  const leftOut = leftOutOfGroups(groups, screen, linesView);
  const remarks = [
    ...(totals.unfinished === 0 ? [] : [`  ${style.dim(unfinishedText(totals.unfinished))}`]),
    ...(rest === '' ? [] : [`  ${style.dim(`${rest}; see all: rexctl why ${job.id} --all`)}`]),
    ...(leftOut === '' ? [] : [`  ${style.dim(leftOut)}`]),
  ];
  const lines = failureGroupLines(groups, screen, linesView);
  const next = screen.isTerminal ? nextCommands(nextSteps(answer)) : '';
  return [
    [headline(answer, screen)],
    reason === null || totals.hidden > 0 ? [] : [`  ${oneLine(reason)}`],
    lines.length === 0 ? [noFailureText(answer)] : [...gap(screen), ...lines, ...remarks],
    next === '' ? [] : [...gap(screen), next.trimEnd()],
    [''],
  ]
    .flat()
    .join('\n');
}

function unfinishedText(count: number): string {
  return `so far: ${hostCount(count)} ${count === 1 ? 'has' : 'have'} not finished`;
}

/** The sentence that explains why there is no group. */
function noFailureText({ outcome, totals, job }: WhyAnswer): string {
  if (outcome === 'broken') return 'It never started: the server has only an orphan record of it.';
  if (outcome === 'scheduled') return 'It has not started yet.';
  if (totals.total === 0 && totals.hidden === 0 && outcome !== 'running')
    return (job.counts.total ?? 0) > 0 ? 'None of its hosts is visible to you.' : noHostMatched;
  const none = totals.hidden === 0 ? 'No host' : 'No visible host';
  return totals.unfinished + totals.unknown > 0 ? `${none} has failed so far.` : `${none} failed.`;
}

function gap({ isTerminal }: Screen): readonly string[] {
  return isTerminal ? [''] : [];
}

function headline({ job, outcome, totals, isPart }: WhyAnswer, screen: Screen): string {
  const title = screen.style.bold(`Job ${job.id}`);
  const counts = totalParts(totals, isPart ? job.counts.total : null).join(
    screen.isTerminal ? iconsOf(screen).dot : ', ',
  );
  return [title, outcomeText(outcome, screen), counts]
    .filter((part) => part !== '')
    .join(screen.isTerminal ? '  ' : '\t');
}

/** The counts above zero, failures first. `all`: the hosts of the job if only some are counted. */
function totalParts(totals: HostTotals, all: number | null): readonly string[] {
  const parts: readonly (readonly [number, string])[] = [
    [totals.failed, 'failed'],
    [totals.never_ran, 'never ran'],
    [totals.cancelled, 'cancelled'],
    [totals.unknown, 'unknown'],
    [totals.unfinished, 'unfinished'],
    [totals.succeeded, 'ok'],
    [totals.hidden, 'not visible to you'],
  ];
  const shown = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${numberText(count)} ${word}`);
  const isPart = all !== null && all > totals.total;
  return shown.length < 2 && !isPart ? shown : [...shown, countedOf(totals.total, all, 'host')];
}

/** The longest set in a next command; instead of a longer set, one of its hosts is named. */
const longestSet = 40;

function nextSteps({ job, outcome, groups, totals, isPart }: WhyAnswer): readonly NextCommand[] {
  const { id } = job;
  const [largest] = groups.filter(({ status }) => status === 'failed');
  const output: readonly NextCommand[] = largest === undefined ? [] : [outputStep(id, largest)];
  if (outcome === 'paused') return [...output, [`rexctl resume ${id}`, 'resume the job']];
  if (totals.unfinished > 0) return [...output, [`rexctl watch ${id}`, 'follow the job']];
  if (groups.length === 0) return [];
  if (isPart) return [...output, ...rerunOfPart(id, groups)];
  const all = groups.reduce((sum, group) => sum + group.hosts.length, 0);
  return [
    ...output,
    [`rexctl rerun ${id} --failed --follow`, `run again on ${those(all)}`],
    ...retrySteps(id, groups),
  ];
}

/** The kinds of failures after which the same script may succeed later. */
const retried: readonly HostFailureKind[] = ['unreachable', 'timed_out', 'proxy', 'never_ran'];

function retrySteps(id: number, groups: readonly FailureGroup[]): readonly NextCommand[] {
  const some = groups.filter(({ failure }) => retried.includes(failure.kind));
  if (some.length === 0 || some.length === groups.length) return [];
  const kinds = [...new Set(some.map(({ failure }) => failure.kind))].join(',');
  const count = some.reduce((sum, { hosts }) => sum + hosts.length, 0);
  return [
    [
      `rexctl rerun ${id} --failed --only ${kinds} --follow`,
      `only on ${numberText(count)} of them`,
    ],
  ];
}

/** The rerun of the named hosts only, because other hosts of the job may have failed, too. */
function rerunOfPart(id: number, groups: readonly FailureGroup[]): readonly NextCommand[] {
  const hosts = groups.flatMap((group) => group.hosts);
  const set = setOf(hosts);
  if (set.length > longestSet) return [];
  const command = `rexctl rerun ${id} --host ${shellWord(set)} --follow`;
  return [[command, `run again on ${those(hosts.length)}`]];
}

function outputStep(id: number, { hosts }: FailureGroup): NextCommand {
  const [first] = hosts;
  const set = setOf(hosts);
  if (set.length <= longestSet || first === undefined)
    return [`rexctl output ${id} ${shellWord(set)}`, `show the output of ${those(hosts.length)}`];
  const name = shellWord(foldNames([first.name]));
  return [
    `rexctl output ${id} ${name}`,
    `show the output of one of the ${hostCount(hosts.length)}`,
  ];
}

function those(count: number): string {
  return count === 1 ? 'that host' : `those ${hostCount(count)}`;
}
