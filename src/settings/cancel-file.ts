import * as v from 'valibot';
import { usageError } from '../errors.ts';
import { keepDamaged } from './private-file.ts';
import { type Entries, type StateAccess, StateFile } from './state-file.ts';

const maxEntries = 500;
const keptMs = 30 * 24 * 60 * 60_000;

const cancel = v.object({
  /** Epoch milliseconds. */
  at: v.number(),
  /** The hosts of the cancel; `null` for the whole job. */
  hosts: v.nullable(v.array(v.pipe(v.number(), v.integer()))),
});

/** A cancel that this machine sent or was about to send. */
export type SentCancel = Readonly<v.InferOutput<typeof cancel>>;

/** Ids begin again on a server that was set up again at the same address; its tasks are others. */
interface CancelledJob {
  readonly server: string;
  readonly id: number;
  readonly task: string | null;
  /** ISO 8601; `null` = unknown. */
  readonly startedAt: string | null;
}

/** The record of earlier cancels. */
export interface RecordedCancel {
  /** An earlier cancel of any of these hosts. */
  readonly before: SentCancel | null;
  /** Copy of a damaged record, which may have named one, too: the job is older than the damage. */
  readonly damaged: string | null;
}

/**
 * Records cancelled jobs, because a second cancel abandons the scripts on the hosts. Throws a
 * `Failure` if the file cannot be written.
 */
interface CancelFile {
  /**
   * Records a cancel before it is sent, for these hosts or the whole job (`null`), unless an
   * earlier one for any of them is recorded. Of several processes, one gets `before: null`.
   */
  claim(job: CancelledJob, hosts: readonly number[] | null): Promise<RecordedCancel>;
  /** The same without recording it; rejects with a `Failure` when the file is damaged, too. */
  find(job: CancelledJob, hosts: readonly number[] | null): Promise<RecordedCancel>;
  /** Forgets the cancel of these hosts, or all of it: it was not carried out, or is over. */
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
 * The key prefix of an entry for a damaged record, with the path of its copy and the time. No
 * server address begins with it.
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
