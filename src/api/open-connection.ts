import type { Capabilities } from './capabilities.ts';
import type {
  ApiRequest,
  ApiResponse,
  Connection,
  ConnectionOptions,
  RequestOptions,
} from './connection.ts';
import { UnknownTaxonomy } from './failures.ts';
import { CapabilityFinder } from './find-capabilities.ts';
import { HttpClient } from './http/client.ts';

/** Creates a connection. Sockets are opened, and the session is read, by the first request. */
export function openConnection(options: ConnectionOptions): Connection {
  const finder = new CapabilityFinder(options.capabilityCache);
  const client = new HttpClient(options, (headers) =>
    finder.sawChecksum(headers['apipie-checksum']),
  );
  return new ClientConnection(client, finder, {});
}

/** A client with the options for its requests. */
class ClientConnection implements Connection {
  private readonly client: HttpClient;
  private readonly finder: CapabilityFinder;
  private readonly options: RequestOptions;

  constructor(client: HttpClient, finder: CapabilityFinder, options: RequestOptions) {
    this.client = client;
    this.finder = finder;
    this.options = options;
  }

  get server(): string {
    return this.client.server;
  }

  get login(): string | null {
    return this.client.login;
  }

  get signal(): AbortSignal | undefined {
    return this.options.signal;
  }

  async request(request: ApiRequest): Promise<ApiResponse> {
    try {
      return await this.client.request({ ...this.options, ...request });
    } catch (error) {
      if (!(error instanceof UnknownTaxonomy)) throw error;
      const { withTaxonomies } = await import('./name-taxonomies.ts');
      throw await withTaxonomies(error, this);
    }
  }

  capabilities(): Promise<Capabilities> {
    const { client, finder, options } = this;
    const plain = new ClientConnection(client, finder, {});
    return client.retrying(options, () => finder.find(plain, options.signal));
  }

  with(options: RequestOptions): Connection {
    return new ClientConnection(this.client, this.finder, { ...this.options, ...options });
  }

  uninterrupted(): Connection {
    return this.with({ signal: undefined });
  }

  hide(secrets: readonly string[]): void {
    this.client.hide(secrets);
  }

  close(): Promise<void> {
    return this.client.close();
  }
}
