import { typedJob } from './typed-words.ts';

/** The words that hammer has for the things rexctl works with: one page compares both programs. */
const fromHammer = 'rexctl help from-hammer';

/** Commands of hammer and of other programs, and what to type instead. */
const commandWords: Readonly<Record<string, string>> = {
  ...same('rexctl run -c COMMAND --host NAME', 'start', 'exec', 'execute', 'command', 'create'),
  ...same('rexctl run -c COMMAND --host NAME', 'shell', 'ssh'),
  ...same('rexctl list', 'jobs', 'ps', 'get', 'history'),
  ...same('rexctl list', 'job', 'job list', 'job-invocation list'),
  ...same('rexctl show @last', 'view', 'info', 'status', 'describe', 'inspect', 'details'),
  ...same('rexctl show @last', 'job info', 'job show', 'job-invocation info'),
  ...same('rexctl output @last', 'logs', 'cat', 'print', 'job output', 'job-invocation output'),
  ...same('rexctl output @last --follow', 'tail', 'follow', 'attach'),
  ...same('rexctl cancel @last', 'stop', 'kill', 'abort', 'delete'),
  ...same('rexctl cancel @last', 'job cancel', 'job-invocation cancel'),
  ...same('rexctl rerun @last --failed', 'retry', 'restart', 'again'),
  ...same('rexctl rerun @last --failed', 'job rerun', 'job-invocation rerun'),
  ...same('rexctl resume @last:paused', 'continue', 'unpause'),
  ...same('rexctl host list', 'hosts', 'inventory', 'nodes'),
  ...same('rexctl template list', 'templates', 'job-template list'),
  ...same(
    'rexctl feature list',
    'features',
    'feature show',
    'feature info',
    'remote-execution-feature list',
  ),
  ...same('rexctl bookmark list', 'bookmarks', 'searches', 'bookmark info', 'bookmark show'),
  ...same('rexctl organization list', 'organizations', 'orgs', 'org', 'org list'),
  ...same('rexctl organization list', 'organization show', 'organization info'),
  ...same('rexctl location list', 'locations', 'location show', 'location info'),
  ...same('rexctl schedule list', 'schedules', 'series', 'cron', 'recurring'),
  ...same('rexctl schedule list', 'recurring-logic list'),
  ...same('rexctl schedule show SERIES', 'recurring-logic info'),
  ...same('rexctl schedule cancel SERIES', 'recurring-logic cancel'),
  ...same('rexctl login', 'init', 'setup', 'configure', 'auth', 'signin'),
  ...same('rexctl profile list', 'profiles', 'context', 'contexts'),
  ...same('rexctl profile show', 'profile current', 'profile info', 'profile get', 'profile view'),
  ...same('rexctl profile use NAME', 'profile switch', 'profile select', 'profile activate'),
  ...same('rexctl profile remove NAME', 'profile delete', 'profile rm'),
  ...same('rexctl login --profile NAME', 'profile add', 'profile create', 'profile new'),
  ...same('rexctl profile import-hammer', 'profile import', 'import-hammer', 'import'),
  ...same('rexctl config list', 'config show', 'config view', 'defaults', 'config info'),
  ...same("rexctl config set KEY ''", 'config unset', 'config delete', 'config remove'),
  ...same('rexctl config path', 'config edit'),
  ...same('rexctl completion bash', 'completions'),
  ...same('rexctl doctor', 'check', 'diagnose', 'health'),
  ...same('rexctl whoami', 'user', 'me', 'ping'),
  ...same('rexctl --version', 'version'),
  ...same('rexctl config list', 'settings'),
  ...same(fromHammer, 'job-invocation', 'job-template', 'remote-execution-feature'),
  ...same(fromHammer, 'recurring-logic', 'template-input', 'hammer'),
  ...same('rexctl host list', 'host search'),
  ...same('rexctl host show', 'host info', 'host history'),
  ...same('rexctl template show NAME', 'template info', 'template get', 'template view'),
  ...same('rexctl schedule show SERIES', 'schedule info', 'schedule get', 'schedule view'),
  ...same('rexctl schedule cancel SERIES', 'schedule delete', 'schedule remove', 'schedule stop'),
  ...same('rexctl schedule disable SERIES', 'schedule pause'),
  ...same('rexctl schedule enable SERIES', 'schedule resume', 'schedule start'),
};

/** Options of hammer and of other programs by command (`''`: any), and what to type instead. */
const optionWords: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    ...same('--format json', '-o', '--output'),
    ...same('--format csv', '--csv'),
    ...same('--format yaml', '--yaml'),
    ...same('--format plain', '--no-headers'),
    ...same('--organization NAME', '--organization-id', '--organization-title', '--org'),
    ...same('--location NAME', '--location-id', '--location-title'),
    ...same('--login NAME', '--username', '-u'),
    ...same('--server URL', '--url', '-s'),
    ...same('--ca-file FILE', '-k', '--insecure', '--no-verify', '--cacert', '--verify-ssl'),
    ...same('--verbose', '--debug'),
    ...same('--limit N', '--per-page', '--page'),
    ...same('--no-input', '--no-interactive', '--non-interactive', '--batch'),
  },
  list: {
    ...same('--outcome failed', '--failed'),
    ...same('--outcome running', '--running'),
    ...same('--outcome succeeded', '--succeeded', '--successful'),
    ...same('--outcome cancelled', '--cancelled', '--canceled'),
    ...same('--outcome scheduled', '--scheduled'),
    ...same('--outcome paused', '--paused'),
    ...same('--owner NAME', '--user', '--user-id'),
    ...same('--sort FIELD', '--order'),
    ...same('--until TIME', '--to', '--before'),
    ...same('rexctl watch', '--watch', '-w', '--follow', '-f'),
    ...same('--category NAME', '--job-category'),
    ...same('--series SERIES', '--recurring-logic', '--recurring-logic-id'),
  },
  run: {
    ...same('--host NAME', '-H', '--hosts', '--target', '--targets', '-l'),
    ...same('--search QUERY', '--search-query', '-s'),
    ...same("--search 'hostgroup = NAME'", '--hostgroup', '--host-group', '--group', '-g'),
    ...same('--bookmark NAME', '--bookmark-id'),
    ...same('--template NAME', '--job-template', '--job-template-id', '-t'),
    ...same('--input NAME=VALUE', '--inputs', '-e', '--extra-vars'),
    ...same('--script FILE', '--file', '--script-file'),
    ...same('--detach', '--async', '--background', '--no-wait'),
    ...same('--at TIME', '--start-at'),
    ...same('--before TIME', '--start-before'),
    ...same('--cron LINE', '--cron-line'),
    ...same('--max-runs N', '--max-iteration'),
    ...same('--until TIME', '--end-time'),
    ...same('--concurrency N', '--concurrency-level', '--forks'),
    ...same('--execution-timeout SECONDS', '--execution-timeout-interval'),
    ...same('--description TEXT', '--description-format'),
    ...same('--dynamic', '--targeting-type'),
    ...same('--effective-user NAME', '--user', '-u', '--become-user', '--become', '--sudo'),
  },
  rerun: {
    ...same('--failed', '--failed-only'),
    ...same('--succeeded', '--succeeded-only'),
    ...same('--host NAME', '-H', '--hosts'),
    ...same('--detach', '--async', '--no-wait'),
  },
  output: {
    ...same('--tail N', '--lines', '-n'),
    ...same('HOST', '--host', '--hosts', '-H'),
    ...same('--failed', '--failed-only'),
    ...same('--group', '--summary'),
  },
  show: same('--hosts', '--host', '-H', '--show-host-status'),
  wait: same('--for hosts=NAME', '--host', '--hosts', '-H'),
  'host list': same("'name ~ web'", '--search', '-s'),
  'template list': same("'name ~ Patch'", '--search', '-s'),
  'feature list': same('TEXT', '--search', '-s'),
  'bookmark list': same("'name ~ web'", '--search', '-s'),
  'organization list': same("'title ~ web'", '--search', '-s'),
  'location list': same("'title ~ berlin'", '--search', '-s'),
  cancel: same('--host NAME', '-H', '--hosts'),
  login: {
    ...same('--login NAME', '--user'),
    ...same('--token-stdin', '--token', '--pass', '-p'),
    ...same('--server URL', '--host', '-H'),
  },
};

export interface WordInstead {
  /** The words that are not a command. */
  readonly unknown: string;
  readonly instead: string | undefined;
}

/**
 * What to type instead of a word that is not a command, or of this and the next word, with the id
 * that was typed; `group`: `schedule`, or empty.
 */
export function commandInstead(group: string, typed: string, argv: readonly string[]): WordInstead {
  const one = `${group} ${typed}`.trim();
  const two = `${one} ${argv[argv.indexOf(typed) + 1] ?? ''}`;
  const unknown = own(commandWords, two) === undefined ? one : two;
  return { unknown, instead: withId(own(commandWords, unknown), typedJob(argv)) };
}

function withId(instead: string | undefined, id: string | undefined): string | undefined {
  return id === undefined ? instead : instead?.replace(/@last\S*|SERIES/, id);
}

/** What to type instead of an option that a command does not have. */
export function optionInstead(command: string, typed: string): string | undefined {
  return own(optionWords[command] ?? {}, typed) ?? own(optionWords[''] ?? {}, typed);
}

function same(instead: string, ...typed: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(typed.map((word) => [word, instead]));
}

/** Users type any word, also those that every object has. */
function own(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}
