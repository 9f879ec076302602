import { FILE_HEADERS_ONLY, formatPatch, type StructuredPatch, structuredPatch } from 'diff';
import { isFarApart, mostEdits } from './comparison.ts';

/** The two sides of a comparison. */
export interface Sides {
  readonly before: string;
  readonly after: string;
}

/**
 * The difference in the unified format, which `patch` and others read, with three lines of context
 * and unchanged bytes. Texts with little in common are all old lines, then all new ones. Empty for
 * equal texts.
 */
export function unifiedDiff(texts: Sides, names: Sides): string {
  if (texts.before === texts.after) return '';
  return formatPatch(patchOf(texts, names), FILE_HEADERS_ONLY);
}

function patchOf(texts: Sides, names: Sides): StructuredPatch {
  if (!isFarApart(texts.before.split('\n'), texts.after.split('\n'))) {
    const options = { context: 3, maxEditLength: mostEdits };
    const { before, after } = texts;
    const found = structuredPatch(names.before, names.after, before, after, '', '', options);
    if (found !== undefined) return found;
  }
  return wholePatch(texts, names);
}

function wholePatch(texts: Sides, names: Sides): StructuredPatch {
  const [removed, added] = [signed('-', texts.before), signed('+', texts.after)];
  const hunk = {
    oldStart: 1,
    oldLines: removed.filter((line) => line.startsWith('-')).length,
    newStart: 1,
    newLines: added.filter((line) => line.startsWith('+')).length,
    lines: [...removed, ...added],
  };
  return {
    oldFileName: names.before,
    newFileName: names.after,
    oldHeader: '',
    newHeader: '',
    index: undefined,
    hunks: [hunk],
  };
}

function signed(sign: string, text: string): string[] {
  if (text === '') return [];
  const lines = text.replace(/\n$/, '').split('\n');
  const end = text.endsWith('\n') ? [] : ['\\ No newline at end of file'];
  return [...lines.map((line) => sign + line), ...end];
}
