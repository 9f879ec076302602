import type { Dispatcher } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Clock } from '../../clock.ts';
import type { ClientCertificate } from '../connection.ts';
import { OpenSockets } from './open-sockets.ts';
import type { ProxyAddress } from './proxy.ts';
import { ResponseReader, TransportError } from './response-reader.ts';
import type { ServerAddress } from './server-address.ts';
import { type TlsTrust, tlsConnector } from './tls.ts';

/** An HTTP request; the body is JSON text. */
export interface Exchange {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path, with prefix and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A response of any status. */
export interface RawResponse {
  readonly status: number;
  /** Headers by lower-case names, without `set-cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly text: string;
  readonly milliseconds: number;
}

/** The server of the requests and the way to it. */
interface TransportOptions {
  readonly address: ServerAddress;
  readonly clock: Clock;
  readonly ca: string | undefined;
  readonly clientCert: ClientCertificate | undefined;
  readonly proxy: ProxyAddress | null;
  readonly noProxy: string;
  readonly maxBytes: number | undefined;
}

/** The most sockets, and so the most requests of a follow at the same time. */
const mostSockets = 8;

/** Much more than a host prints, but it fits into memory. */
const maxResponseBytes = 256 * 2 ** 20;

/** undici's time-outs are off: the clock limits requests. */
const untimed = { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 0 };

/** HTTP/1.1 with keep-alive to one server, without redirects and retries. */
export class Transport {
  private readonly address: ServerAddress;
  private readonly clock: Clock;
  private readonly options: TransportOptions;
  private readonly sockets = new OpenSockets();
  private dispatcher: Promise<Dispatcher> | undefined;

  constructor(options: TransportOptions) {
    this.options = options;
    this.address = options.address;
    this.clock = options.clock;
  }

  /** Returns any response; rejects with `TransportError` or with the reason of `signal`. */
  async send(exchange: Exchange): Promise<RawResponse> {
    const { signal } = exchange;
    this.dispatcher ??= openDispatcher(this.options, this.sockets);
    const dispatcher = await this.dispatcher;
    signal?.throwIfAborted();
    const startedAt = this.clock.now();
    const over = new AbortController();
    const reader = new ResponseReader(this.options.maxBytes ?? maxResponseBytes);
    const stop = () => reader.stop(signal?.reason);
    signal?.addEventListener('abort', stop, { once: true });
    this.clock.sleep(exchange.timeoutMs, over.signal).then(
      () =>
        reader.stop(
          new TransportError('timeout', reader.sent, { milliseconds: exchange.timeoutMs }),
        ),
      () => undefined,
    );
    try {
      dispatcher.dispatch(this.dispatchOptions(exchange), reader);
      const response = await reader.response;
      await socketFree();
      return { ...response, milliseconds: this.clock.now() - startedAt };
    } finally {
      over.abort();
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await (await this.dispatcher)?.destroy();
    this.sockets.destroy();
  }

  private dispatchOptions({ method, path, headers, body }: Exchange): Dispatcher.DispatchOptions {
    return { origin: this.address.origin, method, path, headers: { ...headers }, body };
  }
}

/** Waits a turn until the socket is free again; otherwise the next request opens a new one. */
function socketFree(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

async function openDispatcher(
  { address, ca, clientCert, proxy, noProxy }: TransportOptions,
  sockets: OpenSockets,
): Promise<Dispatcher> {
  const trust: TlsTrust = { ca, clientCert };
  const options = { ...untimed, connections: mostSockets };
  if (proxy !== null) {
    const { openProxyAgent } = await import('./proxy-agent.ts');
    return openProxyAgent(trust, { httpsProxy: proxy.url, noProxy, sockets }, options);
  }
  const connect = address.secure ? tlsConnector(trust) : buildConnector({ timeout: 0 });
  return new Pool(address.origin, { ...options, connect: sockets.tracked(connect) });
}
