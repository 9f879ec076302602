import type { Block, Blocks, Inline } from '../../ui/pages/page.ts';
import { wholeWidth } from '../../ui/pages/wrap.ts';
import { plainStyle } from '../../ui/terminal/screen.ts';
import { widthOf } from '../../ui/terminal/width.ts';
import { roffTable } from './roff-table.ts';
import { quotedArgument, roffLine, roffText } from './roff-text.ts';

/** A block of a man page; pages of commands also have definitions and lists of lines. */
export type ManBlock =
  | Block
  | { readonly kind: 'definitions'; readonly items: readonly Definition[] }
  /** Short terms, each with its meaning on the same line. */
  | { readonly kind: 'glossary'; readonly items: readonly Definition[] }
  /** Lines that are not joined. */
  | { readonly kind: 'lines'; readonly lines: readonly (readonly Inline[])[] };

/** A term, e.g. an option, with its meaning. */
export interface Definition {
  readonly term: readonly Inline[];
  readonly meaning: readonly Inline[];
}

export interface ManPage {
  /** The name, as typed in `man NAME`. */
  readonly name: string;
  readonly section: 1 | 7;
  readonly summary: string;
  readonly blocks: readonly ManBlock[];
}

interface Edition {
  readonly version: string;
  /** The date of the release. The date of the build would make each build differ. */
  readonly date: string;
}

/** The roff source of a man page. */
export function roffPage(
  { name, section, summary, blocks }: ManPage,
  { version, date }: Edition,
): string {
  const title = roffText([{ kind: 'code', text: name }]).replaceAll(/\\f[BR]/g, '');
  const head = [
    name.toUpperCase().replaceAll('-', '\\-'),
    String(section),
    date,
    `rexctl ${version}`,
  ];
  return [
    '\'\\" t',
    `.TH ${[...head, 'rexctl manual'].map(quotedArgument).join(' ')}`,
    '.nh',
    '.ad l',
    // On a terminal pages have no end; tbl fails if a cell is longer than a page.
    '.if n .pl 9999v',
    '.SH NAME',
    `${title} \\- ${roffText([{ kind: 'text', text: summary }])}`,
    ...blockLines(blocks),
    '',
  ].join('\n');
}

/** A paragraph after a heading, or at the beginning of an item, has no empty line before it. */
function blockLines(blocks: readonly ManBlock[], isFirst = false): readonly string[] {
  return blocks.flatMap((block, index) => {
    const before = blocks[index - 1];
    const isOpening = before === undefined ? isFirst : before.kind === 'heading';
    return linesOf(block, isOpening);
  });
}

function linesOf(block: ManBlock, isOpening: boolean): readonly string[] {
  const distance = isOpening ? [] : ['.PP'];
  switch (block.kind) {
    case 'heading':
      return [headingLine(block)];
    case 'paragraph':
      return [...distance, roffText(block.text)];
    case 'glossary':
      return ['.PD 0', ...glossaryLines(block.items), '.PD'];
    case 'lines':
      return [...distance, block.lines.map(roffText).join('\n.br\n')];
    case 'code':
      return [...distance, ...listingLines(block.text.split('\n'))];
    case 'table':
      return [...distance, ...roffTable(block.head, block.rows)];
    case 'list':
      return block.items.flatMap((item, at) =>
        itemLines(item, block.isNumbered ? `${at + 1}.` : '\\(bu'),
      );
    case 'definitions':
      return block.items.flatMap((item) => definitionLines(item));
  }
}

function definitionLines({ term, meaning }: Definition, indent = ''): readonly string[] {
  return [`.TP${indent}`, roffText(term), roffText(meaning)];
}

/** The width of the text on a terminal of 80 columns. A wider listing uses the indent, too. */
const textWidth = 73;
const indents = { most: 4, least: -3 } as const;

function listingLines(lines: readonly string[]): readonly string[] {
  const left = textWidth - Math.max(...lines.map(widthOf));
  const indent = Math.max(indents.least, Math.min(left, indents.most));
  return [`.RS ${indent}`, '.nf', ...lines.map(roffLine), '.fi', '.RE'];
}

function glossaryLines(items: readonly Definition[]): readonly string[] {
  const widest = Math.max(...items.map(({ term }) => wholeWidth(term, plainStyle)));
  return items.flatMap((item) => definitionLines(item, ` ${widest + 2}`));
}

/** Section titles are in capitals, as in other man pages. */
function headingLine({ depth, text }: Extract<Block, { kind: 'heading' }>): string {
  const words = text.map(({ text: word }) => word).join('');
  if (depth > 2) return `.SS ${quotedArgument(roffText([{ kind: 'text', text: words }]))}`;
  return `.SH ${quotedArgument(roffText([{ kind: 'text', text: words.toUpperCase() }]))}`;
}

function itemLines(item: Blocks, mark: string): readonly string[] {
  const [first, ...rest] = item;
  const indent = mark.startsWith('\\') ? 2 : 4;
  const start = [`.IP ${mark} ${indent}`, ...blockLines(first === undefined ? [] : [first], true)];
  if (rest.length === 0) return start;
  return [...start, `.RS ${indent}`, ...blockLines(rest), '.RE'];
}
