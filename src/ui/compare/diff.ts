import { type ChangeObject, diffArrays } from 'diff';

/** One line of a comparison: in both texts, only in the first, or only in the second. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
}

/**
 * More differences than these are not searched for the shortest form: what differs is told as one
 * block.
 */
const mostEdits = 1_000;

/**
 * The shortest way from `before` to `after`, line by line (Myers' algorithm). Texts that have
 * little in common are told as all old lines, then all new ones, so that time and memory stay
 * bounded.
 */
export function diffLines(
  before: readonly string[],
  after: readonly string[],
  limit: number = mostEdits,
): DiffLine[] {
  const start = sharedStart(before, after);
  const end = sharedEnd(before, after, start);
  const oldLines = before.slice(start, before.length - end);
  const newLines = after.slice(start, after.length - end);
  return [
    ...told('same', before.slice(0, start)),
    ...(editsBetween(oldLines, newLines, limit) ?? [
      ...told('removed', oldLines),
      ...told('added', newLines),
    ]),
    ...told('same', before.slice(before.length - end)),
  ];
}

/**
 * The second text of a comparison, from its lines alone; `sideOf(diff, 'removed')` is the first.
 */
export function sideOf(diff: readonly DiffLine[], side: 'removed' | 'added'): string[] {
  return diff.filter(({ kind }) => kind === 'same' || kind === side).map(({ line }) => line);
}

function told(kind: DiffLine['kind'], lines: readonly string[]): DiffLine[] {
  return lines.map((line) => ({ kind, line }));
}

function sharedStart(a: readonly string[], b: readonly string[]): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

function sharedEnd(a: readonly string[], b: readonly string[], start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let count = 0;
  while (count < most && a[a.length - 1 - count] === b[b.length - 1 - count]) count++;
  return count;
}

/**
 * `null` beyond `limit` edits. What texts have in common tells how many are needed at least, before
 * they are sought.
 */
function editsBetween(a: string[], b: string[], limit: number): DiffLine[] | null {
  const least = a.length + b.length - 2 * sharedLines(a, b);
  if (least > limit) return null;
  const changes = diffArrays(a, b, { maxEditLength: limit });
  return changes?.flatMap((change) => told(kindOf(change), change.value)) ?? null;
}

function kindOf({ added, removed }: ChangeObject<string[]>): DiffLine['kind'] {
  if (added) return 'added';
  return removed ? 'removed' : 'same';
}

/** In any order. */
function sharedLines(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of a) left.set(line, (left.get(line) ?? 0) + 1);
  let shared = 0;
  for (const line of b) {
    const count = left.get(line) ?? 0;
    if (count === 0) continue;
    left.set(line, count - 1);
    shared++;
  }
  return shared;
}
