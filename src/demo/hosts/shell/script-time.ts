import type { ScriptStep } from '../script.ts';
import { Leave } from './leave.ts';

/** The limit of a script: each character costs 1, each command `commandCost`. */
const fuelOfScript = 1_000_000;
const commandCost = 100;

/** The simulated time of a script, what it printed when, and the limit of both. */
export class ScriptTime {
  readonly steps: ScriptStep[] = [];
  /** Time that has passed since the last step. */
  waitMs = 0;
  private fuel = fuelOfScript;
  /** Milliseconds since the epoch. */
  now: number;

  constructor(startedAt: number) {
    this.now = startedAt;
  }

  show(text: string, afterMs: number): void {
    this.steps.push({ afterMs: this.waitMs + afterMs, text });
    this.now += afterMs;
    this.waitMs = 0;
  }

  pass(ms: number): void {
    this.waitMs += ms;
    this.now += ms;
  }

  /** Runs `work` without waiting for the time that it takes. */
  unwaited(work: () => void): void {
    const { waitMs, now } = this;
    work();
    this.waitMs = Math.min(this.waitMs, waitMs);
    this.now = now;
  }

  useCommand(): void {
    this.use(commandCost);
  }

  /** Ends the script when it has used up what it may: every script ends. */
  use(amount: number): void {
    if (this.fuel <= 0) throw new Leave('exit', 1);
    this.fuel -= amount;
    if (this.fuel > 0) return;
    this.show('bash: stopped: this script is too long for the shell of this demo\n', 15);
    throw new Leave('exit', 1);
  }
}
