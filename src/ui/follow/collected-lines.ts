import type { OutputLine } from '../../jobs/output.ts';
import { type OpenSpool, openSpoolFile, type Spool } from '../terminal/spool.ts';
import { lineJsonWriter } from './line-json.ts';

/**
 * The lines of all hosts as pieces of JSON, kept until the end; beyond a limit in a spool instead
 * of memory.
 */
export interface CollectedLines {
  /** Never throws: see `failure`. */
  add(hostId: number, line: OutputLine): void;
  /**
   * The host's lines as JSON objects separated by commas, in pieces that can be written one after
   * the other.
   */
  jsonOf(hostId: number): Generator<string>;
  /** Why not all lines could be kept; nothing is told then. */
  failure(): unknown;
  close(): void;
}

interface Segment {
  readonly offset: number;
  readonly length: number;
}

interface HostLines {
  inMemory: string;
  readonly spooled: Segment[];
}

const mostInMemory = 1_048_576;

/** `mostInMemory`: characters of all hosts together. */
export function collectLines(
  openSpool: OpenSpool = () => openSpoolFile(),
  limit: number = mostInMemory,
): CollectedLines {
  const hosts = new Map<number, HostLines>();
  const fields = lineJsonWriter();
  let inMemory = 0;
  let spool: Spool | undefined;
  let failure: unknown;
  const spill = () => {
    spool ??= openSpool();
    for (const host of hosts.values()) {
      if (host.inMemory === '') continue;
      const bytes = new TextEncoder().encode(host.inMemory);
      host.spooled.push({ offset: spool.append(bytes), length: bytes.length });
      host.inMemory = '';
    }
    inMemory = 0;
  };
  const trySpill = () => {
    try {
      spill();
    } catch (error) {
      failure = error;
      hosts.clear();
    }
  };
  return {
    add(hostId, line) {
      if (failure !== undefined) return;
      const host = hosts.get(hostId) ?? { inMemory: '', spooled: [] };
      hosts.set(hostId, host);
      const comma = host.inMemory === '' && host.spooled.length === 0 ? '' : ',';
      const text = `${comma}{${fields(line)}}`;
      host.inMemory += text;
      inMemory += text.length;
      if (inMemory > limit) trySpill();
    },
    *jsonOf(hostId) {
      const host = hosts.get(hostId);
      for (const { offset, length } of host?.spooled ?? [])
        yield new TextDecoder().decode(spool?.read(offset, length));
      if (host !== undefined && host.inMemory !== '') yield host.inMemory;
    },
    failure: () => failure,
    close() {
      spool?.close();
      spool = undefined;
    },
  };
}
