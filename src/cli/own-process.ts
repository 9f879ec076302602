import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { hostname } from 'node:os';

/** The identity of a process, by which others find out whether it is still running. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Changes each time the machine boots; `null` = unknown. */
  readonly boot: string | null;
  /** Process ids are only comparable within one namespace (container); `null` = unknown. */
  readonly space: string | null;
  /** Its start time, because later processes reuse ids; `null` = unknown. */
  readonly born: string | null;
}

/** The running process, and how it looks at others of its machine. */
export interface OwnProcess extends ProcessIdentity {
  isAlive(other: Pick<ProcessIdentity, 'pid' | 'born'>): boolean;
}

/** The file that standard output goes to. */
export interface PrintedFile {
  readonly size: number;
  /** Reads at most `length` bytes from there; `null` if they cannot be read. */
  read(from: number, length: number): Uint8Array | null;
}

/** The process, and how others of its machine are found. */
export function ownProcess({ pid, kill }: Pick<NodeJS.Process, 'pid' | 'kill'>): OwnProcess {
  return {
    pid,
    get host() {
      return hostname();
    },
    get boot() {
      return orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    },
    get space() {
      return orNull(() => readlinkSync('/proc/self/ns/pid'));
    },
    get born() {
      return orNull(() => traceOf(pid).born);
    },
    isAlive(other) {
      const trace = orNull(() => traceOf(other.pid));
      if (trace !== null)
        return !trace.isDead && (other.born === null || other.born === trace.born);
      try {
        kill(other.pid, 0);
        return true;
      } catch (error) {
        return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
      }
    },
  };
}

/**
 * A process by `/proc`: whether only its exit is left to be collected, and its start in ticks since
 * the boot.
 */
function traceOf(pid: number): { readonly isDead: boolean; readonly born: string | null } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [state = '', ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { isDead: /[ZXx]/.test(state), born: fields[18] ?? null };
}

/** The file that standard output goes to; `null` for a terminal or a pipe. */
export function stdoutFile(): PrintedFile | null {
  const stats = orNull(() => fstatSync(1));
  return stats?.isFile() === true ? { size: stats.size, read: readStdout } : null;
}

/** Standard output is open only for writing. Most systems can open it again by its descriptor. */
function readStdout(from: number, length: number): Uint8Array | null {
  const file = orNull(() => openSync('/dev/fd/1', 'r'));
  if (file === null) return null;
  try {
    const bytes = new Uint8Array(length);
    let read = 0;
    for (let got = -1; got !== 0 && read < length; read += got)
      got = readSync(file, bytes, read, length - read, from + read);
    return bytes.subarray(0, read);
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch {
    return null;
  }
}
