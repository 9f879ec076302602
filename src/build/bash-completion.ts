import {
  type ArgumentModel,
  allCommands,
  type CommandModel,
  type OptionModel,
  type ValueSource,
} from './command-model.ts';

/**
 * The completion script for bash 4 and newer: three tables made from the command tree, and a walk
 * along the line that looks things up in them. Words are cut at spaces only, because bash itself
 * cuts `@last:failed` and `--format=json`.
 */
export function bashCompletion(root: CommandModel): string {
  const commands = allCommands(root);
  return [
    header,
    caseTable('_rexctl_child', commands.flatMap(childRows)),
    caseTable('_rexctl_words', commands.map(wordsRow)),
    caseTable(
      '_rexctl_options',
      commands.map((command) => optionsRow(command, root)),
    ),
    caseTable('_rexctl_value', [
      ...commands
        .filter(({ path }) => path !== '')
        .flatMap(({ path, options }) => valueRows(`${path} `, options)),
      ...valueRows('* ', root.options),
    ]),
    caseTable('_rexctl_argument', commands.flatMap(argumentRows)),
    walk,
  ].join('\n');
}

const header = `# bash completion for rexctl. Generated from the command tree; do not edit.
`;

/** A shell function that sets REPLY by its first argument, and fails for what it does not know. */
function caseTable(
  name: string,
  rows: readonly (readonly [pattern: string, reply: string])[],
): string {
  const lines = rows.map(([pattern, reply]) => `    ${pattern}) REPLY=${quoted(reply)} ;;`);
  return [`${name}() {`, '  case $1 in', ...lines, '    *) return 1 ;;', '  esac', '}', ''].join(
    '\n',
  );
}

function childRows({ path, commands }: CommandModel): [string, string][] {
  return commands.map((child) => {
    const patterns = child.names.map((name) => quoted(`${path} ${name}`.trim()));
    return [patterns.join('|'), child.path];
  });
}

function wordsRow({ path, commands }: CommandModel): [string, string] {
  const words = commands.flatMap(({ names }) => names);
  return [quoted(path), [...words, ...(path === '' ? ['help'] : [])].join(' ')];
}

function optionsRow({ path, options }: CommandModel, root: CommandModel): [string, string] {
  const all =
    path === ''
      ? options
      : [...options, ...root.options.filter(({ long }) => long !== '--version')];
  const words = all.flatMap(({ long, short }) => (short === null ? [long] : [long, short]));
  return [quoted(path), [...words, '--help', '-h'].join(' ')];
}

function valueRows(prefix: string, options: readonly OptionModel[]): [string, string][] {
  return options.flatMap(({ long, short, value, source }): [string, string][] => {
    if (value === 'never') return [];
    const names = short === null ? [long] : [long, short];
    const patterns = names.map((name) =>
      prefix === '* ' ? `*${quoted(` ${name}`)}` : quoted(prefix + name),
    );
    return [[patterns.join('|'), `${value} ${sourceText(source)}`]];
  });
}

function argumentRows(command: CommandModel): [string, string][] {
  return command.arguments.map((argument, index) => [
    argumentPattern(command.path, argument, index),
    sourceText(argument.source),
  ]);
}

function argumentPattern(path: string, { variadic }: ArgumentModel, index: number): string {
  return variadic ? `${quoted(`${path} `)}*` : quoted(`${path} ${index}`);
}

function sourceText(source: ValueSource): string {
  if (source.kind === 'words' || source.kind === 'list')
    return `${source.kind} ${source.words.join(' ')}`;
  return source.kind === 'live' ? `live ${source.of}` : source.kind;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const walk = `# Offers what begins like the current word; bash keeps the part of it before the last word break by itself.
_rexctl_offer() {
  local candidate kept=\${current%"\${current##*["$COMP_WORDBREAKS"]}"}
  for candidate in "$@"; do
    if [[ $candidate == "$current"* ]]; then
      candidate=\${candidate#"$kept"}
      [[ $candidate == *[!a-zA-Z0-9_@%+=:,./-]* ]] && printf -v candidate %q "$candidate"
      COMPREPLY+=("$candidate")
    fi
  done
}

_rexctl_live() {
  local line candidates=()
  while IFS=$'\\t' read -r line _; do
    candidates+=("$line")
  done < <("\${words[0]}" __complete "$1" "$current" 2> /dev/null < /dev/null)
  _rexctl_offer "\${candidates[@]}"
}

# Offers values from a source: words, list, live, file, directory or none.
_rexctl_source() {
  local kind=\${1%% *} rest=\${1#* } before words_of_list
  case $kind in
    words) _rexctl_offer $rest ;;
    list)
      before=
      [[ $current == *,* ]] && before=\${current%,*},
      words_of_list=($rest)
      _rexctl_offer "\${words_of_list[@]/#/$before}"
      ;;
    live) _rexctl_live "$rest" ;;
    file) compopt -o default 2> /dev/null ;;
    directory) compopt -o dirnames 2> /dev/null ;;
  esac
}

_rexctl() {
  local IFS=$' \\t\\n' REPLY line=\${COMP_LINE:0:COMP_POINT}
  local words=() current word path='' value='' last index count=0
  COMPREPLY=()
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  last=$((\${#words[@]} - 1))
  current=\${words[last]}
  for ((index = 1; index < last; index++)); do
    word=\${words[index]}
    if [[ $value == always* || ($value == maybe* && $word != -*) ]]; then
      value=''
    elif [[ $word == -* ]]; then
      value=''
      _rexctl_value "$path $word" && value=$REPLY
    elif _rexctl_child "\${path:+$path }$word"; then
      path=$REPLY
    else
      count=$((count + 1))
    fi
  done
  if [[ $value == always* || ($value == maybe* && $current != -*) ]]; then
    _rexctl_source "\${value#* }"
  elif [[ $current == --*=* ]] && _rexctl_value "$path \${current%%=*}"; then
    current=\${current#*=}
    _rexctl_source "\${REPLY#* }"
  elif [[ $current == -* ]]; then
    _rexctl_options "$path" && _rexctl_offer $REPLY
  elif _rexctl_argument "$path $count"; then
    _rexctl_source "$REPLY"
  else
    _rexctl_words "$path" && _rexctl_offer $REPLY
  fi
}

complete -F _rexctl rexctl
`;
