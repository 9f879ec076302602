import { formats } from '../../ui/answers/answer.ts';
import { carried, typedValue } from './carried-value.ts';
import { runWords } from './run-option-words.ts';
import { own, same, type WordTable } from './word-table.ts';

/** Of every command. */
const anyWords: WordTable = {
  ...same('--format json', '-o', '--output'),
  ...same('--format csv', '--csv'),
  ...same('--format yaml', '--yaml'),
  ...same('--format plain', '--no-headers', '--no-header', '--noheaders', '--no-trunc', '--plain'),
  ...same('--query <EXPRESSION>', '--jq', '--jmespath'),
  ...same('--organization NAME', '--organization-id'),
  ...same('--organization <NAME>', '--organization-title', '--org'),
  ...same('--location NAME', '--location-id'),
  ...same('--location <NAME>', '--location-title'),
  ...same('--login <NAME>', '--username', '-u'),
  ...same('--server <URL>', '--url', '-s'),
  ...same('--profile <NAME>', '--context'),
  ...same('--ca-file FILE', '-k', '--insecure', '--no-verify', '--verify-ssl', '--no-check-tls'),
  ...same('--ca-file <FILE>', '--cacert', '--ssl-ca-file'),
  ...same('--verbose', '--debug', '-d', '-vv', '-vvv'),
  ...same('--quiet', '--silent'),
  ...same('--limit <N>', '--per-page', '--head', '--count', '--max', '-L'),
  ...same('--no-input', '--no-interactive', '--non-interactive', '--batch', '--noinput'),
  ...same('--yes', '--force', '--assumeyes', '--assume-yes', '--no-confirm', '--confirm'),
  ...same('--all', '-a', '--no-limit'),
};

const listWords: WordTable = {
  ...same('--outcome <OUTCOME>', '--state', '--result'),
  ...same('--outcome failed', '--failed'),
  ...same('--outcome running', '--running', '--active', '--unfinished', '--in-progress'),
  ...same('--outcome succeeded', '--succeeded', '--successful', '--success', '--ok'),
  ...same('--outcome cancelled', '--cancelled', '--canceled'),
  ...same('--outcome scheduled', '--scheduled', '--pending', '--queued'),
  ...same('--outcome paused', '--paused'),
  ...same('--outcome succeeded,failed,cancelled', '--finished', '--done', '--completed'),
  ...same('--owner <NAME>', '--user', '--user-id', '-u', '--author', '--creator', '--by'),
  ...same('--mine', '--me', '--my', '--own'),
  ...same('--sort <FIELD>', '--order', '--sort-by', '--order-by'),
  ...same('--sort started_at:asc', '--reverse', '-r'),
  ...same('--since <TIME>', '--from', '--after', '--newer-than', '--start-time'),
  ...same('--since 1d', '--today'),
  ...same('--until <TIME>', '--to', '--before', '--older-than'),
  ...same('--limit <N>', '--last', '--newest', '--top'),
  ...same('--category <NAME>', '--job-category'),
  ...same('--series SERIES', '--recurring-logic', '--recurring-logic-id'),
  ...same('--host <NAME>', '-H', '--hostname', '--hosts', '--node'),
  ...same('--template <NAME>', '--job-template', '--job-template-id', '-t'),
  ...same("--search 'description ~ <TEXT>'", '--name', '--description'),
  ...same('--search <QUERY>', '--search-query', '--filter', '--where'),
  ...same('--columns NAMES', '--wide', '--show'),
  ...same('rexctl watch @last', '-w', '--watch', '--follow', '-f'),
  ...same('rexctl show <JOB>', '--id'),
};

const showWords: WordTable = {
  ...same('--hosts', '--host', '-H', '--show-host-status', '--include-hosts', '--details'),
  ...same('--hosts failed', '--failed', '--failed-only'),
  ...same('--hosts succeeded', '--succeeded'),
  ...same('--hosts running', '--running'),
  ...same('--web', '--open', '--browser', '-w'),
  ...same('--exit-status', '--exit-code'),
  ...same('rexctl output @last', '--logs', '--log', '--show-output'),
  ...same('rexctl watch @last', '--watch', '--follow', '-f'),
  ...same('rexctl show @last', '--last', '--latest', '--inputs', '--show-inputs'),
};

const outputWords: WordTable = {
  ...same('--tail <N>', '--lines', '-n', '--last', '--head', '--limit'),
  ...same('<HOST>', '--host', '--hosts', '-H', '--hostname', '--node'),
  ...same('--failed', '--failed-only'),
  ...same('--group', '--summary', '--dedup', '-b'),
  ...same('--dir FOLDER', '--save', '--download', '--to', '--out', '-o', '--output'),
  ...same('--stream stderr', '--stderr', '--err'),
  ...same('--stream stdout', '--stdout'),
  ...same('--timestamps local', '-t', '--timestamp', '--times'),
  ...same('--grep <REGEX>', '--filter', '--search', '--pattern', '--match', '-g', '-e'),
  ...same('--exclude <REGEX>', '--invert-match'),
  ...same('--diff attempt', '--previous', '-p'),
  ...same('--follow', '--watch', '-w', '--stream-output'),
};

const rerunWords: WordTable = {
  ...same('--failed', '--failed-only', '--only-failed', '--on-failed', '--failures'),
  ...same('--succeeded', '--succeeded-only'),
  ...same('--host <NAME>', '-H', '--hosts', '--hostname', '--limit', '-l'),
  ...same('--detach', '--async', '--no-wait', '--background', '-b'),
  ...same('--follow', '--watch', '-w', '--output', '--logs'),
  ...same('--dry-run', '--check', '--preview', '--noop', '-C'),
};

const cancelMine = "rexctl cancel --jobs-search 'user = current_user'";
const resolvesAtOnce = 'omit it: rexctl looks up the hosts before the job starts';
const exitsWithResult = "omit it: this command exits with the job's result";
const searches = { search: ['--search', '-s', '--filter'], name: ['--name'] };

/** Options of hammer and of other programs by command, and what to type instead. */
const optionWords: Readonly<Record<string, WordTable>> = {
  '': anyWords,
  list: listWords,
  run: runWords,
  rerun: rerunWords,
  output: outputWords,
  show: showWords,
  watch: {
    ...same('rexctl output @last --follow --grep <REGEX>', '--grep'),
    ...same('rexctl output @last --follow --exclude <REGEX>', '--exclude'),
    ...same(exitsWithResult, '--exit-status', '--exit-code'),
    ...same('rexctl output @last --follow', '--follow', '-f', '--output', '--logs'),
    ...same('omit it: rexctl chooses how often it asks the server', '--interval', '-n', '-i'),
  },
  wait: {
    ...same(exitsWithResult, '--exit-status', '--exit-code'),
    ...same('--for hosts=<NAME>', '--host', '--hosts', '-H'),
    ...same('--for <CONDITION>', '--until', '--condition'),
    ...same('omit it: rexctl chooses how often it asks the server', '--interval', '-n', '-i'),
  },
  why: same('<HOST>', '--host', '--hosts', '-H'),
  report: {
    ...same('--format html', '--html'),
    ...same('--format junit', '--junit', '--xml'),
    ...same('--format markdown', '--markdown', '--md'),
  },
  cancel: {
    ...same('--host <NAME>', '-H', '--hosts', '--hostname'),
    ...same(cancelMine, '--all', '-a', '--mine'),
  },
  log: {
    ...same('rexctl output @last --follow', '-f', '--follow'),
    ...same('--limit <N>', '--tail', '--lines', '--last'),
  },
  stats: {
    ...same('--since <TIME>', '--last', '--from', '--after', '--period'),
    ...same('--since 7d', '--days', '--weeks'),
  },
  'host list': {
    ...same('<QUERY>', ...searches.search),
    ...same("'hostgroup = <NAME>'", '--hostgroup', '--host-group', '-g'),
    ...same("'name ~ <NAME>'", ...searches.name, '--host'),
  },
  'host show': same('<NAME>', '--name', '--id', '--host'),
  'template list': {
    ...same('<QUERY>', ...searches.search),
    ...same("'name ~ <NAME>'", ...searches.name),
    ...same('--category <NAME>', '--job-category'),
  },
  'template show': {
    ...same('<NAME>', '--name', '--id', '--template'),
    ...same('--script', '--raw', '--source'),
  },
  'feature list': same('<TEXT>', ...searches.search, ...searches.name),
  'bookmark list': {
    ...same('<QUERY>', ...searches.search),
    ...same("'name ~ <NAME>'", ...searches.name),
  },
  'organization list': {
    ...same('<QUERY>', ...searches.search),
    ...same("'title ~ <NAME>'", ...searches.name),
  },
  'location list': {
    ...same('<QUERY>', ...searches.search),
    ...same("'title ~ <NAME>'", ...searches.name),
  },
  'schedule list': {
    ...same('--state active', '--active', '--enabled'),
    ...same('--state disabled', '--disabled'),
    ...same('--state finished', '--finished'),
    ...same('--state cancelled', '--cancelled'),
  },
  completion: same('<SHELL>', '--shell', '-s'),
  login: {
    ...same('--login <NAME>', '--user', '-u', '--username'),
    ...same('--token-stdin', '--token', '--pass', '-p'),
    ...same('--server <URL>', '--host', '-H'),
  },
};

/** What to type instead of an option that a command does not have, with the typed value. */
export function optionInstead(
  command: string,
  typed: string,
  argv: readonly string[],
): string | undefined {
  const format = /^(?:-o|--output)$/.test(typed) ? typedValue(typed, argv) : undefined;
  if (formats.some((known) => known === format)) return `--format ${format}`;
  const value = typedValue(typed, argv);
  if (typed === '--per-page' && value === 'all') return '--all';
  if (typed === '--targeting-type' && value?.startsWith('static') === true) return resolvesAtOnce;
  const instead = own(optionWords[command] ?? {}, typed) ?? own(anyWords, typed);
  return instead === undefined ? undefined : carried(instead, typed, argv);
}
