import type { CommandModel, OptionModel } from '../cli/command-model.ts';
import { documents } from '../documents/documents.ts';
import { type SchemaName, schemaNames } from '../documents/schema-names.ts';
import { environmentVariables } from '../environment.ts';
import { exitCodes, failureKinds } from '../errors.ts';
import { eventTypes, warningCodes } from '../jobs/event.ts';
import { commandList } from '../program/commands.ts';
import { profileKeyGroups } from '../settings/profiles/profile-keys.ts';

/** The texts of pages by their paths from the top folder. */
export type Pages = Readonly<Record<string, string>>;

const marked = /(<!-- generated: (.+?) -->\n)[\s\S]*?(<!-- end -->)/g;

/**
 * Rewrites the parts of pages between `<!-- generated: NAME -->` and `<!-- end -->`. Throws if a
 * page names an unknown table, or if no page shows a table.
 */
export function withTables(pages: Pages, root: CommandModel): Pages {
  const tables = tablesOf(root);
  const shown = new Set<string>();
  const rewrite = (path: string, page: string) =>
    page.replaceAll(marked, (_, start, name, end) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`${path}: unknown table "${name}"`);
      shown.add(name);
      return `${start}\n${table}\n${end}`;
    });
  const written = Object.entries(pages).map(([path, page]) => [path, rewrite(path, page)] as const);
  const missing = Object.keys(tables).find((name) => !shown.has(name));
  if (missing !== undefined) throw new Error(`no page shows the table "${missing}"`);
  return Object.fromEntries(written);
}

function tablesOf(root: CommandModel): Readonly<Record<string, string>> {
  const environment = Object.entries(environmentVariables).map(
    ([group, variables]) =>
      [`environment-${group}`, wordsTable(['variable', 'meaning'], variables)] as const,
  );
  const settings = Object.entries(profileKeyGroups).map(
    ([group, keys]) => [`config-keys-${group}`, wordsTable(['key', 'meaning'], keys)] as const,
  );
  return {
    commands: commandsTable(root),
    'command-groups': commandGroups(),
    options: optionsTable(root.options),
    'exit-codes': exitCodesTable(),
    'error-codes': wordsTable(['`code`', 'exit code'], failureKinds),
    documents: documentsTable(),
    events: wordsTable(['`type`', 'meaning'], eventTypes),
    warnings: wordsTable(['`code`', 'meaning'], warningCodes),
    ...Object.fromEntries([...environment, ...settings]),
  };
}

/** A list item for each group of commands in the help. */
function commandGroups(): string {
  const shown = commandList.filter(({ hidden }) => hidden !== true);
  const groups = [...new Set(shown.map(({ group }) => group))];
  const lines = groups.map((group) => {
    const names = shown.filter((command) => command.group === group).map(({ name }) => name);
    return `- **${group.replace(/:$/, '')}**: ${names.map((name) => `\`${name}\``).join(', ')}`;
  });
  return `${lines.join('\n')}\n`;
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
  const rows = options.map(({ flags, description }) => [`\`${flags}\``, description]);
  return table(['option', 'meaning'], rows);
}

function exitCodesTable(): string {
  return table(
    ['code', 'meaning'],
    exitCodes.map(({ code, meaning }) => [String(code), meaning]),
  );
}

/** The documents with their keys. Of an event only `type` is listed: its keys depend on it. */
function documentsTable(): string {
  const rows = (Object.keys(schemaNames) as SchemaName[]).map((name) => {
    const schema = documents[name];
    const keys = 'entries' in schema ? Object.keys(schema.entries) : ['type'];
    return [`\`${name}\``, schemaNames[name], keys.filter((key) => key !== 'schema').join(', ')];
  });
  return table(['schema', 'printed by', 'keys'], rows);
}

/** A table of machine words and their meanings. */
function wordsTable(
  head: readonly [string, string],
  words: Readonly<Record<string, string | number>>,
): string {
  return table(
    head,
    Object.entries(words).map(([word, meaning]) => [`\`${word}\``, String(meaning)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return `${[line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')}\n`;
}
