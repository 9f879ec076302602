import type {
  CapabilityCache,
  ConnectionOptions,
  SessionStore,
  TraceLine,
} from '../../src/api/connection.ts';
import { openConnection } from '../../src/api/open-connection.ts';
import { systemClock } from '../../src/clock.ts';

/** A session store in memory that can be looked into. */
export class MemorySessions implements SessionStore {
  readonly cookies = new Map<string, string>();
  readonly writes: string[] = [];
  readonly drops: string[] = [];

  async read(key: string): Promise<string | null> {
    return this.cookies.get(key) ?? null;
  }

  async write(key: string, cookie: string): Promise<void> {
    this.writes.push(key);
    this.cookies.set(key, cookie);
  }

  async drop(key: string): Promise<void> {
    this.drops.push(key);
    this.cookies.delete(key);
  }
}

/** A capability cache in memory. */
export class MemoryCapabilities implements CapabilityCache {
  readonly values = new Map<string, unknown>();

  async read(key: string): Promise<unknown> {
    return this.values.get(key) ?? null;
  }

  async write(key: string, value: unknown): Promise<void> {
    this.values.set(key, structuredClone(value));
  }
}

/** A connection as admin of the simulated server, with everything in memory. */
export function openTo(server: string, changes: Partial<ConnectionOptions> = {}) {
  const sessions = new MemorySessions();
  const capabilityCache = new MemoryCapabilities();
  const trace: TraceLine[] = [];
  const connection = openConnection({
    server,
    login: 'admin',
    secret: 'changeme',
    clock: systemClock,
    random: () => 0.5,
    version: '1.2.3',
    sessions,
    capabilityCache,
    trace: (line) => trace.push(line),
    ...changes,
  });
  return { connection, sessions, capabilityCache, trace };
}
