import * as v from 'valibot';
import { type StateAccess, StateFile } from './state-file.ts';

const maxEntries = 500;
const keptMs = 30 * 24 * 60 * 60_000;

const cancel = v.object({
  /** Epoch milliseconds. */
  at: v.number(),
  /** Hosts that it was for; `null` = the whole job. */
  hosts: v.nullable(v.array(v.pipe(v.number(), v.integer()))),
});

/** A cancel that was sent, or was about to be, from this machine. */
export type SentCancel = Readonly<v.InferOutput<typeof cancel>>;

/** Ids begin again on a server that was set up again at the same address; its tasks are others. */
interface CancelledJob {
  readonly server: string;
  readonly id: number;
  readonly task: string | null;
}

/**
 * Remembers which jobs were cancelled, because a second cancel abandons the scripts on the hosts.
 * Throws a `Failure` when the file cannot be written.
 */
interface CancelFile {
  /**
   * Records a cancel before it is sent, for these hosts or the whole job (`null`), unless one is
   * recorded that reaches any of them: that is returned, and nothing is recorded. Of several
   * processes one gets `null`.
   */
  claim(job: CancelledJob, hosts: readonly number[] | null): Promise<SentCancel | null>;
  /** Forgets the cancel of these hosts, or all of it: it was not carried out, or is over. */
  release(job: CancelledJob, hosts: readonly number[] | null): Promise<void>;
}

export function openCancelFile(path: string, access: StateAccess): CancelFile {
  const isFresh = ({ at }: SentCancel, now: number) => now - at < keptMs;
  const shape = { path, name: 'cancels', entry: cancel, isFresh, survivesCrash: true };
  const file = new StateFile<SentCancel>(shape, access);
  const save = (cancels: ReadonlyMap<string, SentCancel>) => {
    const newest = [...cancels].sort(([, a], [, b]) => b.at - a.at).slice(0, maxEntries);
    file.write(new Map(newest));
  };
  return {
    claim: (job, hosts) =>
      file.exclusively((cancels) => {
        const before = cancels.get(keyOf(job));
        if (before !== undefined && reaches(before, hosts)) return before;
        const sent = { at: access.clock.now(), hosts: bothHosts(before, hosts) };
        save(new Map(cancels).set(keyOf(job), sent));
        return null;
      }),
    release: (job, hosts) =>
      file.exclusively((cancels) => {
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
