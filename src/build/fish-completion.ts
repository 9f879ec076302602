import {
  allCommands,
  type CommandModel,
  type OptionModel,
  type ValueSource,
} from './command-model.ts';

/**
 * The completion script for fish: one `complete` per word, on the condition of where in the line it
 * stands.
 */
export function fishCompletion(root: CommandModel): string {
  const commands = allCommands(root);
  const below = commands.filter(({ path }) => path !== '');
  return [
    header,
    switchFunction(
      '__rexctl_child',
      'The path of a subcommand, where there is one.',
      commands.flatMap(childCases),
    ),
    switchFunction('__rexctl_takes_value', 'Whether a value follows in the next word.', [
      ...below.flatMap(({ path, options }) => valueCases(path, options)),
      ...valueCases('*', root.options),
    ]),
    conditions,
    'complete -c rexctl -f',
    ...commands.flatMap(commandLines),
    '',
  ].join('\n');
}

const header = `# fish completion for rexctl. Generated from the command tree; do not edit.
`;

const conditions = `# True at this place of the command tree, with so many arguments before the current word where a number is given.
function __rexctl_at
    set -l path ''
    set -l count 0
    set -l skip no
    for word in (commandline -opc)[2..-1]
        if test $skip = yes
            set skip no
        else if string match -q -- '-*' $word
            __rexctl_takes_value "$path $word"; and set skip yes
        else if set -l child (__rexctl_child "$path $word")
            set path $child
        else
            set count (math $count + 1)
        end
    end
    test "$path" = "$argv[1]"; or return 1
    set -q argv[2]; or return 0
    string match -q -- $argv[2] $count
end

function __rexctl_live
    set -l program (commandline -opc)[1]
    $program __complete $argv[1] (commandline -ct | string replace -r -- '^--[^=]*=' '') 2>/dev/null </dev/null
end
`;

type Case = readonly [patterns: readonly string[], action: string];

function switchFunction(name: string, meaning: string, cases: readonly Case[]): string {
  const lines = cases.flatMap(([patterns, action]) => [
    `        case ${patterns.map(quoted).join(' ')}`,
    `            ${action}`,
  ]);
  return [
    `# ${meaning}`,
    `function ${name}`,
    '    switch $argv[1]',
    ...lines,
    "        case '*'",
    '            return 1',
    '    end',
    'end',
    '',
  ].join('\n');
}

function childCases({ path, commands }: CommandModel): Case[] {
  return commands.map((child) => [
    child.names.map((name) => `${path} ${name}`),
    `echo ${quoted(child.path)}`,
  ]);
}

function valueCases(path: string, options: readonly OptionModel[]): Case[] {
  const names = options
    .filter(({ value }) => value === 'always')
    .flatMap(({ long, short }) => (short === null ? [long] : [long, short]));
  return names.length === 0 ? [] : [[names.map((name) => `${path} ${name}`), 'return 0']];
}

function commandLines(command: CommandModel): string[] {
  const { path, commands } = command;
  return [
    ...commands.flatMap((child) =>
      child.names.map((name) => line(`-n ${at(path, '0')} -a ${quoted(name)}`, child.summary)),
    ),
    ...(path === '' ? [line(`-n ${at(path, '0')} -a help`, 'help for a command')] : []),
    ...command.options.map((option) => optionLine(path, option)),
    ...command.arguments.flatMap(({ source, variadic }, index) => {
      const values = valuesOf(source);
      return values === ''
        ? []
        : [`complete -c rexctl -n ${at(path, variadic ? '*' : String(index))}${values}`];
    }),
    ...(path === '' ? [line('-s h -l help', 'print this help')] : []),
  ];
}

/** Options of the root go with every command, but for the version. */
function optionLine(
  path: string,
  { long, short, description, value, source }: OptionModel,
): string {
  const place = path === '' && long !== '--version' ? '' : `-n ${at(path)} `;
  const names = `${short === null ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const required =
    value !== 'always' ? '' : source.kind === 'file' ? ' -r -F' : ` -x${valuesOf(source)}`;
  return line(`${place}${names}${required}`, description);
}

function valuesOf(source: ValueSource): string {
  switch (source.kind) {
    case 'words':
      return ` -a ${quoted(source.words.join(' '))}`;
    case 'list':
      return ` -a ${quoted(`(__fish_append , ${source.words.join(' ')})`)}`;
    case 'live':
      return ` -a ${quoted(`(__rexctl_live ${source.of})`)}`;
    case 'directory':
      return " -a '(__fish_complete_directories)'";
    default:
      return '';
  }
}

function at(path: string, count?: string): string {
  const place = `__rexctl_at "${path}"`;
  return quoted(count === undefined ? place : `${place} "${count}"`);
}

function line(what: string, description: string): string {
  return `complete -c rexctl ${what} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
