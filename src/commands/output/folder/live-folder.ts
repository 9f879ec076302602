import pMap from 'p-map';
import type { OutputFiles } from '../../../attach/attach.ts';
import type { Context } from '../../../cli/context.ts';
import type { HostEnding } from '../../../follow/transcript.ts';
import type { FollowEvent, OutputEvent } from '../../../jobs/event.ts';
import { type HostRun, isFinal } from '../../../jobs/hosts/host-run.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import type { JobDetail } from '../../../jobs/job-invocation.ts';
import type { JobResult } from '../../../jobs/job-result.ts';
import type { FilesAnswer } from '../../../ui/follow/view.ts';
import { hostFiles } from './file-names.ts';
import { folderAnswer } from './folder-answer.ts';
import { mergedRows } from './folder-row.ts';
import { LiveHost } from './live-host.ts';
import type { FolderRow } from './manifest.ts';
import { intoFolder, type OutputFolder, openOutputFolder } from './output-folder.ts';
import { type FileOf, unchangedRows, writeHosts } from './read-files.ts';

/** Files that are open together. */
const openFiles = 8;
/** Characters that may wait to be written before reading is held back. */
const mostWaiting = 1_000_000;
/** The manifest is written again after this time, where a host has ended since. */
const indexEveryMs = 15_000;

/** Of a host that printed before its state was read. */
const unknownState = { status: 'unknown', exit_code: null, last_line: null } as const;

interface FolderTarget {
  readonly job: JobDetail;
  /** The hosts that are followed, and all of the job; more may come. */
  readonly hosts: readonly HostRun[];
  readonly all: readonly HostRun[];
  readonly path: string;
}

/** The same folder, opened. */
interface OpenedFolder {
  readonly folder: OutputFolder;
  readonly fileOf: FileOf;
  /** Hosts of which it has everything. */
  readonly known: ReadonlyMap<number, FolderRow>;
  /** The files of the others, which the manifest names as those that may change. */
  readonly claimed: readonly string[];
}

/** A folder that is written while its job is followed; `close` releases it. */
export async function openLiveFolder(context: Context, target: FolderTarget): Promise<LiveFolder> {
  const { job, hosts, all, path } = target;
  const fileOf = hostFiles(all);
  const folder = await openOutputFolder(context, path, job, hosts.map(fileOf));
  try {
    const ended = hosts.filter(({ status }) => isFinal(status));
    const known = await unchangedRows(folder, ended, fileOf);
    const claimed = hosts.filter(({ id }) => !known.has(id)).map(fileOf);
    if (claimed.length > 0) await folder.claim(claimed);
    return new LiveFolder(context, target, { folder, fileOf, known, claimed });
  } catch (error) {
    folder.close();
    throw error;
  }
}

/**
 * Writes lines as they come, batch by batch. The manifest names the files that may change, and has
 * facts only about the others, so that it is never wrong however this ends.
 */
class LiveFolder implements OutputFiles {
  readonly knownOutput: ReadonlySet<number>;
  private readonly context: Context;
  private readonly target: FolderTarget;
  private readonly opened: OpenedFolder;
  private readonly hosts = new Map<number, LiveHost>();
  private readonly claimed: Set<string>;
  private readonly over = new AbortController();
  /** With something to write. */
  private dirty = new Set<LiveHost>();
  private waiting = 0;
  private writing: Promise<void> | null = null;
  /** One manifest after the other. */
  private indexed: Promise<unknown> = Promise.resolve();
  private hasNews = false;
  private failure: { readonly error: unknown } | null = null;
  private answered: FilesAnswer | null = null;

  constructor(context: Context, target: FolderTarget, opened: OpenedFolder) {
    this.context = context;
    this.target = target;
    this.opened = opened;
    this.knownOutput = new Set(opened.known.keys());
    this.claimed = new Set(opened.claimed);
    void this.indexNowAndThen();
  }

  readonly accept = (event: FollowEvent): void => {
    if (event.type === 'host') this.acceptState(event.host);
    else if (event.type === 'output') this.acceptLine(event);
  };

  readonly onOutputEnd = ({ id }: { readonly id: number }, ending: HostEnding): void => {
    const live = this.hosts.get(id);
    live?.end(ending);
    this.touch(live);
  };

  readonly drained = (): Promise<void> | undefined => {
    if (this.failure !== null) return Promise.reject(this.failure.error);
    return this.waiting > mostWaiting ? (this.writing ?? undefined) : undefined;
  };

  async finish(result: JobResult | null): Promise<void> {
    this.over.abort(new Error('over'));
    for (const live of this.hosts.values())
      if (live.hasText || !live.onDisk.hasBegun) this.dirty.add(live);
    this.startWriting();
    while (this.writing !== null) await this.writing;
    await this.indexed;
    if (this.failure !== null) throw this.failure.error;
    const hasEnded = result?.ended === 'finished' || result?.ended === 'output_incomplete';
    const reread = hasEnded ? await this.readDoubtful() : new Map<number, FolderRow>();
    await intoFolder(this.target.path, () => this.conclude(reread));
  }

  answer(): FilesAnswer {
    if (this.answered === null) throw new Error('the folder is not finished');
    return this.answered;
  }

  close(): void {
    this.over.abort(new Error('over'));
    this.opened.folder.close();
  }

  private acceptState(state: HostState): void {
    if (this.knownOutput.has(state.id)) return;
    const live = this.hostOf(state);
    live.state = state;
    if (state.status === 'never_ran') live.neverRan();
    this.touch(live);
  }

  private acceptLine({ host, line }: OutputEvent): void {
    if (this.knownOutput.has(host.id)) return;
    const live = this.hosts.get(host.id) ?? this.hostOf({ ...host, ...unknownState });
    this.waiting += live.accept(line);
    this.touch(live);
  }

  private hostOf(state: HostState): LiveHost {
    const known = this.hosts.get(state.id);
    if (known !== undefined) return known;
    const { folder, fileOf } = this.opened;
    const file = fileOf(state);
    const live = new LiveHost(state, file, folder.pathOf(file));
    this.hosts.set(state.id, live);
    return live;
  }

  private touch(live: LiveHost | undefined): void {
    if (live?.hasText !== true) return;
    this.dirty.add(live);
    this.startWriting();
  }

  /** What one response brought is written together, when all of it is there. */
  private startWriting(): void {
    if (this.writing !== null || this.failure !== null || this.dirty.size === 0) return;
    this.writing = Promise.resolve()
      .then(() => intoFolder(this.target.path, () => this.writeDirty()))
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.writing = null;
        this.startWriting();
      });
  }

  private fail(error: unknown): void {
    this.failure ??= { error };
  }

  private async writeDirty(): Promise<void> {
    while (this.dirty.size > 0) {
      const batch = [...this.dirty];
      this.dirty = new Set();
      this.waiting = 0;
      await this.claim(batch.map(({ file }) => file));
      await pMap(batch, (live) => live.write(), { concurrency: openFiles });
      this.hasNews ||= batch.some(({ isDone }) => isDone);
    }
  }

  /** Of hosts that the job did not show at first. */
  private async claim(files: readonly string[]): Promise<void> {
    if (files.every((file) => this.claimed.has(file))) return;
    const fresh = [...this.hosts.values()]
      .map(({ file }) => file)
      .filter((file) => !this.claimed.has(file));
    await this.opened.folder.admit(fresh);
    for (const file of fresh) this.claimed.add(file);
    await this.index();
  }

  private async indexNowAndThen(): Promise<void> {
    const { signal } = this.over;
    try {
      for (;;) {
        await this.context.clock.sleep(indexEveryMs, signal);
        if (this.hasNews) await intoFolder(this.target.path, () => this.index());
      }
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  /** What is known so far: of hosts that are done. */
  private index(): Promise<unknown> {
    const next = this.indexed.then(async () => {
      this.hasNews = false;
      const done = [...this.hosts.values()].filter((live) => live.isDone && !live.isDoubtful);
      await this.writeIndex(await rowsOf(done));
    });
    this.indexed = next.catch(() => undefined);
    return next;
  }

  /** Of hosts whose lines came late, or into whose files something else has written. */
  private async readDoubtful(): Promise<ReadonlyMap<number, FolderRow>> {
    const { context, target, opened } = this;
    const runs = [...this.hosts.values()].filter((live) => live.isDoubtful).map((it) => it.run());
    return (await writeHosts(context, target.job, runs, opened)).rows;
  }

  private async conclude(reread: ReadonlyMap<number, FolderRow>): Promise<void> {
    const { job, path } = this.target;
    const others = [...this.hosts.values()].filter(({ state }) => !reread.has(state.id));
    const read = [...reread.values(), ...(await rowsOf(others))];
    const { rows, groups, gone } = await this.writeIndex(read);
    const changed = [...this.hosts.values()].filter(({ onDisk }) => onDisk.hasChanged);
    const written = changed.length;
    this.answered = folderAnswer({ job, path, rows, groups, written, gone });
  }

  /** With what is known from before of hosts that are not among these. */
  private async writeIndex(read: readonly FolderRow[]) {
    const { folder, known } = this.opened;
    const { all } = this.target;
    const isKept = ({ file }: FolderRow) => !this.claimed.has(file);
    const earlier = new Map([...folder.earlier].filter(([, row]) => isKept(row)));
    const listed = new Set(all.map(({ id }) => id));
    const later = [...this.hosts.keys()].filter((id) => !listed.has(id)).map((id) => ({ id }));
    const own = [...known.values(), ...read];
    const { hosts, gone } = mergedRows(own, earlier, [...all, ...later]);
    const inRows = new Set(hosts.map(({ file }) => file));
    const writing = [...this.claimed].filter((file) => !inRows.has(file));
    const groups = await folder.index(hosts, writing);
    const ids = new Set(own.map(({ id }) => id));
    return { rows: hosts.filter(({ id }) => ids.has(id)), groups, gone };
  }
}

function rowsOf(hosts: readonly LiveHost[]): Promise<readonly FolderRow[]> {
  return pMap(hosts, (live) => live.row(), { concurrency: openFiles });
}
