import { unlessAborted } from '../clock.ts';
import { Failure } from '../errors.ts';
import {
  type Capabilities,
  cachedCapabilities,
  capabilitiesOfDocumentation,
  capabilitiesOfVersion,
  unknownCapabilities,
} from './capabilities.ts';
import type { CapabilityCache, Connection } from './connection.ts';
import { readDocumentedMethods, readRexVersion } from './endpoints/server.ts';
import { TemporaryFailure } from './failures.ts';

/**
 * Determines what a server supports: from the cache by the checksum of its API, else from its
 * plugins, else from its documentation. It looks again when the checksum changes.
 */
export class CapabilityFinder {
  private readonly cache: CapabilityCache;
  private checksum: string | undefined;
  private search: Search | undefined;
  private found:
    | { readonly checksum: string | undefined; readonly capabilities: Capabilities }
    | undefined;

  constructor(cache: CapabilityCache) {
    this.cache = cache;
  }

  /** Call it with the checksum of every response. */
  sawChecksum(checksum: string | undefined): void {
    if (checksum === undefined || checksum === '') return;
    this.checksum = checksum;
    if (this.found !== undefined && this.found.checksum === undefined)
      this.found = { ...this.found, checksum };
  }

  /**
   * The capabilities. Callers share one search: `signal` ends the wait of one caller, and the
   * search ends when no caller is left. Requests are not retried.
   */
  async find(connection: Connection, signal: AbortSignal | undefined): Promise<Capabilities> {
    if (this.found !== undefined && this.found.checksum === this.checksum)
      return this.found.capabilities;
    const search = this.search ?? this.begin(connection);
    search.waiting++;
    try {
      return await unlessAborted(search.result, signal);
    } finally {
      search.waiting--;
      if (search.waiting === 0) search.over.abort(new Error('no caller waits for it'));
    }
  }

  private begin(connection: Connection): Search {
    const over = new AbortController();
    const result = this.lookUp(connection.with({ signal: over.signal, retry: false }));
    const search: Search = { result, over, waiting: 0 };
    const forget = () => {
      if (this.search === search) this.search = undefined;
    };
    over.signal.addEventListener('abort', forget);
    result.then(forget, forget);
    this.search = search;
    return search;
  }

  /** Looks up the capabilities. Unknown ones are remembered in this process only. */
  private async lookUp(connection: Connection): Promise<Capabilities> {
    const capabilities = (await this.fromCache(connection)) ?? (await this.fromServer(connection));
    this.found = { checksum: this.checksum, capabilities };
    return capabilities;
  }

  private async fromCache({ server }: Connection): Promise<Capabilities | null> {
    if (this.checksum === undefined) return null;
    const key = cacheKey(server, this.checksum);
    return cachedCapabilities(await this.cache.read(key).catch(() => null));
  }

  private async fromServer(connection: Connection): Promise<Capabilities> {
    const capabilities = (await fromPlugins(connection)) ?? (await fromDocumentation(connection));
    if (capabilities === null) return unknownCapabilities;
    if (this.checksum !== undefined) {
      const key = cacheKey(connection.server, this.checksum);
      await this.cache.write(key, capabilities).catch(() => undefined);
    }
    return capabilities;
  }
}

/** A search in progress with the number of waiting callers. */
interface Search {
  readonly result: Promise<Capabilities>;
  readonly over: AbortController;
  waiting: number;
}

function cacheKey(server: string, checksum: string): string {
  return `${server} ${checksum}`;
}

async function fromPlugins(connection: Connection): Promise<Capabilities | null> {
  const version = await unlessDenied(readRexVersion(connection));
  return version === null ? null : capabilitiesOfVersion(version);
}

async function fromDocumentation(connection: Connection): Promise<Capabilities | null> {
  const methods = await unlessDenied(readDocumentedMethods(connection));
  return methods === null || methods.size === 0 ? null : capabilitiesOfDocumentation(methods);
}

/** `null` instead of a refusal: many users cannot read plugins, and documentation may be off. */
async function unlessDenied<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const passing = error instanceof TemporaryFailure || !(error instanceof Failure);
    if (passing || error.kind === 'not_logged_in') throw error;
    return null;
  }
}
