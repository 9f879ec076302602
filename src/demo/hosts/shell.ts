import type { DemoHost } from '../world/world-records.ts';
import { fraction } from './random.ts';
import type { Behaviour, HostScript, JobForHost, ScriptStep } from './script.ts';

interface Result {
  readonly steps: readonly ScriptStep[];
  readonly code: number;
  /** Time that passes after the last step. */
  readonly restMs: number;
  /** `exit` was called. */
  readonly leave?: boolean;
}

type Command = (words: readonly string[], host: DemoHost, job: JobForHost) => Result;

const outcome = (code: number, restMs = 0): Result => ({ steps: [], code, restMs });
const says = (text: string, code = 0, afterMs = 15): Result => ({
  steps: [{ afterMs, text: `${text}\n` }],
  code,
  restMs: 0,
});

const osRelease = [
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
  'NAME="Debian GNU/Linux"',
  'VERSION_ID="12"',
  'ID=debian',
].join('\n');

const commands: Readonly<Record<string, Command>> = {
  true: () => outcome(0),
  ':': () => outcome(0),
  set: () => outcome(0),
  false: () => outcome(1),
  echo: (words) => {
    const bare = words[0] === '-n' ? words.slice(1) : words;
    return {
      steps: [{ afterMs: 5, text: bare.join(' ') + (bare === words ? '\n' : '') }],
      code: 0,
      restMs: 0,
    };
  },
  sleep: ([seconds]) => outcome(0, Math.max(0, Number.parseFloat(seconds ?? '0') || 0) * 1000),
  exit: ([code]) => ({ ...outcome((Number.parseInt(code ?? '0', 10) || 0) & 255), leave: true }),
  hostname: (words, host) =>
    says(words[0] === '-s' ? (host.name.split('.')[0] ?? host.name) : host.name),
  uname: (words) => says(words.includes('-r') ? '6.1.0-28-amd64' : 'Linux'),
  id: (_, __, job) => says(`uid=0(${job.effective_user}) gid=0(${job.effective_user})`),
  whoami: (_, __, job) => says(job.effective_user),
  uptime: (_, host, job) => says(uptime(host, job)),
  seq: (words) => says(sequence(words.map(Number)).join('\n')),
  date: (_, __, job) => says(new Date(job.startedAt).toUTCString()),
  cat: ([file]) =>
    file === '/etc/os-release'
      ? says(osRelease)
      : says(`cat: ${file ?? ''}: No such file or directory`, 1),
  systemctl: ([verb, unit], host) => systemctl(verb, unit, host),
};

/** `seq LAST` and `seq FIRST LAST`. */
function sequence([first = 0, last]: readonly number[]): readonly number[] {
  const from = last === undefined ? 1 : first;
  const count = Math.min(100_000, Math.max(0, (last ?? first) - from + 1));
  return Array.from({ length: count }, (_, at) => from + at);
}

function uptime(host: DemoHost, job: JobForHost): string {
  const days = 1 + Math.floor(fraction('uptime', job.seed, host.name) * 200);
  const load = [0, 1, 2]
    .map((i) => fraction('load', i, job.seed, host.name, job.id).toFixed(2))
    .join(', ');
  const time = new Date(job.startedAt).toISOString().slice(11, 19);
  return ` ${time} up ${days} days,  3:07,  0 users,  load average: ${load}`;
}

function systemctl(verb: string | undefined, unit: string | undefined, host: DemoHost): Result {
  if (verb !== 'is-active')
    return says(`Failed to ${verb ?? 'run'} ${unit ?? ''}: access denied`, 4);
  const active = fraction('unit', unit ?? '', host.name) < 0.9;
  return active ? says('active') : says('inactive', 3);
}

/** Runs the few commands that the simulated hosts know, joined by `;`, `&&`, `||` or new lines. */
export function runShell(script: string, host: DemoHost, job: JobForHost): HostScript {
  const steps: ScriptStep[] = [];
  let code = 0;
  let wait = 0;
  for (const { joiner, words } of statements(script)) {
    if ((joiner === '&&' && code !== 0) || (joiner === '||' && code === 0)) continue;
    const result = runCommand(words, host, job);
    for (const step of result.steps) {
      steps.push({ ...step, afterMs: step.afterMs + wait });
      wait = 0;
    }
    wait += result.restMs;
    code = result.code;
    if (result.leave === true) break;
  }
  return { steps, end: { kind: 'exit', afterMs: wait + 10, code } };
}

function runCommand(words: readonly string[], host: DemoHost, job: JobForHost): Result {
  const [name = '', ...rest] = words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command === undefined ? says(`sh: 1: ${name}: not found`, 127) : command(rest, host, job);
}

interface Statement {
  readonly joiner: string;
  readonly words: readonly string[];
}

/** Quotes are respected; expansions, loops and redirections are not understood. */
function statements(script: string): Statement[] {
  const found: Statement[] = [];
  let words: string[] = [];
  let joiner = ';';
  const flush = (next: string) => {
    if (words.length > 0) found.push({ joiner, words });
    words = [];
    joiner = next;
  };
  const text = script.replaceAll('\r', '').replace(/^#.*$/gm, '');
  for (const [token] of text.matchAll(
    /&&|\|\||[;\n]|(?:"[^"]*"|'[^']*'|[^\s;&|"']|[&|](?![&|]))+/g,
  )) {
    if (token === '&&' || token === '||' || token === ';' || token === '\n') flush(token);
    else
      words.push(
        token.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ''),
      );
  }
  flush(';');
  return found;
}

/** Understands a few commands and says `not found` to the others. */
export const commandBehaviour: Behaviour = (host, job) => runShell(job.script, host, job);
