import { type HostFailureKind, hostFailureOf } from '../jobs/hosts/host-failure.ts';
import { type HostRun, type HostStatus, isFinal } from '../jobs/hosts/host-run.ts';
import type { HostState } from '../jobs/hosts/host-state.ts';
import { hostTimesSeen } from '../jobs/times/seen-times.ts';
import type { HostReading } from './host-reading.ts';
import type { HostEnding } from './transcript.ts';

/** All that is known of one host that is followed. */
export interface HostRecord {
  state: HostState;
  /** Its smart proxy; `null` where it has none. */
  proxy: string | null;
  /** How its output ended, which may be known before its state; `null` until it was read. */
  ending: Omit<HostEnding, 'loss' | 'whole'> | null;
  /** `null` where its output is not read, and once it was read: it holds all that was delivered. */
  reading: HostReading | null;
}

/** The states of the hosts that are followed. */
export class HostStates {
  private readonly records = new Map<number, HostRecord>();
  private readonly only: ReadonlySet<number> | null;
  private readonly onChange: (host: HostRecord) => void;
  private readonly timeNow: () => string;
  private readonly counts = new Map<HostStatus, number>();

  /** `only`: the hosts that count; `null` for all. `timeNow`: ISO 8601 UTC. */
  constructor(
    only: ReadonlySet<number> | null,
    onChange: (host: HostRecord) => void,
    timeNow: () => string,
  ) {
    this.only = only;
    this.onChange = onChange;
    this.timeNow = timeNow;
  }

  /** Only some of the job's hosts are followed. */
  get partial(): boolean {
    return this.only !== null;
  }

  get size(): number {
    return this.records.size;
  }

  /** Every host that is known has ended. */
  get allEnded(): boolean {
    return this.size === this.count('succeeded', 'failed', 'cancelled', 'never_ran');
  }

  /** Hosts wait for their turn; that they begin shows in no count of the job. */
  get someWait(): boolean {
    return this.count('waiting') > 0;
  }

  /** How many failed or never ran. */
  get failures(): number {
    return this.count('failed', 'never_ran');
  }

  /** How many did not succeed in these ways, of those whose reasons are known. */
  ofKinds(kinds: readonly HostFailureKind[]): number {
    const isOne = (kind: HostFailureKind | undefined) => kind !== undefined && kinds.includes(kind);
    return this.all().filter((state) => isOne(hostFailureOf(state)?.kind)).length;
  }

  all(): readonly HostState[] {
    return [...this.records.values()].map(({ state }) => state);
  }

  /** Whose output was not read to its end, and is not being read. */
  unread(): readonly HostRecord[] {
    return [...this.records.values()].filter(
      ({ ending, reading }) => ending === null && reading === null,
    );
  }

  hasEnded(id: number): boolean {
    const record = this.records.get(id);
    return record !== undefined && isFinal(record.state.status);
  }

  /** Rows as they were read. What has ended stays ended: an older response may arrive later. */
  update(runs: readonly HostRun[]): void {
    for (const run of runs) {
      if (this.only !== null && !this.only.has(run.id)) continue;
      const known = this.records.get(run.id);
      if (known === undefined) this.add(run);
      else if (known.state.status !== run.status && !isFinal(known.state.status))
        this.change(known, run);
    }
  }

  /** A host's output was read to its end, which may be known before its state. */
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

/** Only a host that failed or was cancelled has a cause. */
function endedState(state: HostState, ending: HostRecord['ending']): HostState {
  const { exit_code = null, last_line = null, cause = null } = ending ?? {};
  const isFailed = state.status === 'failed' || state.status === 'cancelled';
  return { ...state, exit_code, last_line, ...(isFailed ? { cause } : {}) };
}
