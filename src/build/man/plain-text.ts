import type { Inline } from '../../ui/pages/page.ts';
import type { ManBlock } from './roff-page.ts';

/** The parts of a sentence of the help, which has code between backticks. */
export function inlines(sentence: string): readonly Inline[] {
  return sentence
    .split(/(`[^`]+`)/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      piece.startsWith('`') && piece.length > 1
        ? { kind: 'code', text: piece.slice(1, -1) }
        : { kind: 'text', text: piece },
    );
}

export function paragraphBlock(sentence: string): ManBlock {
  return { kind: 'paragraph', text: inlines(sentence) };
}

/** Notes of the help: paragraphs, and indented lines, which are not wrapped. */
export function paragraphs(notes: string): readonly ManBlock[] {
  const parts = notes.split(/\n\n+|\n(?= )(?<!\n .*\n)|(?<=\n .*)\n(?! )/);
  return parts.map((part) =>
    part.startsWith(' ')
      ? { kind: 'code', text: part.replaceAll(/^ +/gm, '') }
      : paragraphBlock(part.replaceAll('\n', ' ')),
  );
}
