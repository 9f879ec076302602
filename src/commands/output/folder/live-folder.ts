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

/** The most files that are open at the same time. */
const openFiles = 8;
/** If more characters are waiting to be written, reading pauses. */
const mostWaiting = 1_000_000;
/** The time between two manifests, in milliseconds; they are written if a host has ended. */
const indexEveryMs = 15_000;

/** The state of a host whose output arrived before its state. */
const unknownState = { status: 'unknown', exit_code: null, last_line: null } as const;

interface FolderTarget {
  readonly job: JobDetail;
  /** The followed hosts; below, all known hosts of the job. More may be added. */
  readonly hosts: readonly HostRun[];
  readonly all: readonly HostRun[];
  readonly path: string;
}

/** A folder after it was opened. */
interface OpenedFolder {
  readonly folder: OutputFolder;
  readonly fileOf: FileOf;
  /** The rows of hosts whose whole output is in the folder. */
  readonly known: ReadonlyMap<number, FolderRow>;
  /** The files of other hosts, which are named in the manifest because they may change. */
  readonly claimed: readonly string[];
}

/** Opens a folder that is written while its job is followed; `close` releases it. */
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
 * Writes lines in batches when they arrive. The manifest names the files that may change and has
 * facts only about the other files, so that it is correct even if the program is killed.
 */
class LiveFolder implements OutputFiles {
  readonly knownOutput: ReadonlySet<number>;
  private readonly context: Context;
  private readonly target: FolderTarget;
  private readonly opened: OpenedFolder;
  private readonly hosts = new Map<number, LiveHost>();
  private readonly claimed: Set<string>;
  private readonly over = new AbortController();
  /** The hosts with lines to write. */
  private dirty = new Set<LiveHost>();
  private waiting = 0;
  private writing: Promise<void> | null = null;
  /** Settles after the last manifest, so that manifests are written one after another. */
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

  /** Starts writing a moment later, so that all lines of a response are written together. */
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

  /** Adds the files of hosts that the job did not show at first to the manifest. */
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

  /** Writes a manifest with the hosts whose files are done. */
  private index(): Promise<unknown> {
    const next = this.indexed.then(async () => {
      this.hasNews = false;
      const done = [...this.hosts.values()].filter((live) => live.isDone && !live.isDoubtful);
      await this.writeIndex(await rowsOf(done));
    });
    this.indexed = next.catch(() => undefined);
    return next;
  }

  /** Reads again the hosts with late lines, or with files that another program has changed. */
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

  /** Writes a manifest with these rows, and with earlier rows of other hosts. */
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
