import { Failure } from '../errors.ts';
import { unlessAborted } from '../unless-aborted.ts';
import {
  type Capabilities,
  cachedCapabilities,
  capabilitiesOfDocumentation,
  capabilitiesOfVersion,
  unknownCapabilities,
} from './capabilities.ts';
import type { CapabilityCache, Connection } from './connection.ts';
import { listPlugins, readDocumentedMethods } from './endpoints/server.ts';
import { TemporaryFailure } from './failures.ts';

const plugin = 'foreman_remote_execution';

/**
 * Finds out once what a server can do: from the cache by the checksum of its API description, else
 * from its plugins, else from its documentation. A checksum that changes makes it look again.
 */
export class CapabilityFinder {
  private readonly connection: Connection;
  private readonly cache: CapabilityCache;
  private checksum: string | undefined;
  private look: Look | undefined;
  private found:
    | { readonly checksum: string | undefined; readonly capabilities: Capabilities }
    | undefined;

  constructor(connection: Connection, cache: CapabilityCache) {
    this.connection = connection;
    this.cache = cache;
  }

  /** Every answer of the server may tell one. */
  sawChecksum(checksum: string | undefined): void {
    if (checksum === undefined || checksum === '') return;
    this.checksum = checksum;
    if (this.found !== undefined && this.found.checksum === undefined)
      this.found = { ...this.found, checksum };
  }

  /**
   * One look serves all that ask meanwhile: who leaves ends only his own waiting, and the last one
   * the look. It is not repeated by itself.
   */
  async find(signal: AbortSignal | undefined): Promise<Capabilities> {
    if (this.found !== undefined && this.found.checksum === this.checksum)
      return this.found.capabilities;
    const look = this.look ?? this.newLook();
    look.waiting++;
    try {
      return await unlessAborted(look.answer, signal);
    } finally {
      look.waiting--;
      if (look.waiting === 0) look.over.abort(new Error('nobody waits for it'));
    }
  }

  private newLook(): Look {
    const over = new AbortController();
    const answer = this.lookUp(over.signal).finally(() => {
      if (this.look === look) this.look = undefined;
    });
    const look: Look = { answer, over, waiting: 0 };
    over.signal.addEventListener('abort', () => {
      if (this.look === look) this.look = undefined;
    });
    answer.catch(() => undefined);
    this.look = look;
    return look;
  }

  /** What could not be found out is remembered too, but only by this process. */
  private async lookUp(signal: AbortSignal): Promise<Capabilities> {
    const capabilities =
      (await this.fromCache()) ??
      (await this.fromServer(this.connection.with({ signal, retry: false })));
    this.found = { checksum: this.checksum, capabilities };
    return capabilities;
  }

  private async fromCache(): Promise<Capabilities | null> {
    if (this.checksum === undefined) return null;
    return cachedCapabilities(
      await this.cache.read(this.cacheKey(this.checksum)).catch(() => null),
    );
  }

  private async fromServer(connection: Connection): Promise<Capabilities> {
    const capabilities = (await fromPlugins(connection)) ?? (await fromDocumentation(connection));
    if (capabilities === null) return unknownCapabilities;
    if (this.checksum !== undefined) {
      await this.cache.write(this.cacheKey(this.checksum), capabilities).catch(() => undefined);
    }
    return capabilities;
  }

  private cacheKey(checksum: string): string {
    return `${this.connection.server} ${checksum}`;
  }
}

async function fromPlugins(connection: Connection): Promise<Capabilities | null> {
  const plugins = await unlessDenied(listPlugins(connection));
  const found = plugins?.find(({ name }) => name === plugin);
  return found?.version == null ? null : capabilitiesOfVersion(found.version);
}

async function fromDocumentation(connection: Connection): Promise<Capabilities | null> {
  const methods = await unlessDenied(readDocumentedMethods(connection));
  return methods === null || methods.size === 0 ? null : capabilitiesOfDocumentation(methods);
}

/** A look under way, and how many wait for it. */
interface Look {
  readonly answer: Promise<Capabilities>;
  readonly over: AbortController;
  waiting: number;
}

/**
 * Many users may not read plugins, and documentation may be switched off: neither says that the
 * server is in trouble.
 */
async function unlessDenied<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    const passing = error instanceof TemporaryFailure || !(error instanceof Failure);
    if (passing || error.kind === 'not_logged_in') throw error;
    return null;
  }
}
