import type { Clock } from '../clock.ts';
import { withFileLock } from './locks.ts';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

/** A cancel that was sent, or was about to be, from this machine. */
export interface CancelSentBefore {
  /** Epoch milliseconds. */
  readonly at: number;
  /** Hosts that it was for; `null` = the whole job. */
  readonly hosts: readonly number[] | null;
}

/** Ids begin anew on a server that was set up anew at the same address; its tasks are others. */
export interface CancelledJob {
  readonly server: string;
  readonly id: number;
  readonly task: string | null;
}

/**
 * Remembers which jobs were told to stop, because a second cancel abandons the scripts on the
 * hosts. A broken file is an empty one.
 */
export interface CancelFile {
  /**
   * Notes a cancel before it is sent, for these hosts or the whole job, unless one was noted that
   * reaches any of them: that is returned, and nothing is noted. Of several processes only one gets
   * `null`. Throws a `Failure` when the file cannot be written.
   */
  claim(job: CancelledJob, hosts: readonly number[] | null): Promise<CancelSentBefore | null>;
  /**
   * Takes back what was noted for these hosts, or all of it: the server certainly has not done it,
   * or it is over.
   */
  release(job: CancelledJob, hosts: readonly number[] | null): Promise<void>;
}

const mostKept = 500;
const keptMs = 30 * 24 * 60 * 60_000;

export function openCancelFile(path: string, clock: Clock, platform: string): CancelFile {
  const load = () => recent(readPrivateFile(path, platform)?.text ?? '', clock.now());
  const save = (cancels: Cancels) => {
    const newest = [...cancels].sort(([, a], [, b]) => b.at - a.at).slice(0, mostKept);
    const text = `${JSON.stringify({ cancels: Object.fromEntries(newest) })}\n`;
    writePrivateFile(path, text, clock.now(), { survivesCrash: true });
  };
  const change = <T>(work: (cancels: Cancels) => T) =>
    withFileLock(path, clock, () => work(load()));
  return {
    claim: (job, hosts) =>
      change((cancels) => {
        const before = cancels.get(keyOf(job));
        if (before !== undefined && reaches(before, hosts)) return before;
        const all =
          before === undefined || hosts === null ? hosts : [...(before.hosts ?? []), ...hosts];
        save(cancels.set(keyOf(job), { at: clock.now(), hosts: all }));
        return null;
      }),
    release: (job, hosts) =>
      change((cancels) => {
        const key = keyOf(job);
        const before = cancels.get(key);
        if (before === undefined) return;
        const left = hosts === null ? [] : (before.hosts ?? []).filter((id) => !hosts.includes(id));
        if (left.length === 0) cancels.delete(key);
        else cancels.set(key, { ...before, hosts: left });
        save(cancels);
      }),
  };
}

type Cancels = Map<string, CancelSentBefore>;

function keyOf({ server, id, task }: CancelledJob): string {
  return `${server} ${id} ${task ?? '-'}`;
}

function reaches(before: CancelSentBefore, hosts: readonly number[] | null): boolean {
  return before.hosts === null || hosts === null || hosts.some((id) => before.hosts?.includes(id));
}

function recent(text: string, now: number): Cancels {
  return new Map(
    Object.entries(cancelsOf(text)).filter(
      (pair): pair is [string, CancelSentBefore] => isEntry(pair[1]) && now - pair[1].at < keptMs,
    ),
  );
}

function cancelsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const { cancels } = JSON.parse(text) as { cancels?: unknown };
    return typeof cancels === 'object' && cancels !== null
      ? (cancels as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function isEntry(value: unknown): value is CancelSentBefore {
  const { at, hosts } = (value ?? {}) as Partial<CancelSentBefore>;
  return (
    typeof at === 'number' &&
    (hosts === null || (Array.isArray(hosts) && hosts.every(Number.isInteger)))
  );
}
