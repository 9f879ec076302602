import type { HelpBlock } from '../../cli/packed-help.ts';
import { exampleLines } from './help-examples.ts';
import { paragraph, rowLines } from './help-lines.ts';

/** The width and style of a help. */
export interface HelpScreen {
  readonly columns: number;
  /** Whether titles are bold. */
  readonly bold: boolean;
}

/** The layout for pipes and files. */
export const pipe: HelpScreen = { columns: 80, bold: false };

/** Longer lines are hard to read. */
const maxWidth = 100;
const minWidth = 40;

/** The text of a help. */
export function helpText(blocks: readonly HelpBlock[], { columns, bold }: HelpScreen): string {
  const width = Math.max(minWidth, Math.min(columns, maxWidth));
  const styled = (title: string) => (bold ? `\u001b[1m${title}\u001b[22m` : title);
  return blocks
    .map((block) => ({ title: titleOf(block), lines: linesOf(block, width) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => [...(title === undefined ? [] : [styled(title)]), ...lines, ''])
    .map((lines) => lines.join('\n'))
    .join('\n');
}

function titleOf(block: HelpBlock): string | undefined {
  switch (block.kind) {
    case 'examples':
      return 'Examples:';
    case 'rows':
      return block.title;
    case 'text':
      return undefined;
  }
}

function linesOf(block: HelpBlock, width: number): readonly string[] {
  switch (block.kind) {
    case 'examples':
      return block.examples.length === 0 ? [] : exampleLines(block.examples, width);
    case 'rows':
      return rowLines(block.rows, width, block.column);
    case 'text':
      return block.texts.flatMap((text) => paragraph(text, width));
  }
}
