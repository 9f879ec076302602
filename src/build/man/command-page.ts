import type { Argument, Option } from 'commander';
import { type Command, type CommandGroup, type Example, optionsOf } from '../../cli/command.ts';
import { byGroup, optionText } from '../../cli/options/option-text.ts';
import type { ListedCommand } from '../../program/commands.ts';
import { brokenLine } from '../../program/help/help-examples.ts';
import type { Inline } from '../../ui/pages/page.ts';
import { inlines, paragraphBlock, paragraphs } from './plain-text.ts';
import type { ManBlock, ManPage } from './roff-page.ts';
import { manualName, references, section } from './topic-page.ts';

/** The man page of a command, or of a group with all its subcommands. */
export async function commandPage({ name, alias, summary, load }: ListedCommand): Promise<ManPage> {
  const command = await load();
  const blocks =
    'subcommands' in command
      ? groupBlocks(name, command)
      : commandBlocks([name, alias ?? []].flat(), command);
  return {
    name: `rexctl-${name}`,
    section: 1,
    summary,
    blocks: [...blocks, ...references(['rexctl(1)', ...topicsOf(command).map(manualName)])],
  };
}

/** The topics that the help of the command names, and those for all commands. */
function topicsOf(command: Command | CommandGroup): readonly string[] {
  const all =
    'subcommands' in command
      ? command.subcommands.flatMap((one) => one.command.topics)
      : command.topics;
  return [...new Set([...all, 'options', 'exit-codes'])];
}

function commandBlocks(names: readonly string[], command: Command): readonly ManBlock[] {
  const examples = exampleBlocks(command.examples);
  return [
    section('Synopsis'),
    { kind: 'lines', lines: [synopsis(`rexctl ${names[0]}`, command)] },
    section('Description'),
    paragraphBlock(command.description),
    ...aliasBlocks(names),
    ...(command.notes === undefined ? [] : paragraphs(command.notes)),
    ...(command.arguments.length === 0 ? [] : [section('Arguments')]),
    ...argumentBlocks(command.arguments),
    ...optionBlocks(optionsOf(command)),
    ...(examples.length === 0 ? [] : [section('Examples')]),
    ...examples,
  ];
}

function aliasBlocks([name, alias]: readonly string[]): readonly ManBlock[] {
  return alias === undefined
    ? []
    : [paragraphBlock(`\`rexctl ${alias}\` is short for \`rexctl ${name}\`.`)];
}

function groupBlocks(
  group: string,
  { description, notes, subcommands }: CommandGroup,
): readonly ManBlock[] {
  const examples = subcommands.flatMap(({ command }) => exampleBlocks(command.examples));
  return [
    section('Synopsis'),
    {
      kind: 'lines',
      lines: subcommands.map(({ name, command }) => synopsis(`rexctl ${group} ${name}`, command)),
    },
    section('Description'),
    paragraphBlock(description),
    ...(notes === undefined ? [] : paragraphs(notes)),
    section('Subcommands'),
    ...subcommands.flatMap((subcommand) => subcommandBlocks(group, subcommand)),
    ...optionBlocks([]),
    ...(examples.length === 0 ? [] : [section('Examples')]),
    ...examples,
  ];
}

function subcommandBlocks(
  group: string,
  { name, alias, command }: CommandGroup['subcommands'][number],
): readonly ManBlock[] {
  const path = `${group} ${name}`;
  return [
    subsection(`rexctl ${path}`),
    paragraphBlock(command.description),
    ...aliasBlocks([path, ...(alias === undefined ? [] : [`${group} ${alias}`])]),
    ...(command.notes === undefined ? [] : paragraphs(command.notes)),
    ...argumentBlocks(command.arguments),
    ...(optionsOf(command).length === 0 ? [] : [definitions(optionsOf(command))]),
  ];
}

function synopsis(line: string, { arguments: taken }: Command): readonly Inline[] {
  const words = taken.flatMap((argument): readonly Inline[] => {
    const [before, after] = argument.required ? [' ', ''] : [' [', ']'];
    const more = argument.variadic ? ' ...' : '';
    return [text(before), { kind: 'emphasis', text: argument.name() }, text(`${more}${after}`)];
  });
  const options = { kind: 'emphasis', text: 'options' } as const;
  return [{ kind: 'code', text: line }, text(' ['), options, text(']'), ...words];
}

function text(words: string): Inline {
  return { kind: 'text', text: words };
}

function argumentBlocks(taken: readonly Argument[]): readonly ManBlock[] {
  if (taken.length === 0) return [];
  const items = taken.map((argument) => ({
    term: [{ kind: 'emphasis', text: argument.name() } as const],
    meaning: inlines(optionText(argument)),
  }));
  return [{ kind: 'definitions', items }];
}

/** The options under the same titles as in the help. */
function optionBlocks(options: readonly Option[]): readonly ManBlock[] {
  const groups = byGroup(options);
  return [
    section('Options'),
    ...groups.flatMap((group) => [
      ...(groups.length === 1 ? [] : [subsection(group.title.replace(/:$/, ''))]),
      definitions(group.options),
    ]),
    paragraphBlock('`rexctl-options(7)` describes the global options.'),
  ];
}

function subsection(title: string): ManBlock {
  return { kind: 'heading', depth: 3, text: [text(title)] };
}

export function definitions(options: readonly Option[]): ManBlock {
  return {
    kind: 'definitions',
    items: options.map((option) => ({
      term: [{ kind: 'code', text: option.flags }],
      meaning: inlines(optionText(option)),
    })),
  };
}

/** The width of a listing on a terminal of 80 columns. */
const listingWidth = 69;

/** An example: what it does, and below it the command line. */
export function exampleBlocks(examples: readonly Example[]): readonly ManBlock[] {
  return examples.flatMap(([line, meaning]) => [
    paragraphBlock(`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}:`),
    { kind: 'code', text: brokenLine(line, listingWidth).map(unindented).join('\n') },
  ]);
}

function unindented(line: string): string {
  return line.replace(/^ {2}/, '');
}
