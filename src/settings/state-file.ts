import * as v from 'valibot';
import type { Clock } from '../clock.ts';
import { awaitPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';

/** The clock, platform and signal of a state file. */
export interface StateAccess {
  readonly clock: Clock;
  /** The value of `process.platform`. */
  readonly platform: string;
  /** Aborting it ends a read. */
  readonly signal?: AbortSignal;
}

interface StateShape<Entry> {
  readonly path: string;
  /** The only key of the document, which contains the entries. */
  readonly name: string;
  readonly entry: v.GenericSchema<Entry>;
  /** Whether an entry is used; others count as missing. `now` is in milliseconds since 1970. */
  readonly isFresh?: (entry: Entry, now: number) => boolean;
  /** Whether writes are on the disk before they return. */
  readonly survivesCrash?: boolean;
}

const document = v.record(v.string(), v.unknown());

export type Entries<Entry> = ReadonlyMap<string, Entry>;

interface StateContent<Entry> {
  readonly entries: Entries<Entry>;
  /** Whether a part of the file is not a valid entry. */
  readonly isDamaged: boolean;
}

/**
 * A private JSON file of entries by key. Reads skip everything that does not match the schema: a
 * damaged file, or one of another version, has no entries. Writes replace the whole file. All
 * methods throw as the functions for private files do.
 */
export class StateFile<Entry> {
  private readonly shape: StateShape<Entry>;
  private readonly access: StateAccess;

  constructor(shape: StateShape<Entry>, access: StateAccess) {
    this.shape = shape;
    this.access = access;
  }

  /** Reads the entries without blocking if the disk is slow; rejects with the signal's reason. */
  async read(): Promise<Entries<Entry>> {
    return (await this.readContent()).entries;
  }

  /** Reads the content as `read` does. */
  async readContent(): Promise<StateContent<Entry>> {
    const { platform, signal } = this.access;
    const file = await awaitPrivateFile(this.shape.path, platform, signal);
    return this.contentOf(file?.text);
  }

  /**
   * Reads synchronously, so that nothing in this process happens between a read and a later write.
   */
  readNow(): Entries<Entry> {
    return this.contentNow().entries;
  }

  write(entries: Entries<Entry>): void {
    const { path, name, survivesCrash } = this.shape;
    const text = `${JSON.stringify({ [name]: Object.fromEntries(entries) })}\n`;
    writePrivateFile(path, text, this.access.clock.now(), { survivesCrash });
  }

  /** Calls `work` with the entries while no other process can change them; `work` may write. */
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
