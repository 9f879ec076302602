import {
  type ArgumentModel,
  allCommands,
  type CommandModel,
  type OptionModel,
  type ValueSource,
} from './command-model.ts';

/** The completion script for zsh: one function per command, in the words of `_arguments`. */
export function zshCompletion(root: CommandModel): string {
  const commands = allCommands(root).filter(({ path }) => path !== '');
  return [header, rootFunction(root), ...commands.map(commandFunction), '_rexctl "$@"', ''].join(
    '\n',
  );
}

const header = `#compdef rexctl
# zsh completion for rexctl. Generated from the command tree; do not edit.

_rexctl_live() {
  local line
  local -a offered
  for line in \${(f)"$("$rexctl_program" __complete $1 "$PREFIX" 2> /dev/null < /dev/null)"}; do
    offered+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  _describe -t $1 $1 offered
}
`;

function rootFunction(root: CommandModel): string {
  const shared = root.options.filter(({ long }) => long !== '--version');
  return [
    '_rexctl() {',
    '  local rexctl_program=$words[1]',
    '  local -a rexctl_shared=(',
    ...[...shared.map(optionSpec), helpSpec].map((spec) => `    ${spec}`),
    '  )',
    ...dispatch(root, [`    ${versionSpec}`]),
    '}',
    '',
  ].join('\n');
}

const helpSpec = "'(- *)'{-h,--help}'[print this help]'";
const versionSpec = "'(- *)'{-V,--version}'[print the version]'";

function commandFunction(command: CommandModel): string {
  const own = command.options.map((option) => `    ${optionSpec(option)}`);
  const body =
    command.commands.length > 0
      ? dispatch(command, own)
      : [
          argumentsCall(
            '_arguments -s -S',
            own,
            command.arguments
              .filter(isCompletable)
              .map((argument) => `    ${argumentSpec(argument)}`),
          ),
        ];
  return [`${functionName(command)}() {`, ...body, '}', ''].join('\n');
}

/** Completes the name of a subcommand, then hands over to its function. */
function dispatch({ path, commands }: CommandModel, own: readonly string[]): string[] {
  const names = commands.flatMap((child) =>
    child.names.map((name) => `    ${describedName(name, child.summary)}`),
  );
  if (path === '') names.push(`    ${describedName('help', 'help for a command')}`);
  const cases = commands.map(
    (child) => `        ${child.names.join('|')}) ${functionName(child)} ;;`,
  );
  return [
    '  local curcontext=$curcontext context state state_descr line',
    '  local -A opt_args',
    '  local -a names=(',
    ...names,
    '  )',
    argumentsCall('_arguments -s -S -C', own, [
      "    '(-)1: :->command'",
      "    '(-)*:: :->arguments'",
    ]),
    '  case $state in',
    '    command) _describe -t commands command names ;;',
    '    arguments)',
    '      case $line[1] in',
    ...cases,
    ...(path === '' ? ['        help) _describe -t commands command names ;;'] : []),
    '      esac',
    '      ;;',
    '  esac',
  ];
}

function argumentsCall(
  start: string,
  own: readonly string[],
  positional: readonly string[],
): string {
  return [`  ${start} $rexctl_shared`, ...own, ...positional].join(' \\\n');
}

function functionName({ path }: CommandModel): string {
  return `_rexctl_${path.replaceAll(/[ -]/g, '_')}`;
}

function describedName(name: string, summary: string): string {
  return quoted(`${name}:${summary.replaceAll(':', '\\:')}`);
}

function optionSpec(option: OptionModel): string {
  const { long, short, description, value } = option;
  const text = quoted(`[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]${valueSpec(option)}`);
  const equal = value === 'never' ? '' : '=';
  const many = description.includes('repeatable');
  if (short === null) return `${many ? "'*'" : ''}${long}${equal}${text}`;
  const first = many ? "'*'" : quoted(`(${short} ${long})`);
  return `${first}{${short}${value === 'never' ? '' : '+'},${long}${equal}}${text}`;
}

function valueSpec({ value, valueName, source }: OptionModel): string {
  if (value === 'never') return '';
  return `${value === 'maybe' ? '::' : ':'}${valueName.replaceAll(/[:|=]/g, ' ')}:${action(source, valueName)}`;
}

/** Free text is left out: zsh would rather tell its name than complete an option in its place. */
function isCompletable({ source }: ArgumentModel): boolean {
  return source.kind !== 'none';
}

function argumentSpec({ name, variadic, source }: ArgumentModel): string {
  return quoted(`${variadic ? '*' : ''}:${name}:${action(source, name)}`);
}

function action(source: ValueSource, name: string): string {
  switch (source.kind) {
    case 'words':
      return `(${source.words.join(' ')})`;
    case 'list':
      return `_values -s , ${name} ${source.words.join(' ')}`;
    case 'live':
      return ` _rexctl_live ${source.of}`;
    case 'file':
      return '_files';
    case 'directory':
      return '_files -/';
    default:
      return ' ';
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
