import type { Clock } from '../clock.ts';
import { awaitPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';

const idleMs = 60 * 60_000;
const touchMs = 5 * 60_000;

/**
 * Session cookies that outlive the command, by keys that tell server, user and credential apart. A
 * broken file is an empty one, and of two processes that write at once one loses its entry: both
 * cost a login, nothing else.
 */
export interface SessionFile {
  read(key: string): Promise<string | null>;
  write(key: string, cookie: string): Promise<void>;
  drop(key: string): Promise<void>;
  /** Drops every session whose key the test accepts; tells how many. */
  dropWhere(test: (key: string) => boolean): Promise<number>;
}

interface Entry {
  readonly cookie: string;
  /** Milliseconds since the epoch. */
  readonly used_at: number;
}

type Entries = Readonly<Record<string, Entry>>;

/** Reads and writes nothing until it is asked. */
export function openSessionFile(
  path: string,
  clock: Clock,
  platform: string,
  signal?: AbortSignal,
): SessionFile {
  return new StoredSessions(path, clock, platform, signal);
}

class StoredSessions implements SessionFile {
  private readonly path: string;
  private readonly clock: Clock;
  private readonly platform: string;
  private readonly signal: AbortSignal | undefined;

  constructor(path: string, clock: Clock, platform: string, signal?: AbortSignal) {
    this.path = path;
    this.clock = clock;
    this.platform = platform;
    this.signal = signal;
  }

  /**
   * The server forgets a session an hour after its last use, so use is noted, though not at every
   * command.
   */
  async read(key: string): Promise<string | null> {
    const file = await awaitPrivateFile(this.path, this.platform, this.signal);
    const entries = this.fresh(file?.text ?? '');
    const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (entry === undefined) return null;
    if (this.clock.now() - entry.used_at >= touchMs) this.quietlyTouch(entries, key, entry.cookie);
    return entry.cookie;
  }

  async write(key: string, cookie: string): Promise<void> {
    this.save({ ...this.load(), [key]: { cookie, used_at: this.clock.now() } });
  }

  async drop(key: string): Promise<void> {
    await this.dropWhere((known) => known === key);
  }

  async dropWhere(test: (key: string) => boolean): Promise<number> {
    const entries = Object.entries(this.load());
    const kept = entries.filter(([key]) => !test(key));
    if (kept.length < entries.length) this.save(Object.fromEntries(kept));
    return entries.length - kept.length;
  }

  private quietlyTouch(entries: Entries, key: string, cookie: string): void {
    try {
      this.save({ ...entries, [key]: { cookie, used_at: this.clock.now() } });
    } catch {
      // A directory that cannot be written to costs a login in an hour.
    }
  }

  /** What is to be changed is read at once, so that nothing of this process comes between. */
  private load(): Entries {
    return this.fresh(readPrivateFile(this.path, this.platform)?.text ?? '');
  }

  private fresh(text: string): Entries {
    const now = this.clock.now();
    return Object.fromEntries(
      Object.entries(sessionsOf(text)).filter(
        (pair): pair is [string, Entry] =>
          isEntry(pair[1]) && Math.abs(now - pair[1].used_at) < idleMs,
      ),
    );
  }

  private save(sessions: Entries): void {
    writePrivateFile(this.path, `${JSON.stringify({ sessions }, null, 2)}\n`, this.clock.now());
  }
}

function sessionsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const { sessions } = JSON.parse(text) as { sessions?: unknown };
    return typeof sessions === 'object' && sessions !== null
      ? (sessions as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function isEntry(value: unknown): value is Entry {
  const { cookie, used_at } = (value ?? {}) as Partial<Entry>;
  return typeof cookie === 'string' && typeof used_at === 'number';
}
