import type { DemoHost } from '../../world/world-records.ts';
import type { JobForHost } from '../script.ts';
import { builtIn } from './built-ins.ts';
import type { Variables } from './expansion.ts';
import { Leave } from './leave.ts';
import { parseScript } from './parse.ts';
import { programs } from './programs/programs.ts';
import { ScriptTime } from './script-time.ts';
import { ShellState } from './shell-state.ts';
import { redirected, type Streams } from './streams.ts';
import { type Branch, type Node, ShellSyntaxError, type Word } from './syntax.ts';

/** Runs a script on a host, in simulated time. */
export class Interpreter {
  readonly time: ScriptTime;
  private readonly state: ShellState;
  private readonly host: DemoHost;
  private readonly job: JobForHost;

  constructor(host: DemoHost, job: JobForHost) {
    this.host = host;
    this.job = job;
    this.time = new ScriptTime(job.startedAt);
    this.state = new ShellState(host, job);
  }

  /** Runs the script and returns its exit code. */
  run(script: string): number {
    const show = (text: string, afterMs: number) => this.time.show(text, afterMs);
    return this.script(script, { stdin: null, out: show, err: show });
  }

  /** Runs a script, `$(…)` or `bash -c`; `exit` ends only this one. */
  private script(script: string, streams: Streams): number {
    return this.state.inScript(() => {
      try {
        return this.state.contained(() => this.evaluate(parseScript(script), streams));
      } catch (error) {
        if (!(error instanceof ShellSyntaxError)) throw error;
        streams.err(`bash: line ${error.line}: ${error.message}\n`, 15);
        return error.status;
      }
    });
  }

  private evaluate(node: Node, streams: Streams): number {
    this.state.status = this.statusOf(node, streams);
    return this.state.status;
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
        return this.state.contained(() => this.evaluate(node.body, streams));
      case 'function':
        this.state.functions.set(node.name, node.body);
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
    const textOf = (word: Word) => this.state.variables.text(word, this.expanding(streams));
    return redirected(streams, redirections, textOf);
  }

  private list({ items }: Node & { kind: 'list' }, streams: Streams): number {
    let status = 0;
    for (const { node, background } of items) {
      status = background ? this.inBackground(node, streams) : this.evaluate(node, streams);
      if (status !== 0 && this.state.endsOnFailure && !background && !isCondition(node))
        throw new Leave('exit', status);
    }
    return status;
  }

  /** Runs a command without waiting for its time. */
  private inBackground(node: Node, streams: Streams): number {
    this.time.unwaited(() => this.state.contained(() => this.evaluate(node, streams)));
    return 0;
  }

  private chain({ first, rest }: Node & { kind: 'chain' }, streams: Streams): number {
    let status = this.tested(first, streams);
    for (const { joiner, node } of rest) {
      if ((joiner === '&&') !== (status === 0)) continue;
      status = this.tested(node, streams);
      const isLast = node === rest.at(-1)?.node;
      if (isLast && status !== 0 && this.state.endsOnFailure) throw new Leave('exit', status);
    }
    return status;
  }

  private tested(node: Node, streams: Streams): number {
    return this.state.tested(() => this.evaluate(node, streams));
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
      status = commands.length === 1 ? run() : this.state.contained(run);
      stdin = piped;
      if (status !== 0) failed = status;
    }
    if (this.state.failsInside) status = failed;
    if (!negated) return status;
    return status === 0 ? 1 : 0;
  }

  private forLoop({ name, words, body }: Node & { kind: 'for' }, streams: Streams): number {
    return this.loop(this.expanded(words, streams), (value) => {
      this.state.variables.set(name, value);
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
    return this.state.inLoop(values, (value) => {
      this.time.useCommand();
      return body(value);
    });
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
    this.state.substituted = 0;
    const before = this.state.variables;
    if (words.length > 0 && assignments.length > 0) this.state.variables = before.copy();
    for (const { name, value } of assignments)
      this.state.variables.set(name, this.state.variables.text(value, this.expanding(streams)));
    try {
      const [name, ...rest] = this.expanded(words, streams);
      return name === undefined ? this.state.substituted : this.call(name, rest, { line, streams });
    } finally {
      this.state.variables = before;
    }
  }

  private call(
    name: string,
    words: readonly string[],
    { line, streams }: { readonly line: number; readonly streams: Streams },
  ): number {
    const body = this.state.functions.get(name);
    if (body !== undefined) return this.state.inFunction(words, () => this.evaluate(body, streams));
    const built = builtIn(name, words, {
      status: this.state.status,
      isInLoop: this.state.isInLoop,
      isInFunction: this.state.isInFunction,
      set: (variable, value) => this.state.variables.set(variable, value),
      setLocal: (variable, value) => this.state.variables.setLocal(variable, value),
      setOption: (option, isOn) => this.state.setOption(option, isOn),
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

  private expanded(...[words, streams]: [Parameters<Variables['expand']>[0], Streams]): string[] {
    return this.state.variables.expand(words, this.expanding(streams));
  }

  private expanding(streams: Streams): Parameters<Variables['expand']>[1] {
    this.state.variables.set('?', String(this.state.status));
    const capture = (script: string) => {
      let text = '';
      this.state.substituted = this.script(script, {
        ...streams,
        out: (piece) => {
          text += piece;
        },
      });
      this.state.status = this.state.substituted;
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
