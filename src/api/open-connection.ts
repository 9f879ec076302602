import { Failure } from '../errors.ts';
import type { Capabilities } from './capabilities.ts';
import type {
  ApiRequest,
  ApiResponse,
  Connection,
  ConnectionOptions,
  RequestOptions,
} from './connection.ts';
import { LostResponse } from './failures.ts';
import { CapabilityFinder } from './find-capabilities.ts';
import { loginFailure } from './http/login-failure.ts';
import { OutageMonitor } from './http/outage.ts';
import { type ProxyAddress, parseProxy } from './http/proxy-address.ts';
import { requestBody, requestTarget, type Taxonomy } from './http/request-target.ts';
import { responseFailure } from './http/response-failures.ts';
import { limitedAttempts, type RetryPolicy, withRetries } from './http/retry.ts';
import { type Mask, secretMask } from './http/secret-mask.ts';
import { parseServer, type ServerAddress } from './http/server-address.ts';
import { type LoginKind, Session } from './http/session.ts';
import { basicAuthorization, sessionKey } from './http/session-key.ts';
import { type Exchange, type RawResponse, Transport } from './http/transport.ts';
import { TransportError } from './http/transport-error.ts';
import { transportFailure } from './http/transport-failure.ts';

const normalTimeoutMs = 30_000;
const longTimeoutMs = 150_000;

/** Opens nothing yet: sockets and the stored session are first touched by the first request. */
export function openConnection(options: ConnectionOptions): Connection {
  return new HttpConnection(new Client(options), {});
}

class HttpConnection implements Connection {
  private readonly client: Client;
  private readonly options: RequestOptions;

  constructor(client: Client, options: RequestOptions) {
    this.client = client;
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

  request(request: ApiRequest): Promise<ApiResponse> {
    return this.client.request({ ...this.options, ...request });
  }

  capabilities(): Promise<Capabilities> {
    return this.client.capabilities(this.options);
  }

  with(options: RequestOptions): Connection {
    return new HttpConnection(this.client, { ...this.options, ...options });
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

type ClientRequest = ApiRequest & RequestOptions;

/** What all connections to one server as one user share: sockets, session, retries. */
class Client {
  readonly server: string;
  readonly login: string | null;
  private readonly options: ConnectionOptions;
  private readonly address: ServerAddress;
  private readonly taxonomy: Taxonomy;
  private readonly proxy: ProxyAddress | null;
  private readonly transport: Transport;
  private readonly session: Session;
  private readonly finder: CapabilityFinder;
  private mask: Mask;
  private hidden: readonly string[] = [];
  private readonly outages = new OutageMonitor();
  private readonly closed = new AbortController();

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.address = parseServer(options.server, options.allowPlainHttp ?? false);
    this.server = `${this.address.origin}${this.address.prefix}`;
    this.login = options.login;
    this.taxonomy = { organization_id: options.organization, location_id: options.location };
    const { proxy } = options;
    this.proxy = this.address.secure && proxy?.https_proxy ? parseProxy(proxy.https_proxy) : null;
    this.transport = new Transport({
      address: this.address,
      clock: options.clock,
      ca: options.ca,
      clientCert: options.clientCert,
      proxy: this.proxy,
      noProxy: proxy?.no_proxy ?? '',
      maxBytes: options.maxResponseBytes,
    });
    this.mask = secretMask(options);
    this.session = this.newSession();
    this.finder = new CapabilityFinder(new HttpConnection(this, {}), options.capabilityCache);
  }

  async request(request: ClientRequest): Promise<ApiResponse> {
    const ask = () => this.outages.observe(this.options.clock.now(), () => this.ask(request));
    return request.method === 'GET' ? this.again(request, ask) : ask();
  }

  capabilities(options: RequestOptions): Promise<Capabilities> {
    return this.again(options, () => this.finder.find(options.signal));
  }

  hide(secrets: readonly string[]): void {
    this.hidden = [...this.hidden, ...secrets];
    this.mask = secretMask(this.options, this.hidden);
  }

  close(): Promise<void> {
    this.closed.abort(new Error('the connection is closed'));
    return this.transport.close();
  }

  private async again<T>(request: RequestOptions, work: () => Promise<T>): Promise<T> {
    if (request.retry === false) return work();
    const { clock, random } = this.options;
    const { signal = this.closed.signal } = request;
    return withRetries({ clock, random, signal }, this.retryPolicy(request), work);
  }

  private retryPolicy({ retryOn500 = true }: RequestOptions): RetryPolicy {
    const { clock, tries = 4, outageTolerance } = this.options;
    if (outageTolerance === undefined) return limitedAttempts(tries);
    const policy = this.outages.policy(outageTolerance, this.address.host, () => clock.now());
    return (error, failures) => {
      if (!retryOn500 && error instanceof Failure && error.httpStatus === 500) throw error;
      return policy(error, failures);
    };
  }

  private newSession(): Session {
    const { login, secret, sessions: store } = this.options;
    const known = login !== null && secret !== null;
    return new Session({
      authorization: known ? basicAuthorization(login, secret) : null,
      store,
      key: sessionKey({ server: this.server, login: login ?? '', secret: secret ?? '' }),
      refused: (answer) => loginFailure(this.address.host, known, answer.text, this.mask),
    });
  }

  private async ask(request: ClientRequest): Promise<ApiResponse> {
    const exchange = this.exchangeOf(request);
    const send = (headers: Readonly<Record<string, string>>, login: LoginKind) =>
      this.exchange({ ...exchange, headers: { ...exchange.headers, ...headers } }, login);
    const raw = await (request.session === 'fresh'
      ? this.session.sendFresh(send)
      : this.session.send(send, request.signal));
    this.finder.sawChecksum(raw.headers['apipie-checksum']);
    if (raw.status >= 300) throw this.failureOf(request, raw);
    const { status, headers, milliseconds } = raw;
    return { status, headers, body: this.bodyOf(request, raw), milliseconds, mask: this.mask };
  }

  private exchangeOf(request: ClientRequest): Exchange {
    const body = requestBody(request, this.taxonomy);
    const { requestTimeoutMs = normalTimeoutMs } = this.options;
    return {
      method: request.method,
      path: requestTarget(request, this.address.prefix, this.taxonomy),
      headers: {
        accept: 'application/json',
        'accept-language': 'en',
        'user-agent': `rexctl/${this.options.version}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body,
      timeoutMs:
        request.timeout === 'long' ? Math.max(longTimeoutMs, requestTimeoutMs) : requestTimeoutMs,
      signal: request.signal,
    };
  }

  /** One request and its one answer, whatever that is; told to `trace`. */
  private async exchange(exchange: Exchange, login: LoginKind): Promise<RawResponse> {
    const startedAt = this.options.clock.now();
    try {
      const answer = await this.transport.send(exchange);
      this.trace(exchange, login, { answer, milliseconds: answer.milliseconds, error: null });
      return answer;
    } catch (error) {
      const milliseconds = this.options.clock.now() - startedAt;
      const message = error instanceof Error ? error.message : String(error);
      this.trace(exchange, login, { answer: null, milliseconds, error: message });
      throw error instanceof TransportError ? this.unanswered(error, exchange.method) : error;
    }
  }

  private unanswered(error: TransportError, method: string): Failure {
    const { proxy, address, options } = this;
    const caLabel = options.ca === undefined ? null : (options.caLabel ?? 'the CA of this profile');
    return transportFailure(error, { method, host: address.host, proxy, caLabel });
  }

  private trace({ method, path }: Exchange, login: LoginKind, end: TraceEnd): void {
    this.options.trace?.({
      method,
      url: `${this.address.origin}${path}`,
      status: end.answer?.status ?? null,
      milliseconds: end.milliseconds,
      login,
      request_id: this.shown(end.answer?.headers['x-request-id']),
      error: end.error,
    });
  }

  /** An id; whatever else a server says there is nobody's business. */
  private shown(id: string | undefined): string | null {
    return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? this.mask(id) : null;
  }

  private failureOf({ method, path }: ApiRequest, { status, headers, text }: RawResponse): Failure {
    const now = this.options.clock.now();
    return responseFailure({
      status,
      headers,
      text,
      method,
      path,
      host: this.address.host,
      login: this.login,
      mask: this.mask,
      now,
    });
  }

  private bodyOf({ method, expect, path }: ApiRequest, { text, status }: RawResponse): unknown {
    if (expect === 'text') return text;
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      const message = `${this.address.host} answered ${method} ${path} with something that is not JSON`;
      if (method !== 'GET') throw new LostResponse(message, { cause, httpStatus: status });
      throw new Failure('bad_answer', message, {
        hint: 'is this the address of a Foreman server, and not of a proxy or a portal?',
        httpStatus: status,
        cause,
      });
    }
  }
}

interface TraceEnd {
  readonly answer: RawResponse | null;
  readonly milliseconds: number;
  readonly error: string | null;
}
