import { type HostRun, type HostState, isFinal } from '../jobs/host-run.ts';
import type { HostEnding } from './transcript.ts';

type Ending = Pick<HostEnding, 'exit_code' | 'last_line'>;

/** What is known of each host that is followed, and who is to be told when that changes. */
export class HostStates {
  private readonly states = new Map<number, HostState>();
  private readonly endings = new Map<number, Ending>();
  private readonly only: ReadonlySet<number> | null;
  private readonly onChange: (host: HostState, run: HostRun | null) => void;
  private unfinished = 0;
  private waiting = 0;

  /** `only`: the hosts that count; `null` for all. */
  constructor(
    only: ReadonlySet<number> | null,
    onChange: (host: HostState, run: HostRun | null) => void,
  ) {
    this.only = only;
    this.onChange = onChange;
  }

  get size(): number {
    return this.states.size;
  }

  /** Every host that is known has ended. */
  get allEnded(): boolean {
    return this.unfinished === 0;
  }

  /** Hosts wait for their turn; that they begin shows in no count. */
  get someWait(): boolean {
    return this.waiting > 0;
  }

  all(): readonly HostState[] {
    return [...this.states.values()];
  }

  hasEnded(id: number): boolean {
    const state = this.states.get(id);
    return state !== undefined && isFinal(state.status);
  }

  /** A look at the hosts. What has ended stays ended: an older answer may come later. */
  update(runs: readonly HostRun[]): void {
    for (const run of runs) {
      if (this.only !== null && !this.only.has(run.id)) continue;
      const before = this.states.get(run.id);
      if (before !== undefined && (before.status === run.status || isFinal(before.status)))
        continue;
      const { exit_code = null, last_line = null } = isFinal(run.status)
        ? (this.endings.get(run.id) ?? {})
        : {};
      this.set({ id: run.id, name: run.name, status: run.status, exit_code, last_line }, run);
    }
    this.count();
  }

  /** A host's output has been read to its end, which may be known before its state. */
  end(id: number, { exit_code, last_line }: Ending): void {
    this.endings.set(id, { exit_code, last_line });
    const state = this.states.get(id);
    if (state !== undefined && isFinal(state.status))
      this.set({ ...state, exit_code, last_line }, null);
  }

  private set(state: HostState, run: HostRun | null): void {
    this.states.set(state.id, state);
    this.onChange(state, run);
  }

  private count(): void {
    this.unfinished = 0;
    this.waiting = 0;
    for (const { status } of this.states.values()) {
      if (!isFinal(status)) this.unfinished++;
      if (status === 'waiting') this.waiting++;
    }
  }
}
