import type { Clock } from '../clock.ts';
import { awaitPrivateFile, readPrivateFile, writePrivateFile } from './private-file.ts';

const keptServers = 50;

/**
 * What servers can do, between commands, by keys of the form `server checksum`. A broken file is an
 * empty one; values come back as they were written and are checked by whoever wrote them.
 */
export interface CapabilityFile {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

/** Reads and writes nothing until it is asked. */
export function openCapabilityFile(
  path: string,
  clock: Clock,
  platform: string,
  signal?: AbortSignal,
): CapabilityFile {
  const load = () => entriesOf(readPrivateFile(path, platform)?.text ?? '');
  return {
    read: async (key) => {
      const file = await awaitPrivateFile(path, platform, signal);
      return entriesOf(file?.text ?? '').find(([known]) => known === key)?.[1] ?? null;
    },
    write: async (key, value) => {
      const others = load().filter(([known]) => serverOf(known) !== serverOf(key));
      const servers = Object.fromEntries([...others, [key, value]].slice(-keptServers));
      writePrivateFile(path, `${JSON.stringify({ servers }, null, 2)}\n`, clock.now());
    },
  };
}

/** A server that was updated has another checksum, and never its old one again. */
function serverOf(key: string): string {
  return key.slice(0, key.lastIndexOf(' '));
}

function entriesOf(text: string): readonly (readonly [string, unknown])[] {
  try {
    const { servers } = JSON.parse(text) as { servers?: unknown };
    return typeof servers === 'object' && servers !== null ? Object.entries(servers) : [];
  } catch {
    return [];
  }
}
