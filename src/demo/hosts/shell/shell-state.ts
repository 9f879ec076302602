import type { DemoHost } from '../../world/world-records.ts';
import type { JobForHost } from '../script.ts';
import { Variables } from './expansion.ts';
import { Leave } from './leave.ts';
import { type Node, ShellSyntaxError } from './syntax.ts';

/** The deepest nesting of `$(…)`, `bash -c` and functions. */
const deepestScript = 20;

/** The state of a shell: variables, functions, options, and the loops and functions that run. */
export class ShellState {
  /** The exit status of the last command. */
  status = 0;
  /** The exit status of the last `$(…)` in a command. */
  substituted = 0;
  /** Whether a failed command ends the script: `set -e` is on, and it is not a condition. */
  endsOnFailure = false;
  /** Whether `set -o pipefail` is on. */
  failsInside = false;
  readonly functions = new Map<string, Node>();
  variables: Variables;
  /** The number of running scripts: the whole one, `$(…)` and `bash -c`. */
  private scripts = 0;
  /** The number of running loops. */
  private loops = 0;
  /** The number of running functions. */
  private calls = 0;

  constructor(host: DemoHost, job: JobForHost) {
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

  get isInLoop(): boolean {
    return this.loops > 0;
  }

  get isInFunction(): boolean {
    return this.calls > 0;
  }

  /** Runs a script; if it is nested too deeply, ends the script that contains it instead. */
  inScript(work: () => number): number {
    if (this.scripts >= deepestScript) throw new Leave('exit', 1);
    this.scripts++;
    try {
      return work();
    } finally {
      this.scripts--;
    }
  }

  /** Runs commands with a copy of the variables; `exit` ends only these commands. */
  contained(work: () => number): number {
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

  /** Runs a command as a condition: `set -e` does not end the script if it fails. */
  tested(work: () => number): number {
    const { endsOnFailure } = this;
    this.endsOnFailure = false;
    try {
      return work();
    } finally {
      this.endsOnFailure ||= endsOnFailure;
    }
  }

  /** Runs a loop: `body` for each value, until `break`. */
  inLoop<Value>(values: Iterable<Value>, body: (value: Value) => number): number {
    let status = 0;
    for (const value of values) {
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

  /** Runs a function with these arguments, until `return`. */
  inFunction(words: readonly string[], work: () => number): number {
    if (this.calls >= deepestScript)
      throw new ShellSyntaxError(1, `functions are nested more than ${deepestScript} deep`, 1);
    const { loops } = this;
    const restore = this.variables.enterFunction(words);
    this.loops = 0;
    this.calls++;
    try {
      return work();
    } catch (error) {
      if (error instanceof Leave && error.what === 'return') return error.status;
      throw error;
    } finally {
      this.calls--;
      this.loops = loops;
      restore();
    }
  }

  setOption(name: string, isOn: boolean): void {
    if (name === 'e' || name === 'errexit') this.endsOnFailure = isOn;
    else if (name === 'u' || name === 'nounset') this.variables.isStrict = isOn;
    else if (name === 'pipefail') this.failsInside = isOn;
  }
}
