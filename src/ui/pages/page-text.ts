import type { Screen } from '../terminal/screen.ts';
import type { Block, Blocks, ManualPage } from './page.ts';
import { tableLines } from './page-table.ts';
import { wrapped } from './wrap.ts';

/** The most columns of a line: longer lines are hard to read. */
const widest = 100;

/** The indent of the text below a heading. */
const step = 2;

/** The text of a page; lines are not wider than the screen and 100 columns. */
export function pageText({ title, blocks }: ManualPage, screen: Screen): string {
  const heading: Block = { kind: 'heading', depth: 1, text: [{ kind: 'text', text: title }] };
  const width = Math.min(screen.columns, widest);
  return `${blockLines([heading, ...blocks], width, screen).join('\n')}\n`;
}

/** The lines of blocks, with empty lines between them except after an indented heading. */
function blockLines(blocks: Blocks, width: number, screen: Screen): readonly string[] {
  const lines: string[] = [];
  let indent = 0;
  let isAfterHeading = true;
  for (const block of blocks) {
    const isHeading = block.kind === 'heading';
    if (isHeading) indent = Math.max(0, block.depth - 2) * step;
    if (lines.length > 0 && !(isAfterHeading && indent > 0)) lines.push('');
    lines.push(...indented(linesOf(block, width - indent, screen), indent));
    if (isHeading && block.depth > 1) indent += step;
    isAfterHeading = isHeading;
  }
  return lines;
}

function linesOf(block: Block, width: number, screen: Screen): readonly string[] {
  const { style } = screen;
  switch (block.kind) {
    case 'heading':
      return wrapped(block.text, width, style).map(style.bold);
    case 'paragraph':
      return wrapped(block.text, width, style);
    case 'code':
      return indented(block.text.split('\n').map(style.cyan), step);
    case 'table':
      return tableLines(block.head, block.rows, width, style);
    case 'list':
      return listLines(block, width, screen);
  }
}

function listLines(
  { isNumbered, items }: Extract<Block, { kind: 'list' }>,
  width: number,
  screen: Screen,
): readonly string[] {
  const mark = screen.unicode ? '•' : '-';
  return items.flatMap((item, index) => {
    const sign = isNumbered ? `${index + 1}. ` : `${mark} `;
    const [first = '', ...rest] = tight(item, width - sign.length, screen);
    return [sign + first, ...indented(rest, sign.length)];
  });
}

/** The lines of an item's blocks, without empty lines between them. */
function tight(blocks: Blocks, width: number, screen: Screen): readonly string[] {
  return blocks.flatMap((block) => linesOf(block, width, screen));
}

function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(columns) + line));
}
