import type { HostEnding } from '../../../follow/transcript.ts';
import type { HostRun } from '../../../jobs/hosts/host-run.ts';
import { isFinal } from '../../../jobs/hosts/host-run.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import type { OutputLine } from '../../../jobs/output.ts';
import { isServerEcho } from '../../../ui/nouns/host.ts';
import type { HostPage } from '../../../ui/nouns/host-page.ts';
import { folderRow } from './folder-row.ts';
import { LiveFile } from './live-file.ts';
import type { FolderRow } from './manifest.ts';

/** A host whose output is written into its file as it comes. */
export class LiveHost {
  state: HostState;
  readonly file: string;
  readonly onDisk: LiveFile;
  private readonly debug: OutputLine[] = [];
  /** What explains its end, where that is a line that it printed. */
  private lastPrinted: OutputLine | null = null;
  private lines: string[] = [];
  /** Text without a line end: it is written with what follows, or when nothing does. */
  private begun = '';
  private ending: HostEnding | null = null;
  /** Lines came after later ones, so that the file has them in another order than the server. */
  private isShuffled = false;
  private isClosed = false;
  /** Everything is in the file, and nothing else. */
  isDone = false;

  constructor(state: HostState, file: string, path: string) {
    this.state = state;
    this.file = file;
    this.onDisk = new LiveFile(path);
  }

  /** Returns how many characters wait to be written because of it. */
  accept(line: OutputLine): number {
    const { stream, text, late } = line;
    const explains = text.trim() !== '' && !isServerEcho(text);
    if (stream === 'debug') {
      this.debug.push(line);
      if (explains) this.lastPrinted = null;
      return 0;
    }
    this.isShuffled ||= late;
    if (explains) this.lastPrinted = line;
    this.begun += text;
    if (!this.begun.endsWith('\n')) return 0;
    const { length } = this.begun;
    this.lines.push(this.begun);
    this.begun = '';
    return length;
  }

  /** Everything that it printed was accepted. */
  end(ending: HostEnding): void {
    this.ending = ending;
    if (ending.whole) this.close();
  }

  neverRan(): void {
    this.close();
  }

  get hasText(): boolean {
    return this.lines.length > 0 || (this.isClosed && !this.isDone);
  }

  /** The file may differ from what the server has. */
  get isDoubtful(): boolean {
    return this.isShuffled || this.onDisk.isForeign;
  }

  /** Writes what has come. Rejects with the error of the file system. */
  async write(): Promise<void> {
    const { lines, isClosed } = this;
    this.lines = [];
    this.releaseText();
    await this.onDisk.append(lines.join(''), { isLast: isClosed });
    this.isDone = isClosed;
  }

  async row(): Promise<FolderRow> {
    const digest = (await this.onDisk.digest()) ?? emptyFile;
    return folderRow(this.page(), this.file, digest);
  }

  /** For reading it again. */
  run(): HostRun {
    const { id, name, status } = this.state;
    const unknown = { job_status: null, operatingsystem_name: null, hostgroup_name: null };
    return { id, name, status, ...unknown, smart_proxy_name: null };
  }

  /** A line is a part of the text that it came in, and keeps all of it in memory. */
  private releaseText(): void {
    if (this.lastPrinted === null) return;
    const text = Buffer.from(this.lastPrinted.text).toString();
    this.lastPrinted = { ...this.lastPrinted, text };
  }

  private close(): void {
    this.isClosed = true;
    if (this.begun !== '') this.lines.push(this.begun);
    this.begun = '';
  }

  private page(): HostPage {
    const { id, name, status } = this.state;
    const { exit_code = null, cause = null, loss = null } = this.ending ?? {};
    const complete = this.isClosed && !this.isDoubtful;
    const lines = this.lastPrinted === null ? this.debug : [...this.debug, this.lastPrinted];
    const notice = loss ?? this.notice(complete);
    return { id, name, status, exit_code, cause, complete, lines, notice, torn: loss !== null };
  }

  private notice(complete: boolean): string | null {
    const { status } = this.state;
    if (status === 'never_ran') return 'never ran';
    if (complete || status === 'running') return null;
    return isFinal(status) ? 'the output was not read to its end' : 'not started yet';
  }
}

const emptyFile = { bytes: 0, sha256: '' };
