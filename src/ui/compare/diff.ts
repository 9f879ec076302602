/** One line of a comparison: in both texts, only in the first, or only in the second. */
export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly line: string;
}

/** More differences than these are not searched for the shortest form: what differs is told as one block. */
const mostEdits = 1_000;

/**
 * The shortest way from `before` to `after`, line by line (Myers' greedy algorithm). Texts that have little in common
 * are told as all old lines, then all new ones, so that time and memory stay bounded.
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

/** The second text of a comparison, from its lines alone; `sideOf(diff, 'removed')` is the first. */
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

/** `null` beyond `limit` edits. What texts have in common tells how many are needed at least, before they are sought. */
function editsBetween(a: readonly string[], b: readonly string[], limit: number): DiffLine[] | null {
  const least = a.length + b.length - 2 * sharedLines(a, b);
  return least > limit ? null : shortestEdits(a, b, limit);
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

/**
 * Walks the edit graph: after `d` edits, `furthest[k]` is how far in `a` the diagonal `k` (lines of `a` minus lines of
 * `b`) has come. The ways are kept to go back from the end. `null` beyond `limit` edits.
 */
function shortestEdits(a: readonly string[], b: readonly string[], limit: number): DiffLine[] | null {
  const most = Math.min(limit, a.length + b.length);
  const furthest = new Int32Array(2 * most + 3);
  const ways: Int32Array[] = [];
  for (let d = 0; d <= most; d++) {
    ways.push(furthest.slice(most + 1 - d - 1, most + 1 + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const x = advanced(a, b, k, stepTo(furthest, most + 1 + k, isDown(furthest, most + 1 + k, k, d)));
      furthest[most + 1 + k] = x;
      if (x >= a.length && x - k >= b.length) return wayBack(a, b, ways);
    }
  }
  return null;
}

/** Whether the best way to diagonal `k` takes a line of `b` (down) and not one of `a`. `at` is where `k` is kept. */
function isDown(furthest: Int32Array, at: number, k: number, d: number): boolean {
  return k === -d || (k !== d && (furthest[at - 1] ?? 0) < (furthest[at + 1] ?? 0));
}

function stepTo(furthest: Int32Array, at: number, down: boolean): number {
  return down ? (furthest[at + 1] ?? 0) : (furthest[at - 1] ?? 0) + 1;
}

function advanced(a: readonly string[], b: readonly string[], k: number, from: number): number {
  let x = from;
  while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
  return x;
}

/** `ways[d]` holds the diagonals -d-1 … d+1 as they were before the edit number `d`. */
function wayBack(a: readonly string[], b: readonly string[], ways: readonly Int32Array[]): DiffLine[] {
  const lines: DiffLine[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = ways.length - 1; d > 0; d--) {
    const way = ways[d] ?? new Int32Array();
    const k = x - y;
    const down = isDown(way, k + d + 1, k, d);
    const x0 = stepTo(way, k + d + 1, down);
    addSameBackwards(lines, a, x0, x);
    [x, y] = [x0, x0 - k];
    if (down) lines.push({ kind: 'added', line: b[--y] ?? '' });
    else lines.push({ kind: 'removed', line: a[--x] ?? '' });
  }
  addSameBackwards(lines, a, 0, x);
  return lines.reverse();
}

function addSameBackwards(lines: DiffLine[], a: readonly string[], from: number, to: number): void {
  for (let at = to - 1; at >= from; at--) lines.push({ kind: 'same', line: a[at] ?? '' });
}
