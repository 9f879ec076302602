/**
 * The word of `known` that was probably meant: at most `limit` letters are wrong, missing, added or
 * swapped, or it is the only one with this part.
 */
export function closest(
  typed: string,
  known: readonly string[],
  limit = Math.max(1, Math.ceil(typed.length / 3)),
): string | undefined {
  let best: { word: string; distance: number } | undefined;
  for (const word of known) {
    const distance = editDistance(typed.toLowerCase(), word.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance))
      best = { word, distance };
  }
  return best?.word ?? theOnlyOne(typed.toLowerCase(), known);
}

/** The end of a message about an unknown word: `; did you mean \`list\`?`, or empty. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = closest(typed, known);
  return near === undefined ? '' : `; did you mean \`${near}\`?`;
}

/** The only name that begins with, or else contains, what was typed. */
function theOnlyOne(typed: string, known: readonly string[]): string | undefined {
  if (typed.length < 3) return undefined;
  const begins = known.filter((word) => word.toLowerCase().startsWith(typed));
  const has =
    begins.length > 0 ? begins : known.filter((word) => word.toLowerCase().includes(typed));
  return has.length === 1 ? has[0] : undefined;
}

function editDistance(a: string, b: string): number {
  let rows: readonly (readonly number[])[] = [
    [],
    Array.from({ length: b.length + 1 }, (_, index) => index),
  ];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) row.push(Math.min((row[j - 1] ?? 0) + 1, ...steps(i, j)));
    rows = [rows[1] ?? [], row];
  }
  return rows[1]?.[b.length] ?? 0;

  /** To one letter changed or kept, one missing, and two swapped. */
  function steps(i: number, j: number): number[] {
    const [earlier = [], previous = []] = rows;
    const isKept = a[i - 1] === b[j - 1];
    const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    const swapped = isSwapped
      ? (earlier[j - 2] ?? Number.POSITIVE_INFINITY)
      : Number.POSITIVE_INFINITY;
    return [(previous[j - 1] ?? 0) + (isKept ? 0 : 1), (previous[j] ?? 0) + 1, swapped + 1];
  }
}
