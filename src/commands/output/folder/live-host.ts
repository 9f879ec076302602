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

/** A host whose output is written into its file when it arrives. */
export class LiveHost {
  state: HostState;
  readonly file: string;
  readonly onDisk: LiveFile;
  private readonly debug: OutputLine[] = [];
  /** The line that explains the host's end, if the host printed it. */
  private lastPrinted: OutputLine | null = null;
  private lines: string[] = [];
  /** A line without its end yet; it is written with the rest, or at the end of the output. */
  private begun = '';
  private ending: HostEnding | null = null;
  /** Whether lines arrived late, so that their order differs from that on the server. */
  private isShuffled = false;
  private isClosed = false;
  /** Whether the file has the whole output and no other text. */
  isDone = false;

  constructor(state: HostState, file: string, path: string) {
    this.state = state;
    this.file = file;
    this.onDisk = new LiveFile(path);
  }

  /** Accepts a line; returns the number of characters that it adds to those to be written. */
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

  /** Ends the host after all its lines were accepted. */
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

  /** Whether the file may differ from the output on the server. */
  get isDoubtful(): boolean {
    return this.isShuffled || this.onDisk.isForeign;
  }

  /** Writes the accepted lines. Rejects with the error of the file system. */
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

  /** The host in the form that is needed to read its output again. */
  run(): HostRun {
    const { id, name, status } = this.state;
    const unknown = { job_status: null, operatingsystem_name: null, hostgroup_name: null };
    return { id, name, status, ...unknown, smart_proxy_name: null };
  }

  /** Copies the kept line, which would keep in memory the whole text that it is a part of. */
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
