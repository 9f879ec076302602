import * as v from 'valibot';
import { type Entries, type StateAccess, StateFile } from './state-file.ts';

/** The server ends a session an hour after its last use. */
const idleMs = 60 * 60_000;
/** A use is recorded at most this often. */
const touchMs = 5 * 60_000;

const session = v.object({
  cookie: v.string(),
  /** Milliseconds since 1970. */
  used_at: v.number(),
});
type Session = v.InferOutput<typeof session>;

/**
 * Session cookies, kept after the command, by keys that identify server, user and credential. If
 * two processes write at once, one entry is lost, which costs a login.
 */
export interface SessionFile {
  /**
   * Returns the cookie and records its use. If the directory cannot be written, a login is needed
   * in an hour.
   */
  read(key: string): Promise<string | null>;
  write(key: string, cookie: string): Promise<void>;
  drop(key: string): Promise<void>;
  /** The cookie of the last used session whose key passes the test; its use is not recorded. */
  readWhere(test: (key: string) => boolean): Promise<string | null>;
  /** Deletes all sessions whose keys pass the test, and returns their number. */
  dropWhere(test: (key: string) => boolean): Promise<number>;
}

/** Opens the sessions; the file is read on first use. */
export function openSessionFile(path: string, access: StateAccess): SessionFile {
  const { clock } = access;
  const isFresh = ({ used_at }: Session, now: number) => Math.abs(now - used_at) < idleMs;
  const file = new StateFile({ path, name: 'sessions', entry: session, isFresh }, access);
  const use = (sessions: Entries<Session>, key: string, cookie: string) =>
    file.write(new Map(sessions).set(key, { cookie, used_at: clock.now() }));
  const dropWhere = async (test: (key: string) => boolean) => {
    const sessions = file.readNow();
    const kept = [...sessions].filter(([key]) => !test(key));
    if (kept.length < sessions.size) file.write(new Map(kept));
    return sessions.size - kept.length;
  };
  return {
    read: async (key) => {
      const sessions = await file.read();
      const found = sessions.get(key);
      if (found === undefined) return null;
      if (clock.now() - found.used_at >= touchMs) quietly(() => use(sessions, key, found.cookie));
      return found.cookie;
    },
    readWhere: async (test) => {
      const found = [...(await file.read())].filter(([key]) => test(key));
      const [newest] = found.sort(([, one], [, other]) => other.used_at - one.used_at);
      return newest?.[1].cookie ?? null;
    },
    write: async (key, cookie) => use(file.readNow(), key, cookie),
    drop: async (key) => void (await dropWhere((known) => known === key)),
    dropWhere,
  };
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // The answer does not depend on this write.
  }
}
