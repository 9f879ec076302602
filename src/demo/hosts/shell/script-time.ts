import type { ScriptStep } from '../script.ts';
import { Leave } from './leave.ts';

/** The limit of a script: a character costs 1, a command `commandCost`. */
const fuelOfScript = 1_000_000;
const commandCost = 100;

/** The simulated time of a script, its output with times, and its limit. */
export class ScriptTime {
  readonly steps: ScriptStep[] = [];
  /** The time since the last step, in milliseconds. */
  waitMs = 0;
  private fuel = fuelOfScript;
  /** The current time, in milliseconds since the epoch. */
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

  /** Runs `work` without waiting for its time. */
  unwaited(work: () => void): void {
    const { waitMs, now } = this;
    work();
    this.waitMs = Math.min(this.waitMs, waitMs);
    this.now = now;
  }

  useCommand(): void {
    this.use(commandCost);
  }

  /** Uses a part of the limit; ends the script when none is left, so that every script ends. */
  use(amount: number): void {
    if (this.fuel <= 0) throw new Leave('exit', 1);
    this.fuel -= amount;
    if (this.fuel > 0) return;
    this.show('bash: stopped: this script is too long for the shell of this demo\n', 15);
    throw new Leave('exit', 1);
  }
}
