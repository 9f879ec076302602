import { Failure } from '../../errors.ts';
import type { ApiRequest, ApiResponse, ConnectionOptions, RequestOptions } from '../connection.ts';
import { loginFailure } from './access-failures.ts';
import { type ProxyAddress, parseProxy } from './proxy.ts';
import {
  changes,
  requestBody,
  requestTarget,
  responseBody,
  type Taxonomy,
  timeoutOf,
} from './request.ts';
import { responseFailure } from './response-failures.ts';
import { TransportError } from './response-reader.ts';
import {
  isTooMuch,
  limitedAttempts,
  OutageMonitor,
  type RetryPolicy,
  withRetries,
} from './retry.ts';
import { type SecretMask, secretMask } from './secret-mask.ts';
import { parseServer, type ServerAddress } from './server-address.ts';
import { basicAuthorization, type LoginKind, Session, sessionKey } from './session.ts';
import { type Exchange, type RawResponse, Transport } from './transport.ts';
import { transportFailure } from './transport-failures.ts';

/** A request with the options of its connection. */
type ClientRequest = ApiRequest & RequestOptions;

type RetryOptions = RequestOptions & Pick<ApiRequest, 'bulkRead'>;

/** Called with the headers of every response. */
type OnHeaders = (headers: RawResponse['headers']) => void;

/** The shared part of all connections to a server as one user: sockets, session, secrets. */
export class HttpClient {
  readonly server: string;
  readonly login: string | null;
  private readonly options: ConnectionOptions;
  private readonly onHeaders: OnHeaders;
  private readonly address: ServerAddress;
  private readonly taxonomy: Taxonomy;
  private readonly proxy: ProxyAddress | null;
  private readonly transport: Transport;
  private readonly session: Session;
  private readonly outages = new OutageMonitor();
  private readonly closed = new AbortController();
  private mask: SecretMask;
  private hidden: readonly string[] = [];
  private answered = false;

  constructor(options: ConnectionOptions, onHeaders: OnHeaders) {
    const { clock, ca, clientCert, proxy } = options;
    this.options = options;
    this.onHeaders = onHeaders;
    this.address = parseServer(options.server, options.allowPlainHttp ?? false);
    this.server = `${this.address.origin}${this.address.prefix}`;
    this.login = options.login;
    this.taxonomy = { organization_id: options.organization, location_id: options.location };
    this.proxy = this.address.secure && proxy?.https_proxy ? parseProxy(proxy.https_proxy) : null;
    this.transport = new Transport({
      address: this.address,
      clock,
      ca,
      clientCert,
      proxy: this.proxy,
      noProxy: proxy?.no_proxy ?? '',
      maxBytes: options.maxResponseBytes,
    });
    this.mask = secretMask(options);
    this.session = this.newSession();
  }

  /** As `Connection.request`. */
  request(request: ClientRequest): Promise<ApiResponse> {
    const attempt = () => this.outages.observe(this.options.clock.now(), () => this.send(request));
    return changes(request) ? attempt() : this.retrying(request, attempt);
  }

  /** Runs `work` with retries after temporary failures, unless the options turn them off. */
  async retrying<T>(options: RetryOptions, work: () => Promise<T>): Promise<T> {
    if (options.retry === false) return work();
    const { clock, random } = this.options;
    const { signal = this.closed.signal } = options;
    return withRetries({ clock, random, signal }, this.retryPolicy(options), work);
  }

  /** Hides these texts in all later messages. */
  hide(secrets: readonly string[]): void {
    this.hidden = [...this.hidden, ...secrets];
    this.mask = secretMask(this.options, this.hidden);
  }

  /** Closes the sockets and ends delays between retries. */
  close(): Promise<void> {
    this.closed.abort(new Error('the connection is closed'));
    return this.transport.close();
  }

  private retryPolicy(options: RetryOptions): RetryPolicy {
    const policy = this.patience(options);
    if (options.bulkRead !== true) return policy;
    return (error, failures) => {
      if (isTooMuch(error)) throw error;
      return policy(error, failures);
    };
  }

  private patience({ retryOn500 = true }: RetryOptions): RetryPolicy {
    const { clock, tries = 4, outageTolerance } = this.options;
    if (outageTolerance === undefined) return limitedAttempts(tries);
    const policy = this.outages.policy(outageTolerance, this.address.host, () => clock.now());
    return (error, failures) => {
      if (!retryOn500 && error instanceof Failure && error.httpStatus === 500) throw error;
      return policy(error, failures);
    };
  }

  private newSession(): Session {
    const { login, secret, secretSource: source, sessions: store } = this.options;
    const known = login !== null && secret !== null;
    return new Session({
      authorization: known ? basicAuthorization(login, secret) : null,
      store,
      key: sessionKey({ server: this.server, login: login ?? '', secret: secret ?? '' }),
      refused: ({ text }) =>
        loginFailure(
          { host: this.address.host, login: known ? login : null, source },
          text,
          this.mask,
        ),
    });
  }

  private async send(request: ClientRequest): Promise<ApiResponse> {
    const exchange = this.exchangeOf(request);
    const send = (headers: Readonly<Record<string, string>>, login: LoginKind) =>
      this.exchange({ ...exchange, headers: { ...exchange.headers, ...headers } }, login);
    const raw = await (request.session === 'fresh'
      ? this.session.sendFresh(send)
      : this.session.send(send, request.signal));
    this.onHeaders(raw.headers);
    if (raw.status >= 300) throw this.failureOf(request, raw);
    const { status, headers, milliseconds } = raw;
    const body = responseBody(request, raw, this.address.host);
    return { status, headers, body, milliseconds, mask: this.mask };
  }

  private exchangeOf(request: ClientRequest): ClientExchange {
    const body = requestBody(request, this.taxonomy);
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
      timeoutMs: timeoutOf(request, this.options.requestTimeoutMs),
      signal: request.signal,
      bulkRead: request.bulkRead,
    };
  }

  /** Sends one request, returns its response of any status, and reports both to `trace`. */
  private async exchange(exchange: ClientExchange, login: LoginKind): Promise<RawResponse> {
    const startedAt = this.options.clock.now();
    try {
      const response = await this.transport.send(exchange);
      this.answered = true;
      this.trace(exchange, login, { response, milliseconds: response.milliseconds, error: null });
      return response;
    } catch (error) {
      const milliseconds = this.options.clock.now() - startedAt;
      const message = error instanceof Error ? error.message : String(error);
      this.trace(exchange, login, { response: null, milliseconds, error: message });
      throw error instanceof TransportError ? this.noResponse(error, exchange) : error;
    }
  }

  private noResponse(error: TransportError, { method, bulkRead }: ClientExchange): Failure {
    const { proxy, address, options, answered } = this;
    const caLabel = options.ca === undefined ? null : (options.caLabel ?? 'the CA of this profile');
    const { host, secure } = address;
    const server = address.origin + address.prefix;
    const hasClientCert = options.clientCert !== undefined;
    const route = { method, bulkRead, host, server, proxy, caLabel, secure, hasClientCert };
    return transportFailure(error, { ...route, isFirst: !answered });
  }

  private trace({ method, path }: Exchange, login: LoginKind, end: TraceEnd): void {
    this.options.trace?.({
      method,
      url: `${this.address.origin}${path}`,
      status: end.response?.status ?? null,
      milliseconds: end.milliseconds,
      login,
      request_id: this.requestId(end.response?.headers['x-request-id']),
      error: end.error,
    });
  }

  /** The request id in the header, or `null` if it is not a plausible id. */
  private requestId(id: string | undefined): string | null {
    return id !== undefined && /^[\w.:-]{1,128}$/.test(id) ? this.mask(id) : null;
  }

  private failureOf({ method, path, bulkRead }: ApiRequest, response: RawResponse): Failure {
    const { status, headers, text } = response;
    return responseFailure({
      status,
      headers,
      text,
      method,
      bulkRead,
      path,
      host: this.address.host,
      login: this.login,
      hasClientCert: this.options.clientCert !== undefined,
      mask: this.mask,
      now: this.options.clock.now(),
    });
  }
}

type ClientExchange = Exchange & Pick<ApiRequest, 'bulkRead'>;

interface TraceEnd {
  readonly response: RawResponse | null;
  readonly milliseconds: number;
  readonly error: string | null;
}
