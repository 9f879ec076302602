import { type HostFailureKind, hostFailureOf } from '../jobs/hosts/host-failure.ts';
import { type HostRun, type HostStatus, isFinal } from '../jobs/hosts/host-run.ts';
import type { HostState } from '../jobs/hosts/host-state.ts';
import { hostTimesSeen } from '../jobs/times/seen-times.ts';
import type { HostReading } from './host-reading.ts';
import type { HostEnding } from './transcript.ts';

/** What is known about one followed host. */
export interface HostRecord {
  state: HostState;
  /** The host's smart proxy; `null` if it has none. */
  proxy: string | null;
  /** How its output ended; `null` until it was read. May be known before the state. */
  ending: Omit<HostEnding, 'loss' | 'whole'> | null;
  /** Its reading in progress, or `null`. It is dropped at the end, because it uses much memory. */
  reading: HostReading | null;
}

/** The states of all followed hosts. */
export class HostStates {
  private readonly records = new Map<number, HostRecord>();
  private readonly only: ReadonlySet<number> | null;
  private readonly onChange: (host: HostRecord) => void;
  private readonly timeNow: () => string;
  private readonly counts = new Map<HostStatus, number>();

  /** `only`: the hosts to follow, or `null` for all. `timeNow` returns ISO 8601 in UTC. */
  constructor(
    only: ReadonlySet<number> | null,
    onChange: (host: HostRecord) => void,
    timeNow: () => string,
  ) {
    this.only = only;
    this.onChange = onChange;
    this.timeNow = timeNow;
  }

  /** Whether only some of the job's hosts are followed. */
  get partial(): boolean {
    return this.only !== null;
  }

  get size(): number {
    return this.records.size;
  }

  /** Whether every known host has ended. */
  get allEnded(): boolean {
    return this.size === this.count('succeeded', 'failed', 'cancelled', 'never_ran');
  }

  /** Whether hosts wait to start. The job's counts do not show when they do. */
  get someWait(): boolean {
    return this.count('waiting') > 0;
  }

  /** The number of hosts that failed or never ran. */
  get failures(): number {
    return this.count('failed', 'never_ran');
  }

  /** The number of hosts known to have failed in one of these ways. */
  ofKinds(kinds: readonly HostFailureKind[]): number {
    const isOne = (kind: HostFailureKind | undefined) => kind !== undefined && kinds.includes(kind);
    return this.all().filter((state) => isOne(hostFailureOf(state)?.kind)).length;
  }

  all(): readonly HostState[] {
    return [...this.records.values()].map(({ state }) => state);
  }

  /** The hosts whose output was not read and is not being read. */
  unread(): readonly HostRecord[] {
    return [...this.records.values()].filter(
      ({ ending, reading }) => ending === null && reading === null,
    );
  }

  hasEnded(id: number): boolean {
    const record = this.records.get(id);
    return record !== undefined && isFinal(record.state.status);
  }

  /** Updates the states from rows. A host never leaves a final state: responses may be outdated. */
  update(runs: readonly HostRun[]): void {
    for (const run of runs) {
      if (this.only !== null && !this.only.has(run.id)) continue;
      const known = this.records.get(run.id);
      if (known === undefined) this.add(run);
      else if (known.state.status !== run.status && !isFinal(known.state.status))
        this.change(known, run);
    }
  }

  /** Notes how a host's output ended; its state may become known later. */
  outputEnded(
    id: number,
    { exit_code, last_line, cause }: NonNullable<HostRecord['ending']>,
  ): void {
    const record = this.records.get(id);
    if (record === undefined) return;
    record.ending = { exit_code, last_line, cause };
    record.reading = null;
    if (!isFinal(record.state.status)) return;
    record.state = endedState(record.state, record.ending);
    this.onChange(record);
  }

  private add(run: HostRun): void {
    const { id, name, status, smart_proxy_name: proxy } = run;
    const state = { id, name, status, exit_code: null, last_line: null };
    const record = { state, proxy, ending: null, reading: null };
    this.records.set(id, record);
    this.recount(status, 1);
    this.onChange(record);
  }

  private change(record: HostRecord, { id, name, status, smart_proxy_name }: HostRun): void {
    const before = record.state;
    this.recount(before.status, -1);
    this.recount(status, 1);
    const times = hostTimesSeen(before.times, [before.status, status], this.timeNow());
    const state = { id, name, status, exit_code: null, last_line: null, times };
    const isExplained = isFinal(status) && record.ending !== null;
    record.state = isExplained ? endedState(state, record.ending) : state;
    record.proxy = smart_proxy_name;
    this.onChange(record);
  }

  private recount(status: HostStatus, by: number): void {
    this.counts.set(status, this.count(status) + by);
  }

  private count(...statuses: readonly HostStatus[]): number {
    return statuses.reduce((sum, status) => sum + (this.counts.get(status) ?? 0), 0);
  }
}

/** A final state with the facts from the output. Only failed and cancelled hosts have a cause. */
function endedState(state: HostState, ending: HostRecord['ending']): HostState {
  const { exit_code = null, last_line = null, cause = null } = ending ?? {};
  const isFailed = state.status === 'failed' || state.status === 'cancelled';
  return { ...state, exit_code, last_line, ...(isFailed ? { cause } : {}) };
}
