import type { CommandModel, OptionModel } from '../cli/command-model.ts';
import { exitCodes } from '../errors.ts';
import { commandList } from '../program/commands.ts';

/**
 * Rewrites the parts of the README between `<!-- generated: NAME -->` and `<!-- end -->`. Throws
 * for a name that no table has, and for a table that the README does not show.
 */
export function withTables(readme: string, root: CommandModel): string {
  const tables: Readonly<Record<string, string>> = {
    commands: commandsTable(root),
    options: optionsTable(root.options),
    'exit-codes': exitCodesTable(),
  };
  const shown = new Set<string>();
  const text = readme.replaceAll(
    /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g,
    (_, start, name, end) => {
      const table = tables[name];
      if (table === undefined)
        throw new Error(`README.md wants a table "${name}" that nobody makes`);
      shown.add(name);
      return `${start}\n${table}\n${end}`;
    },
  );
  const missing = Object.keys(tables).find((name) => !shown.has(name));
  if (missing !== undefined) throw new Error(`README.md has no place for the table "${missing}"`);
  return text;
}

function commandsTable(root: CommandModel): string {
  const hidden = new Set(commandList.filter(({ hidden }) => hidden).map(({ name }) => name));
  const rows = root.commands
    .filter(({ path }) => !hidden.has(path))
    .flatMap((command) => (command.commands.length > 0 ? command.commands : [command]))
    .map((command) => [`\`rexctl ${usage(command)}\``, aliasText(command)]);
  return table(['command', 'what it does'], rows);
}

function usage({ path, arguments: taken }: CommandModel): string {
  return [path, ...taken.map(({ shown }) => shown)].join(' ');
}

function aliasText({ names, summary }: CommandModel): string {
  const [, alias] = names;
  return alias === undefined ? summary : `${summary} (short: \`${alias}\`)`;
}

function optionsTable(options: readonly OptionModel[]): string {
  const rows = options.map(({ flags, description, source }) => [
    `\`${flags}\``,
    source.kind === 'words' ? `${description}: ${source.words.join(', ')}` : description,
  ]);
  return table(['option', 'meaning'], rows);
}

function exitCodesTable(): string {
  return table(
    ['code', 'meaning'],
    exitCodes.map(({ code, meaning }) => [String(code), meaning]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
