import { shellWord } from '../../text/shell-word.ts';
import { hammerInstead } from './hammer-line.ts';
import { typedJob, withId } from './typed-job.ts';
import { own, same, type WordTable } from './word-table.ts';

/** The words that hammer has for the things rexctl works with: one page compares both programs. */
const fromHammer = 'rexctl help from-hammer';
const run = 'rexctl run -c COMMAND --host NAME';
const runSeries = "rexctl run -c COMMAND --host NAME --static --cron '0 3 * * *'";

/** Commands of hammer and of other programs about jobs, and what to type instead. */
const jobWords: WordTable = {
  ...same(run, 'start', 'exec', 'execute', 'command', 'create', 'shell', 'ssh', 'adhoc', 'submit'),
  ...same(run, 'job run', 'job start', 'job create', 'host run', 'host exec', 'workflow run'),
  ...same('rexctl run --template NAME --host NAME', 'template run', 'play', 'playbook'),
  ...same('rexctl list', 'jobs', 'ps', 'get', 'history', 'runs', 'invocations', 'job-invocations'),
  ...same(
    'rexctl list',
    'job',
    'job list',
    'job ls',
    'job-invocation list',
    'get jobs',
    'task list',
  ),
  ...same('rexctl show @last', 'view', 'info', 'status', 'describe', 'inspect', 'details'),
  ...same('rexctl show @last', 'job info', 'job show', 'job view', 'job-invocation info'),
  ...same('rexctl show @last', 'get job', 'describe job', 'job status', 'task info'),
  ...same('rexctl show @last --web', 'open', 'browse'),
  ...same('rexctl output @last', 'logs', 'cat', 'print', 'job output', 'job-invocation output'),
  ...same('rexctl output @last', 'job logs', 'job log'),
  ...same('rexctl output @last --follow', 'tail', 'follow', 'attach'),
  ...same('rexctl output @last --grep REGEX', 'grep'),
  ...same('rexctl output @last --dir FOLDER', 'download', 'save'),
  ...same('rexctl watch @last', 'job watch', 'task progress', 'progress'),
  ...same('rexctl wait @last', 'job wait'),
  ...same('rexctl cancel @last', 'stop', 'kill', 'abort', 'delete', 'rm', 'remove', 'terminate'),
  ...same('rexctl cancel @last', 'job cancel', 'job stop', 'job kill', 'job-invocation cancel'),
  ...same('rexctl rerun @last --failed', 'retry', 'restart', 'again', 'replay', 'repeat', 'redo'),
  ...same('rexctl rerun @last --failed', 'job rerun', 'job-invocation rerun'),
  ...same('rexctl resume @last:paused', 'continue', 'unpause', 'task resume', 'job resume'),
  ...same('rexctl why @last', 'failures', 'failed', 'errors', 'reason', 'reasons'),
  ...same('rexctl report @last', 'export', 'html', 'junit'),
  ...same('rexctl diff BEFORE AFTER', 'compare'),
  ...same('rexctl stats', 'statistics', 'flaky'),
};

/** About series of recurring jobs. */
const seriesWords: WordTable = {
  ...same('rexctl schedule list', 'schedules', 'series', 'cron', 'recurring', 'get schedules'),
  ...same('rexctl schedule list', 'recurring-logic list'),
  ...same(runSeries, 'schedule create', 'schedule add', 'schedule new'),
  ...same('rexctl schedule show SERIES', 'recurring-logic info', 'recurring-logic show'),
  ...same('rexctl schedule show SERIES', 'schedule info', 'schedule get', 'schedule view'),
  ...same('rexctl schedule cancel SERIES', 'recurring-logic cancel', 'recurring-logic delete'),
  ...same('rexctl schedule cancel SERIES', 'schedule delete', 'schedule remove', 'schedule rm'),
  ...same('rexctl schedule cancel SERIES', 'schedule stop', 'schedule kill'),
  ...same('rexctl schedule disable SERIES', 'schedule pause', 'schedule suspend'),
  ...same('rexctl schedule enable SERIES', 'schedule resume', 'schedule start', 'schedule unpause'),
};

/** About what jobs are made of, and where they run. */
const nounWords: WordTable = {
  ...same('rexctl host list', 'hosts', 'inventory', 'nodes', 'host search', 'get hosts'),
  ...same("rexctl host list 'hostgroup = NAME'", 'hostgroup', 'hostgroup list', 'hostgroup info'),
  ...same("rexctl host list 'host_collection = NAME'", 'host-collection', 'host-collection list'),
  ...same("rexctl host list 'host_collection = NAME'", 'host-collection hosts'),
  ...same('rexctl report JOB', 'report-template', 'report-template generate'),
  ...same('rexctl host show NAME', 'host info', 'host history', 'host jobs', 'host view'),
  ...same('rexctl host show NAME', 'host get', 'host describe', 'host facts', 'describe host'),
  ...same('rexctl template list', 'templates', 'job-template list', 'get templates'),
  ...same('rexctl template show NAME', 'template info', 'template get', 'template view'),
  ...same('rexctl template show NAME', 'template inputs', 'template describe'),
  ...same('rexctl template show NAME', 'job-template info', 'job-template show'),
  ...same('rexctl template show NAME', 'template-input list'),
  ...same('rexctl template show NAME --script', 'template dump', 'template export'),
  ...same('rexctl template show NAME --script', 'job-template dump', 'template cat'),
  ...same('rexctl feature list', 'features', 'feature show', 'feature info'),
  ...same('rexctl feature list', 'remote-execution-feature list'),
  ...same('rexctl bookmark list', 'bookmarks', 'searches', 'bookmark info', 'bookmark show'),
  ...same('rexctl organization list', 'organizations', 'orgs', 'org', 'org list'),
  ...same('rexctl organization list', 'organization show', 'organization info'),
  ...same('rexctl location list', 'locations', 'location show', 'location info'),
};

/** About the program itself: settings, login, help. */
const setupWords: WordTable = {
  ...same('rexctl login', 'init', 'setup', 'configure', 'auth', 'signin', 'config init'),
  ...same('rexctl logout', 'auth logout', 'signout', 'logoff'),
  ...same('rexctl whoami', 'user', 'users', 'me', 'ping', 'auth status', 'auth whoami'),
  ...same('rexctl doctor', 'check', 'diagnose', 'health'),
  ...same('rexctl demo', 'tour', 'tutorial', 'try'),
  ...same('rexctl profile list', 'profiles', 'context', 'contexts', 'servers'),
  ...same('rexctl profile list', 'config get-contexts', 'context list'),
  ...same('rexctl profile show', 'profile current', 'profile info', 'profile get', 'profile view'),
  ...same('rexctl profile show', 'config current-context'),
  ...same('rexctl profile use NAME', 'profile switch', 'profile select', 'profile activate'),
  ...same('rexctl profile use NAME', 'config use-context', 'context use', 'use', 'switch'),
  ...same('rexctl profile remove NAME', 'profile delete', 'profile rm'),
  ...same('rexctl login --profile NAME', 'profile add', 'profile create', 'profile new'),
  ...same('rexctl profile import-hammer', 'profile import', 'import-hammer', 'import'),
  ...same(
    'rexctl config list',
    'config show',
    'config view',
    'defaults',
    'config info',
    'settings',
  ),
  ...same("rexctl config set KEY ''", 'config unset', 'config delete', 'config remove'),
  ...same('rexctl config path', 'config edit'),
  ...same('rexctl completion bash', 'completions'),
  ...same('rexctl --version', 'version'),
  ...same('rexctl help topics', 'topics', 'topic', 'man', 'manual', 'docs'),
  ...same('rexctl help installation', 'install', 'uninstall', 'update', 'upgrade'),
  ...same('rexctl help environment', 'env'),
  ...same(fromHammer, 'job-invocation', 'job-template', 'remote-execution-feature', 'task'),
  ...same(fromHammer, 'recurring-logic', 'template-input', 'hammer', 'content-view', 'capsule'),
  ...same(fromHammer, 'smart-proxy', 'proxy', 'repository', 'subscription', 'activation-key'),
  ...same(fromHammer, 'lifecycle-environment', 'role', 'user-group', 'compute-resource', 'erratum'),
};

const commandWords: WordTable = { ...jobWords, ...seriesWords, ...nounWords, ...setupWords };

export interface WordInstead {
  /** The words that are not a command. */
  readonly unknown: string;
  readonly instead: string | undefined;
}

/**
 * What to type instead of a word that is not a command, or of this and the next word, with the id
 * or name that was typed; `group`: `schedule`, or empty.
 */
export function commandInstead(group: string, typed: string, argv: readonly string[]): WordInstead {
  const one = `${group} ${typed}`.trim();
  const next = argv.indexOf(typed) + 1;
  const two = `${one} ${argv[next] ?? ''}`;
  const ofHammer = group === '' ? two : one;
  const line = hammerInstead(ofHammer, argv.slice(group === '' ? next + 1 : next));
  if (line !== undefined) return { unknown: ofHammer, instead: line };
  const isOne = own(commandWords, two) === undefined;
  const unknown = isOne ? one : two;
  const instead = own(commandWords, unknown);
  if (instead === undefined) return { unknown, instead };
  const rest = argv.slice(isOne ? next : next + 1);
  return {
    unknown,
    instead: instead.includes('COMMAND')
      ? withCommand(instead, rest, /^(?:ssh|exec|shell|host \w+)$/.test(unknown))
      : withId(withName(instead, rest), typedJob(argv)),
  };
}

/** What to type instead of a word that means a list of things: `hosts`, `templates`. */
export function listInstead(word: string): string | undefined {
  const instead = own(commandWords, word);
  return /^rexctl [a-z ]*list$/.test(instead ?? '') ? instead : undefined;
}

/** The command that does what a word means in other programs: `output` for `logs`. */
export function commandFor(word: string): string | undefined {
  const instead = own(commandWords, word);
  if (instead?.startsWith('rexctl help ') === true) return instead;
  const path = /^rexctl ((?:[a-z-]+ )*?[a-z-]+)(?= [^a-z]|$)/.exec(instead ?? '')?.[1];
  return path === undefined || path.startsWith('-') ? undefined : `rexctl help ${path}`;
}

/** Options and their values may be of another program, so that only plain words are taken. */
function withName(instead: string, rest: readonly string[]): string {
  const [name = '', ...more] = /^--(?:name|id)$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
  return more.length === 0 && isPlain(name)
    ? instead.replace('NAME', () => shellWord(name))
    : instead;
}

/** `ssh web01 uptime` and `exec web01 -- uptime` name the host first, `start uptime` does not. */
function withCommand(instead: string, rest: readonly string[], isHostFirst: boolean): string {
  const words = rest.filter((word) => word !== '--');
  const [host = ''] = words;
  const line = words.slice(isHostFirst ? 1 : 0).join(' ');
  if (!words.every(isPlain) && rest.indexOf('--') !== 1) return instead;
  const named =
    isHostFirst && isPlain(host) ? instead.replace('NAME', () => shellWord(host)) : instead;
  return line === '' ? named : named.replace('COMMAND', () => shellWord(line));
}

function isPlain(word: string): boolean {
  return /^[\w./]/.test(word);
}
