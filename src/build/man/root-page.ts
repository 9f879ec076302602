import { globalOptions } from '../../cli/global-options.ts';
import { topics } from '../../cli/topics.ts';
import type { ListedCommand } from '../../program/commands.ts';
import { definitions } from './command-page.ts';
import { inlines, paragraph } from './plain-text.ts';
import type { ManBlock, ManPage } from './roff-page.ts';
import { blocksOf, references, section } from './topic-page.ts';

export interface RootParts {
  readonly description: string;
  readonly commands: readonly ListedCommand[];
  /** The Markdown of topics, by their names. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The page of the program: what there is, and where more stands. */
export function rootPage({ description, commands, pages }: RootParts): ManPage {
  const tables = (name: string) =>
    blocksOf(pages.get(name) ?? '').filter(({ kind }) => kind === 'table');
  return {
    name: 'rexctl',
    section: 1,
    summary: 'run and watch remote jobs on many hosts',
    blocks: [
      section('Synopsis'),
      { kind: 'lines', lines: [inlines('`rexctl` [options] command [arguments]')] },
      section('Description'),
      paragraph(description),
      section('Commands'),
      ...commandBlocks(commands),
      section('Global options'),
      definitions(globalOptions),
      section('Exit status'),
      ...tables('exit-codes').slice(0, 1),
      more('exit-codes'),
      section('Environment'),
      ...tables('environment'),
      more('environment'),
      section('Files'),
      ...tables('config').slice(0, 1),
      more('config'),
      section('Topics'),
      definitionsOf(topics.map(({ name, summary }) => [`rexctl-${name}(7)`, summary])),
      ...references(['rexctl-run(1)', 'rexctl-login(1)', 'rexctl-troubleshooting(7)']),
    ],
  };
}

/** Under the titles of the help. */
function commandBlocks(commands: readonly ListedCommand[]): readonly ManBlock[] {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return groups.flatMap((title) => [
    { kind: 'heading', depth: 3, text: inlines(title.replace(/:$/, '')) },
    definitionsOf(
      commands
        .filter(({ group }) => group === title)
        .map(({ name, summary }) => [`rexctl-${name}(1)`, summary]),
    ),
  ]);
}

function definitionsOf(rows: readonly (readonly [term: string, meaning: string])[]): ManBlock {
  return {
    kind: 'definitions',
    items: rows.map(([term, meaning]) => ({
      term: [{ kind: 'code', text: term }],
      meaning: inlines(meaning),
    })),
  };
}

function more(topic: string): ManBlock {
  return paragraph(`See \`rexctl-${topic}(7)\` for more.`);
}
