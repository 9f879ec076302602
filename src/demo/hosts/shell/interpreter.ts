import type { DemoHost } from '../../world/world-records.ts';
import type { JobForHost } from '../script.ts';
import { builtIn } from './built-ins.ts';
import { Variables } from './expansion.ts';
import { Leave } from './leave.ts';
import { parseScript } from './parse.ts';
import { programs } from './programs/programs.ts';
import { ScriptTime } from './script-time.ts';
import { redirected, type Streams } from './streams.ts';
import { type Branch, type Node, ShellSyntaxError, type Word } from './syntax.ts';

/** The deepest nesting of `$(…)`, `bash -c` and functions. */
const deepestScript = 20;

/** Runs a script on a host, in simulated time. */
export class Interpreter {
  readonly time: ScriptTime;
  private depth = 0;
  private status = 0;
  private endsOnFailure = false;
  /** Whether `set -o pipefail` is on. */
  private failsInside = false;
  /** The exit status of the last `$(…)` in a command. */
  private substituted = 0;
  /** The number of running loops. */
  private loops = 0;
  private readonly functions = new Map<string, Node>();
  /** The number of running functions. */
  private calls = 0;
  private variables: Variables;
  private readonly host: DemoHost;
  private readonly job: JobForHost;

  constructor(host: DemoHost, job: JobForHost) {
    this.host = host;
    this.job = job;
    this.time = new ScriptTime(job.startedAt);
    this.variables = new Variables([
      ['HOSTNAME', host.name],
      ['USER', job.effective_user],
      ['HOME', job.effective_user === 'root' ? '/root' : `/home/${job.effective_user}`],
      ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      ['PWD', '/root'],
      ['#', '0'],
      ['$', '2281'],
    ]);
  }

  /** Runs the script and returns its exit code. */
  run(script: string): number {
    const show = (text: string, afterMs: number) => this.time.show(text, afterMs);
    return this.script(script, { stdin: null, out: show, err: show });
  }

  /** Runs a script, `$(…)` or `bash -c`; `exit` ends only this one. */
  private script(script: string, streams: Streams): number {
    if (this.depth >= deepestScript) throw new Leave('exit', 1);
    this.depth++;
    try {
      return this.contained(() => this.evaluate(parseScript(script), streams));
    } catch (error) {
      if (!(error instanceof ShellSyntaxError)) throw error;
      streams.err(`bash: line ${error.line}: ${error.message}\n`, 15);
      return error.status;
    } finally {
      this.depth--;
    }
  }

  private contained(work: () => number): number {
    const outer = this.variables;
    this.variables = outer.copy();
    try {
      return work();
    } catch (error) {
      if (error instanceof Leave) return error.status;
      throw error;
    } finally {
      this.variables = outer;
    }
  }

  private evaluate(node: Node, streams: Streams): number {
    this.status = this.statusOf(node, streams);
    return this.status;
  }

  private statusOf(node: Node, streams: Streams): number {
    switch (node.kind) {
      case 'simple':
        return this.simple(node, streams);
      case 'redirected':
        return this.evaluate(node.node, this.redirected(node, streams));
      case 'pipeline':
        return this.pipeline(node, streams);
      case 'chain':
        return this.chain(node, streams);
      case 'list':
        return this.list(node, streams);
      case 'subshell':
        return this.contained(() => this.evaluate(node.body, streams));
      case 'function':
        this.functions.set(node.name, node.body);
        return 0;
      case 'for':
        return this.forLoop(node, streams);
      case 'while':
        return this.whileLoop(node, streams);
      case 'if':
        return this.condition(node.branches, node.otherwise, streams);
    }
  }

  private redirected({ redirections }: Node & { kind: 'redirected' }, streams: Streams): Streams {
    const textOf = (word: Word) => this.variables.text(word, this.expanding(streams));
    return redirected(streams, redirections, textOf);
  }

  private list({ items }: Node & { kind: 'list' }, streams: Streams): number {
    let status = 0;
    for (const { node, background } of items) {
      status = background ? this.inBackground(node, streams) : this.evaluate(node, streams);
      if (status !== 0 && this.endsOnFailure && !background && !isCondition(node))
        throw new Leave('exit', status);
    }
    return status;
  }

  /** Runs a command without waiting for its time. */
  private inBackground(node: Node, streams: Streams): number {
    this.time.unwaited(() => this.contained(() => this.evaluate(node, streams)));
    return 0;
  }

  private chain({ first, rest }: Node & { kind: 'chain' }, streams: Streams): number {
    let status = this.tested(first, streams);
    for (const { joiner, node } of rest) {
      if ((joiner === '&&') !== (status === 0)) continue;
      status = this.tested(node, streams);
      const isLast = node === rest.at(-1)?.node;
      if (isLast && status !== 0 && this.endsOnFailure) throw new Leave('exit', status);
    }
    return status;
  }

  /** Runs a command as a condition: `set -e` does not end the script if it fails. */
  private tested(node: Node, streams: Streams): number {
    const { endsOnFailure } = this;
    this.endsOnFailure = false;
    try {
      return this.evaluate(node, streams);
    } finally {
      this.endsOnFailure ||= endsOnFailure;
    }
  }

  private pipeline({ commands, negated }: Node & { kind: 'pipeline' }, streams: Streams): number {
    let { stdin } = streams;
    let status = 0;
    let failed = 0;
    for (const [index, command] of commands.entries()) {
      let piped = '';
      const collect = (text: string) => {
        piped += text;
      };
      const out = index === commands.length - 1 ? streams.out : collect;
      const run = () => this.evaluate(command, { ...streams, stdin, out });
      status = commands.length === 1 ? run() : this.contained(run);
      stdin = piped;
      if (status !== 0) failed = status;
    }
    if (this.failsInside) status = failed;
    if (!negated) return status;
    return status === 0 ? 1 : 0;
  }

  private forLoop({ name, words, body }: Node & { kind: 'for' }, streams: Streams): number {
    return this.loop(this.expanded(words, streams), (value) => {
      this.variables.set(name, value);
      return this.evaluate(body, streams);
    });
  }

  private whileLoop(
    { condition, body, until }: Node & { kind: 'while' },
    streams: Streams,
  ): number {
    const holds = () => (this.tested(condition, streams) === 0) !== until;
    return this.loop(rounds(holds), () => this.evaluate(body, streams));
  }

  private loop<Value>(values: Iterable<Value>, body: (value: Value) => number): number {
    let status = 0;
    for (const value of values) {
      this.time.useCommand();
      this.loops++;
      try {
        status = body(value);
      } catch (error) {
        status = 0;
        if (this.leftLoop(error) === 'break') break;
      } finally {
        this.loops--;
      }
    }
    return status;
  }

  /** `break` or `continue` of this loop; rethrows an error that leaves more than this loop. */
  private leftLoop(error: unknown): Leave['what'] {
    if (!(error instanceof Leave) || error.what === 'exit' || error.what === 'return') throw error;
    const { what, status, levels } = error;
    if (levels > 1 && this.loops > 1) throw new Leave(what, status, levels - 1);
    return what;
  }

  private condition(branches: readonly Branch[], otherwise: Node | null, streams: Streams): number {
    const chosen = branches.find(({ condition }) => this.tested(condition, streams) === 0);
    const body = chosen?.body ?? otherwise;
    return body === null ? 0 : this.evaluate(body, streams);
  }

  private simple(
    { words, assignments, line }: Node & { kind: 'simple' },
    streams: Streams,
  ): number {
    this.time.useCommand();
    this.substituted = 0;
    const before = this.variables;
    if (words.length > 0 && assignments.length > 0) this.variables = before.copy();
    for (const { name, value } of assignments)
      this.variables.set(name, this.variables.text(value, this.expanding(streams)));
    try {
      const [name, ...rest] = this.expanded(words, streams);
      return name === undefined ? this.substituted : this.call(name, rest, { line, streams });
    } finally {
      this.variables = before;
    }
  }

  private call(
    name: string,
    words: readonly string[],
    { line, streams }: { readonly line: number; readonly streams: Streams },
  ): number {
    const body = this.functions.get(name);
    if (body !== undefined) return this.callFunction(body, words, streams);
    const built = builtIn(name, words, {
      status: this.status,
      isInLoop: this.loops > 0,
      isInFunction: this.calls > 0,
      set: (variable, value) => this.variables.set(variable, value),
      setLocal: (variable, value) => this.variables.setLocal(variable, value),
      setOption: (option, isOn) => this.setOption(option, isOn),
      complain: (message) => streams.err(`bash: line ${line}: ${message}\n`, 15),
      script: (text) => this.script(text, streams),
      call: (command, rest) => this.call(command, rest, { line, streams }),
    });
    if (built !== null) return built;
    const program = programs.get(name.replace(/^\/(?:usr\/)?s?bin\//, ''));
    const print = (text: string, afterMs = 15) => {
      this.time.use(text.length);
      if (text !== '') streams.out(text, afterMs);
    };
    const complain = (text: string) => {
      this.time.use(text.length);
      streams.err(`${text}\n`, 15);
    };
    if (program === undefined) {
      complain(`bash: line ${line}: ${name}: command not found`);
      return 127;
    }
    const { host, job, time } = this;
    const pass = (ms: number) => time.pass(ms);
    const { stdin } = streams;
    return program({ words, stdin, host, job, now: time.now, print, complain, pass });
  }

  private callFunction(body: Node, words: readonly string[], streams: Streams): number {
    if (this.calls >= deepestScript) throw new Leave('exit', 1);
    const { loops } = this;
    const restore = this.variables.enterFunction(words);
    this.loops = 0;
    this.calls++;
    try {
      return this.evaluate(body, streams);
    } catch (error) {
      if (error instanceof Leave && error.what === 'return') return error.status;
      throw error;
    } finally {
      this.calls--;
      this.loops = loops;
      restore();
    }
  }

  private setOption(name: string, isOn: boolean): void {
    if (name === 'e' || name === 'errexit') this.endsOnFailure = isOn;
    else if (name === 'u' || name === 'nounset') this.variables.isStrict = isOn;
    else if (name === 'pipefail') this.failsInside = isOn;
  }

  private expanded(...[words, streams]: [Parameters<Variables['expand']>[0], Streams]): string[] {
    return this.variables.expand(words, this.expanding(streams));
  }

  private expanding(streams: Streams): Parameters<Variables['expand']>[1] {
    this.variables.set('?', String(this.status));
    const capture = (script: string) => {
      let text = '';
      this.substituted = this.script(script, {
        ...streams,
        out: (piece) => {
          text += piece;
        },
      });
      this.status = this.substituted;
      return text;
    };
    return { capture, use: (amount) => this.time.use(amount) };
  }
}

/** Whether `set -e` ignores a failure of this command. */
function isCondition(node: Node): boolean {
  return node.kind === 'chain' || (node.kind === 'pipeline' && node.negated);
}

function* rounds(holds: () => boolean): Generator<undefined> {
  while (holds()) yield undefined;
}
