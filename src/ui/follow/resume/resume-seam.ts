import type { Written } from './resume-entry.ts';

/** How sure it is that the lines at the seam come once. */
export type Sureness =
  /** All that was printed before is known. */
  | 'exact'
  /**
   * Standard output is no file that can be read: whether the last text got through cannot be known.
   */
  | 'unknown'
  /** The file that standard output is has become shorter, as `>` instead of `>>` makes it. */
  | 'shorter'
  /** Something else stands where the last text was printed. */
  | 'foreign';

/** Where a follow goes on: what is still to be printed of the texts before it. */
export interface Seam {
  readonly sureness: Sureness;
  /** May begin in the middle of a character. */
  readonly rest: Uint8Array;
}

/** The file that standard output is. */
export interface PrintedFile {
  readonly size: number;
  /** Up to so many bytes from there; `null` where they cannot be read. */
  read(from: number, length: number): Uint8Array | null;
}

/** Compares the texts that may not have been printed with what stands in the file. */
export function seamOf(texts: readonly Written[], file: PrintedFile | null): Seam {
  const meant = Buffer.from(texts.map(({ text }) => text).join(''));
  const at = texts[0]?.at ?? null;
  if (meant.length === 0) return { sureness: 'exact', rest: meant };
  if (file === null || at === null) return { sureness: 'unknown', rest: meant };
  if (file.size < at) return { sureness: 'shorter', rest: meant };
  if (file.size === at) return { sureness: 'exact', rest: meant };
  const found = file.read(at, meant.length);
  return found === null ? { sureness: 'unknown', rest: meant } : comparison(meant, found);
}

/**
 * Whole lines that stand where they were meant to are printed; one that something else broke is
 * printed again.
 */
function comparison(meant: Buffer, found: Uint8Array): Seam {
  let same = 0;
  while (same < found.length && meant[same] === found[same]) same++;
  if (same === found.length) return { sureness: 'exact', rest: meant.subarray(same) };
  const line = meant.subarray(0, same).lastIndexOf('\n') + 1;
  return { sureness: 'foreign', rest: meant.subarray(line) };
}
