import { Failure } from '../errors.ts';
import { answerFailure } from './answer-failure.ts';
import type { ApiAnswer, ApiRequest, Connection, ConnectionOptions } from './connection.ts';
import { CapabilityFinder } from './find-capabilities.ts';
import { loginFailure } from './login-failure.ts';
import { LostAnswer } from './lost-answer.ts';
import { requestBody, requestTarget, type Taxonomy } from './request-target.ts';
import { withRetries } from './retry.ts';
import { parseServer, type ServerAddress } from './server-address.ts';
import { type LoginKind, Session } from './session.ts';
import { basicAuthorization, sessionKey } from './session-key.ts';
import { type Exchange, type RawAnswer, Transport } from './transport.ts';
import { TransportError } from './transport-error.ts';
import { transportFailure } from './transport-failure.ts';

const normalPatienceMs = 30_000;
const longPatienceMs = 150_000;

/** Opens nothing yet: sockets and the stored session are first touched by the first request. */
export function openConnection(options: ConnectionOptions): Connection {
  return new HttpConnection(options);
}

class HttpConnection implements Connection {
  readonly server: string;
  readonly login: string | null;
  private readonly options: ConnectionOptions;
  private readonly address: ServerAddress;
  private readonly taxonomy: Taxonomy;
  private readonly transport: Transport;
  private readonly session: Session;
  private readonly finder: CapabilityFinder;

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.address = parseServer(options.server, options.allowPlainHttp ?? false);
    this.server = `${this.address.origin}${this.address.prefix}`;
    this.login = options.login;
    this.taxonomy = { organization_id: options.organization, location_id: options.location };
    this.transport = new Transport({
      address: this.address,
      clock: options.clock,
      ca: options.ca,
      clientCert: options.clientCert,
      proxy: options.proxy,
    });
    this.session = this.newSession();
    this.finder = new CapabilityFinder(this, options.capabilityCache);
  }

  async request(request: ApiRequest): Promise<ApiAnswer> {
    const { clock, random, tries = 4 } = this.options;
    const retried = request.method === 'GET' && request.retry !== false;
    return withRetries({ clock, random, tries: retried ? tries : 1 }, request.signal, () =>
      this.ask(request),
    );
  }

  capabilities(...[options]: Parameters<Connection['capabilities']>): ReturnType<Connection['capabilities']> {
    return this.finder.find(options ?? {});
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  private newSession(): Session {
    const { login, secret, sessions: store } = this.options;
    const known = login !== null && secret !== null;
    return new Session({
      authorization: known ? basicAuthorization(login, secret) : null,
      store,
      key: sessionKey({ server: this.server, login: login ?? '', secret: secret ?? '' }),
      refused: (answer) => loginFailure(this.address.host, known, answer.text),
    });
  }

  private async ask(request: ApiRequest): Promise<ApiAnswer> {
    const exchange = this.exchangeOf(request);
    const send = (headers: Readonly<Record<string, string>>, login: LoginKind) =>
      this.exchange({ ...exchange, headers: { ...exchange.headers, ...headers } }, login);
    const raw = await (request.session === 'fresh'
      ? this.session.sendFresh(send)
      : this.session.send(send, request.signal));
    this.finder.sawChecksum(raw.headers['apipie-checksum']);
    if (raw.status >= 300) throw this.failureOf(request, raw);
    const { status, headers, milliseconds } = raw;
    return { status, headers, body: this.bodyOf(request, raw), milliseconds };
  }

  private exchangeOf(request: ApiRequest): Exchange {
    const body = requestBody(request, this.taxonomy);
    const { requestTimeoutMs = normalPatienceMs } = this.options;
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
      timeoutMs: request.patience === 'long' ? Math.max(longPatienceMs, requestTimeoutMs) : requestTimeoutMs,
      signal: request.signal,
    };
  }

  /** One request and its one answer, whatever that is; told to `trace`. */
  private async exchange(exchange: Exchange, login: LoginKind): Promise<RawAnswer> {
    const startedAt = this.options.clock.now();
    try {
      const answer = await this.transport.send(exchange);
      this.trace(exchange, login, { answer, milliseconds: answer.milliseconds, error: null });
      return answer;
    } catch (error) {
      const milliseconds = this.options.clock.now() - startedAt;
      const message = error instanceof Error ? error.message : String(error);
      this.trace(exchange, login, { answer: null, milliseconds, error: message });
      if (error instanceof TransportError) throw transportFailure(error, exchange.method, this.address.host);
      throw error;
    }
  }

  private trace({ method, path }: Exchange, login: LoginKind, end: TraceEnd): void {
    this.options.trace?.({
      method,
      url: `${this.address.origin}${path}`,
      status: end.answer?.status ?? null,
      milliseconds: end.milliseconds,
      login,
      request_id: end.answer?.headers['x-request-id'] ?? null,
      error: end.error,
    });
  }

  private failureOf({ method, path }: ApiRequest, { status, headers, text }: RawAnswer): Failure {
    const now = this.options.clock.now();
    return answerFailure({
      status,
      headers,
      text,
      method,
      path,
      host: this.address.host,
      login: this.login,
      now,
    });
  }

  private bodyOf({ method, expect, path }: ApiRequest, { text, status }: RawAnswer): unknown {
    if (expect === 'text') return text;
    if (text.trim() === '') return undefined;
    try {
      return JSON.parse(text);
    } catch (cause) {
      const message = `${this.address.host} answered ${method} ${path} with something that is not JSON`;
      if (method !== 'GET') throw new LostAnswer(message, { cause, httpStatus: status });
      throw new Failure('bad_answer', message, {
        hint: 'is this the address of a Foreman server, and not of a proxy or a portal?',
        httpStatus: status,
        cause,
      });
    }
  }
}

interface TraceEnd {
  readonly answer: RawAnswer | null;
  readonly milliseconds: number;
  readonly error: string | null;
}
