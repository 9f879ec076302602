import * as v from 'valibot';
import { usageError } from '../errors.ts';
import { keepDamaged } from './private-file.ts';
import { type Entries, type StateAccess, StateFile } from './state-file.ts';

const maxEntries = 500;
const keptMs = 30 * 24 * 60 * 60_000;

const cancel = v.object({
  /** Milliseconds since 1970. */
  at: v.number(),
  /** Ids of the hosts; `null` = the whole job. */
  hosts: v.nullable(v.array(v.pipe(v.number(), v.integer()))),
});

/** A cancel that this machine sent, or was about to send. */
export type SentCancel = Readonly<v.InferOutput<typeof cancel>>;

/** A job. A server that was set up again at the same address reuses ids, but not tasks. */
interface CancelledJob {
  readonly server: string;
  readonly id: number;
  readonly task: string | null;
  /** ISO 8601 in UTC; `null` = unknown. */
  readonly startedAt: string | null;
}

/** The earlier cancels of a job. */
export interface RecordedCancel {
  /** A cancel of any of the hosts. */
  readonly before: SentCancel | null;
  /**
   * The copy of a damaged record, if the job is older than the damage: it may have named a cancel.
   */
  readonly damaged: string | null;
}

/**
 * Remembers which jobs were cancelled, because a second cancel abandons the scripts on the hosts.
 * Throws a `Failure` if the file cannot be written.
 */
interface CancelFile {
  /**
   * Records a cancel of these hosts or of the whole job (`null`) before it is sent, unless a cancel
   * of any of them is recorded. Only one of several processes gets `before: null`.
   */
  claim(job: CancelledJob, hosts: readonly number[] | null): Promise<RecordedCancel>;
  /** Like `claim`, but records nothing; also rejects with a `Failure` if the file is damaged. */
  find(job: CancelledJob, hosts: readonly number[] | null): Promise<RecordedCancel>;
  /**
   * Removes the cancel of these hosts, or of the whole job (`null`): it was not carried out, or is
   * over.
   */
  release(job: CancelledJob, hosts: readonly number[] | null): Promise<void>;
}

export function openCancelFile(path: string, access: StateAccess): CancelFile {
  const isFresh = ({ at }: SentCancel, now: number) => now - at < keptMs;
  const shape = { path, name: 'cancels', entry: cancel, isFresh, survivesCrash: true };
  const file = new StateFile<SentCancel>(shape, access);
  const save = (cancels: Entries<SentCancel>) => {
    const newest = [...cancels].sort(([, a], [, b]) => b.at - a.at).slice(0, maxEntries);
    file.write(new Map(newest));
  };
  const mended = (cancels: Entries<SentCancel>) => {
    const mark = { at: access.clock.now(), hosts: [] };
    const marked = new Map(cancels).set(`${damagedMark}${keepDamaged(path)}`, mark);
    save(marked);
    return marked;
  };
  const change = <T>(work: (cancels: Entries<SentCancel>) => T) =>
    file.exclusively((cancels, isDamaged) => work(isDamaged ? mended(cancels) : cancels));
  return {
    claim: (job, hosts) =>
      change((cancels) => {
        const recorded = recordedIn(cancels, job, hosts);
        if (recorded.before !== null) return recorded;
        const sent = { at: access.clock.now(), hosts: bothHosts(cancels.get(keyOf(job)), hosts) };
        save(new Map(cancels).set(keyOf(job), sent));
        return recorded;
      }),
    find: async (job, hosts) => {
      const { entries, isDamaged } = await file.readContent();
      if (isDamaged) throw usageError(`\`${path}\` is damaged`);
      return recordedIn(entries, job, hosts);
    },
    release: (job, hosts) =>
      change((cancels) => {
        const before = cancels.get(keyOf(job));
        if (before === undefined) return;
        const left = new Map(cancels);
        const others = hosts === null ? [] : without(before.hosts ?? [], hosts);
        if (others.length === 0) left.delete(keyOf(job));
        else left.set(keyOf(job), { ...before, hosts: others });
        save(left);
      }),
  };
}

/**
 * The beginning of a key whose entry marks a damaged record. The path of the copy follows; the
 * entry has the time. No server begins with it.
 */
const damagedMark = 'damaged ';

function recordedIn(
  cancels: Entries<SentCancel>,
  job: CancelledJob,
  hosts: readonly number[] | null,
): RecordedCancel {
  const before = cancels.get(keyOf(job));
  if (before !== undefined && reaches(before, hosts)) return { before, damaged: null };
  const isOlder = (at: number) => job.startedAt === null || Date.parse(job.startedAt) <= at;
  const mark = [...cancels].find(([key, { at }]) => key.startsWith(damagedMark) && isOlder(at));
  return { before: null, damaged: mark?.[0].slice(damagedMark.length) ?? null };
}

function keyOf({ server, id, task }: CancelledJob): string {
  return `${server} ${id} ${task ?? '-'}`;
}

function reaches(before: SentCancel, hosts: readonly number[] | null): boolean {
  return before.hosts === null || hosts === null || hosts.some((id) => before.hosts?.includes(id));
}

function bothHosts(before: SentCancel | undefined, hosts: readonly number[] | null) {
  return hosts === null ? null : [...(before?.hosts ?? []), ...hosts];
}

function without(ids: readonly number[], taken: readonly number[]): number[] {
  return ids.filter((id) => !taken.includes(id));
}
