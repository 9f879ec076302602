import type { Example } from '../../cli/command.ts';
import { globalOptions } from '../../cli/options/global-options.ts';
import { topics } from '../../cli/topics.ts';
import type { ListedCommand } from '../../program/commands.ts';
import { definitions, exampleBlocks } from './command-page.ts';
import { inlines, paragraphBlock } from './plain-text.ts';
import type { ManBlock, ManPage } from './roff-page.ts';
import { blocksOf, manualName, references, section } from './topic-page.ts';

type Table = Extract<ManBlock, { kind: 'table' }>;

interface RootParts {
  readonly description: string;
  readonly examples: readonly Example[];
  readonly commands: readonly ListedCommand[];
  /** The Markdown of the topics by their names. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The page of the program: its commands, global options, files and other pages. */
export function rootPage({ description, examples, commands, pages }: RootParts): ManPage {
  const tables = (name: string) => blocksOf(pages.get(name) ?? '').filter(isTable);
  return {
    name: 'rexctl',
    section: 1,
    summary: 'run and watch remote jobs on many hosts',
    blocks: [
      section('Synopsis'),
      { kind: 'lines', lines: [inlines('`rexctl` [options] command [arguments]')] },
      section('Description'),
      paragraphBlock(description),
      section('Examples'),
      ...exampleBlocks(examples),
      section('Commands'),
      ...commandBlocks(commands),
      section('Global options'),
      definitions(globalOptions),
      section('Exit status'),
      ...tables('exit-codes').slice(0, 1),
      more('exit-codes'),
      section('Environment'),
      ...joined(tables('environment')),
      more('environment'),
      section('Files'),
      ...tables('files').slice(0, 1),
      more('files'),
      section('Topics'),
      glossaryOf(topics.map(({ name, summary }) => [manualName(name), summary])),
      ...references(['rexctl-run(1)', 'rexctl-login(1)', 'rexctl-troubleshooting(7)']),
    ],
  };
}

function isTable(block: ManBlock): block is Table {
  return block.kind === 'table';
}

/** Joins consecutive tables that have the same columns. */
function joined(tables: readonly Table[]): readonly Table[] {
  const [first] = tables;
  return first === undefined ? [] : [{ ...first, rows: tables.flatMap(({ rows }) => rows) }];
}

/** The commands under the same titles as in the help. */
function commandBlocks(commands: readonly ListedCommand[]): readonly ManBlock[] {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return groups.flatMap((title) => [
    { kind: 'heading', depth: 3, text: inlines(title.replace(/:$/, '')) },
    glossaryOf(
      commands
        .filter(({ group }) => group === title)
        .map(({ name, summary }) => [`rexctl-${name}(1)`, summary]),
    ),
  ]);
}

function glossaryOf(rows: readonly (readonly [term: string, meaning: string])[]): ManBlock {
  return {
    kind: 'glossary',
    items: rows.map(([term, meaning]) => ({
      term: [{ kind: 'code', text: term }],
      meaning: inlines(meaning),
    })),
  };
}

function more(topic: string): ManBlock {
  return paragraphBlock(`See \`${manualName(topic)}\` for more.`);
}
