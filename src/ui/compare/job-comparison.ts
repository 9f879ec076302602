import type { Document, Shape } from '../../documents/types.ts';
import { type HostChange, hostChangeOf, hostChanges } from '../../jobs/hosts/host-change.ts';
import { type HostEnd, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import type { Outcome } from '../../jobs/outcome.ts';
import type { Column } from '../answers/answer.ts';
import { endWord, failureReason } from '../nouns/host.ts';
import { comparedText, type HostPage, hostPageEnd } from '../nouns/host-page.ts';
import { digestOf, type StoredText, type TextStore } from '../terminal/stored-text.ts';
import { diffLines } from './comparison.ts';
import { type Mask, masked } from './mask.ts';

/** A host whose result or output changed between two jobs, or that failed in both. */
export interface HostDifference extends TargetHost {
  readonly change: HostChange;
  readonly before: HostEnd;
  readonly after: HostEnd;
  /** `null` if the output is the same. */
  readonly texts: { readonly before: StoredText; readonly after: StoredText } | null;
}

/** One side of a comparison of jobs. */
export interface ComparedJob {
  readonly job_id: number;
  readonly outcome: Outcome;
}

/** Two jobs on the same hosts. */
export interface JobComparison {
  readonly before: ComparedJob;
  readonly after: ComparedJob;
  readonly hosts: readonly HostDifference[];
  /** The number of hosts that succeeded in both with the same output. */
  readonly unchanged: number;
  readonly onlyBefore: readonly TargetHost[];
  readonly onlyAfter: readonly TargetHost[];
  /** The domain that is left out of names on a terminal. */
  readonly domain: string;
}

/** Compares hosts in two jobs; `null` if nothing differs. Only differing texts are stored. */
export function hostDifferences(
  store: TextStore,
  masks: readonly Mask[],
): (before: HostPage, after: HostPage) => HostDifference | null {
  const textOf = (page: HostPage) => masked(comparedText(page), masks, page.name);
  return (pageBefore, pageAfter) => {
    const [before, after] = [endAlone(pageBefore), endAlone(pageAfter)];
    const texts = { before: textOf(pageBefore), after: textOf(pageAfter) };
    const isSame = digestOf(texts.before) === digestOf(texts.after);
    const change = hostChangeOf(before, after, isSame);
    if (change === null) return null;
    const kept = isSame
      ? null
      : { before: store.keep(texts.before), after: store.keep(texts.after) };
    return { id: pageAfter.id, name: pageAfter.name, change, before, after, texts: kept };
  };
}

/** The end with a copy of its last line: a substring would keep the long text in memory. */
function endAlone(page: HostPage): HostEnd {
  const end = hostPageEnd(page);
  const line = end.last_line;
  return { ...end, last_line: line === null ? null : Buffer.from(line).toString() };
}

/** The number of hosts of each kind. */
function changeCounts({ hosts, unchanged, onlyBefore, onlyAfter }: JobComparison) {
  const of = (kind: HostChange) => hosts.filter(({ change }) => change === kind).length;
  const [broken, failing_differently, still_failing, fixed, changed_output, unfinished] =
    hostChanges.map(of) as [number, number, number, number, number, number];
  return {
    ...{ broken, failing_differently, still_failing, fixed, changed_output, unfinished },
    unchanged,
    only_before: onlyBefore.length,
    only_after: onlyAfter.length,
  };
}

type DiffDocument = Document<'diff'>;

/** The comparison as JSON, without its hosts. */
export function comparisonHead(comparison: JobComparison): Omit<DiffDocument, 'schema' | 'hosts'> {
  const { before, after, onlyBefore, onlyAfter } = comparison;
  return {
    diff: { before, after, counts: changeCounts(comparison) },
    only_before: onlyBefore.map(target),
    only_after: onlyAfter.map(target),
  };
}

function target({ id, name }: TargetHost): Shape<'target'> {
  return { id, name };
}

/** A host as JSON; `withLines`: with the lines of its difference. */
export function hostDifferenceDocument(
  { id, name, change, before, after, texts }: HostDifference,
  { withLines }: { readonly withLines: boolean },
): DiffDocument['hosts'][number] {
  const output = texts === null ? 'same' : 'changed';
  const row = { id, name, change, output, before: endOf(before), after: endOf(after) } as const;
  if (!withLines) return row;
  const [old, young] = [texts?.before.read() ?? '', texts?.after.read() ?? ''];
  return { ...row, diff: diffLines(linesIn(old), linesIn(young)) };
}

function linesIn(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function endOf(end: HostEnd): DiffDocument['hosts'][number]['before'] {
  const { status, exit_code } = end;
  return { status, exit_code, reason: failureReason(end), failure: hostFailureOf(end) };
}

/** CSV of a comparison: a record for each host that differs. */
export const hostDifferenceColumns: readonly Column<HostDifference>[] = [
  { key: 'id', header: 'ID', value: ({ id }) => id, align: 'right' },
  { key: 'name', header: 'HOST', value: ({ name }) => name, shrinks: true },
  { key: 'change', header: 'CHANGE', value: ({ change }) => change },
  { key: 'before', header: 'BEFORE', value: ({ before }) => endWord(before) },
  { key: 'after', header: 'AFTER', value: ({ after }) => endWord(after) },
  {
    key: 'output',
    header: 'OUTPUT',
    value: ({ texts }) => (texts === null ? 'same' : 'changed'),
  },
];
