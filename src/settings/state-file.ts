import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { awaitPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';

/** What every state file needs from the machine. */
export interface StateAccess {
  readonly clock: Clock;
  /** As `process.platform` names it. */
  readonly platform: string;
  /** Ends a read that is waited for. */
  readonly signal?: AbortSignal;
}

interface StateShape<Entry> {
  readonly path: string;
  /** The one key of the document; the entries stand below it. */
  readonly name: string;
  readonly entry: v.GenericSchema<Entry>;
  /** False for entries that do not count. `now`: epoch milliseconds. */
  readonly isFresh?: (entry: Entry, now: number) => boolean;
  /** Writes are on the disk before they return. */
  readonly survivesCrash?: boolean;
}

const document = v.record(v.string(), v.unknown());

export type Entries<Entry> = ReadonlyMap<string, Entry>;

interface StateContent<Entry> {
  readonly entries: Entries<Entry>;
  /** A part of the file is not a valid entry. */
  readonly isDamaged: boolean;
}

/**
 * A private JSON file of entries by key. Entries that do not fit the schema are skipped, so a
 * damaged file, or one of another version, has no entries. Writes replace the whole file. Throws as
 * the private files do.
 */
export class StateFile<Entry> {
  private readonly shape: StateShape<Entry>;
  private readonly access: StateAccess;

  constructor(shape: StateShape<Entry>, access: StateAccess) {
    this.shape = shape;
    this.access = access;
  }

  /** Waits for a slow disk without holding up anything else; rejects with the signal's reason. */
  async read(): Promise<Entries<Entry>> {
    return (await this.readContent()).entries;
  }

  /** As `read`. */
  async readContent(): Promise<StateContent<Entry>> {
    const { platform, signal } = this.access;
    const file = await awaitPrivateFile(this.shape.path, platform, signal);
    return this.contentOf(file?.text);
  }

  /** Synchronous, so that this process does nothing between a read and its write. */
  readNow(): Entries<Entry> {
    return this.contentNow().entries;
  }

  write(entries: Entries<Entry>): void {
    const { path, name, survivesCrash } = this.shape;
    const text = `${JSON.stringify({ [name]: Object.fromEntries(entries) })}\n`;
    writePrivateFile(path, text, this.access.clock.now(), { survivesCrash });
  }

  /** Gives `work` the entries while no other process changes them; `work` may write. */
  async exclusively<T>(work: (entries: Entries<Entry>, isDamaged: boolean) => T): Promise<T> {
    const { withFileLock } = await import('./locks.ts');
    return withFileLock(this.shape.path, this.access.clock, () => {
      const { entries, isDamaged } = this.contentNow();
      return work(entries, isDamaged);
    });
  }

  private contentNow(): StateContent<Entry> {
    return this.contentOf(readPrivateFile(this.shape.path, this.access.platform)?.text);
  }

  private contentOf(text: string | undefined): StateContent<Entry> {
    if (text === undefined) return { entries: new Map(), isDamaged: false };
    const { entry, isFresh = () => true } = this.shape;
    const now = this.access.clock.now();
    const all = this.recordOf(text);
    const fits = (pair: [string, unknown]): pair is [string, Entry] => v.is(entry, pair[1]);
    const fitting = Object.entries(all ?? {}).filter(fits);
    return {
      entries: new Map(fitting.filter(([, one]) => isFresh(one, now))),
      isDamaged: all === null || fitting.length < Object.keys(all).length,
    };
  }

  private recordOf(text: string): Readonly<Record<string, unknown>> | null {
    try {
      const { [this.shape.name]: entries } = v.parse(document, JSON.parse(text));
      return v.parse(document, entries);
    } catch {
      return null;
    }
  }
}
