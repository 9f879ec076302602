import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Foreman } from '../foreman.ts';
import { hash32, uuidOf } from '../hosts/random.ts';
import { requestedContext } from '../world/taxonomy-context.ts';
import { anyTaxonomy, can, type TaxonomyContext } from '../world/visibility.ts';
import { apidocFor } from './apidoc.ts';
import { Authenticator, type Login } from './auth.ts';
import type { EndpointContext } from './endpoint-context.ts';
import { type FaultEffect, faultFor } from './faults.ts';
import {
  asAccepted,
  contextHeader,
  forbidden,
  HttpError,
  internalError,
  json,
  proxyPage,
  type Reply,
  routeNotFound,
} from './http-errors.ts';
import { localeOf } from './locale.ts';
import { type RecordedRequest, recordOf } from './recorded-request.ts';
import { checkMediaType, type DemoRequest, parseBody, readRequest } from './request.ts';
import { writeResponse } from './response.ts';
import { findRoute, type Match } from './router.ts';

/** The longest query string in bytes; the web server refuses longer ones. */
const LONGEST_QUERY = 10_240;

const MOST_REMEMBERED = 200_000;

interface Processed {
  readonly reply: Reply;
  readonly login: Login | null;
  readonly context: TaxonomyContext;
}

/** Handles and records every request, step by step: faults, costs, login, checks, endpoint. */
export class RequestHandler {
  readonly requests: RecordedRequest[] = [];
  readonly authenticator: Authenticator;
  inFlight = 0;
  maxInFlight = 0;
  private readonly foreman: Foreman;

  constructor(foreman: Foreman) {
    this.foreman = foreman;
    this.authenticator = new Authenticator(foreman);
  }

  /** Handles a request. Never throws: any error ends as a response or a cut connection. */
  take(message: IncomingMessage, response: ServerResponse): void {
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    this.serve(message, response)
      .catch(() => response.destroy())
      .finally(() => {
        this.inFlight--;
      });
  }

  private async serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    const record = recordOf(request, this.foreman.clock.now());
    this.remember(record);
    const effect = faultFor(this.foreman.faults, request.method, request.path, () =>
      this.foreman.random.next(),
    );
    if (effect?.kind === 'never_processed') return void response.destroy();
    if (effect?.kind === 'reset') return void message.socket.resetAndDestroy();
    if (effect?.kind === 'processed_late') {
      response.destroy();
      await this.foreman.sleep(effect.ms);
    }
    if (effect?.kind === 'slow') await this.foreman.sleep(effect.ms);
    const instead = effect?.kind === 'answer' ? faultReply(effect) : null;
    const calls = this.foreman.proxyCalls;
    const processed =
      instead === null
        ? await this.process(request)
        : { reply: instead, login: null, context: anyTaxonomy };
    record.proxyCalls = this.foreman.proxyCalls - calls;
    if (effect?.kind === 'answer_lost' || effect?.kind === 'processed_late')
      return void response.destroy();
    const late =
      effect?.kind === 'answer_after'
        ? faultReply({ kind: 'answer', status: effect.status })
        : null;
    record.status = writeResponse(response, late ?? processed.reply, {
      method: request.method,
      ifNoneMatch: request.headers['if-none-match'],
      headers: late !== null || instead !== null ? {} : this.headersFor(request, processed),
      cut: effect?.kind === 'cut_body',
      sliceBytes: this.sliceBytes(),
    });
  }

  private sliceBytes(): number {
    const { faults, random } = this.foreman;
    return faults.slicedAnswers ? 1000 + Math.floor(random.next() * 20_000) : 0;
  }

  /** Records a request. If there are too many, e.g. after days, the older half is dropped. */
  private remember(record: RecordedRequest): void {
    this.requests.push(record);
    if (this.requests.length > MOST_REMEMBERED) this.requests.splice(0, MOST_REMEMBERED / 2);
  }

  private async process(request: DemoRequest): Promise<Processed> {
    let login: Login | null = null;
    let context = anyTaxonomy;
    this.foreman.advance();
    try {
      const match = this.routed(request);
      if (!('route' in match)) return { reply: match, login, context };
      const body = parseBody(request);
      login = await this.login(request);
      const { user } = login;
      const { permission } = match.route;
      if (permission !== undefined && !can(user, permission)) throw forbidden(permission);
      const params = { ...request.query, ...body, ...match.path };
      context = requestedContext(this.foreman.world, user, params);
      checkMediaType(request);
      const locale = localeOf(params.locale, request.headers['accept-language']);
      const origin = `http://${request.headers.host ?? '127.0.0.1'}`;
      const endpoint: EndpointContext = {
        foreman: this.foreman,
        user,
        params,
        query: request.query,
        path: match.path,
        context,
        locale,
        origin,
      };
      return { reply: await match.route.handler(endpoint), login, context };
    } catch (error) {
      const reply = error instanceof HttpError ? error.reply : this.bug(error);
      return { reply: asAccepted(reply, request.headers.accept), login, context };
    }
  }

  /** The response to a defect of the simulator: the server's 500, with the cause for debugging. */
  private bug(error: unknown): Reply {
    const { reply } = internalError();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...reply, headers: { 'X-Demo-Error': encodeURIComponent(text).slice(0, 2000) } };
  }

  private routed(request: DemoRequest): Match | Reply {
    if (Buffer.byteLength(request.queryText) > LONGEST_QUERY) {
      return { status: 400, body: { kind: 'text', text: '' }, bare: true };
    }
    if (request.path.startsWith('/apidoc/')) {
      const found =
        request.method === 'GET' ? apidocFor(request.path, this.foreman.abilities) : null;
      if (found === null) throw routeNotFound();
      return json(found);
    }
    const match = findRoute(request.method, request.path);
    if (match === null) throw routeNotFound();
    return match;
  }

  private async login(request: DemoRequest): Promise<Login> {
    const { cookie, authorization } = request.headers;
    const { timing } = this.foreman.world;
    const login = this.authenticator.authenticate({
      cookie,
      authorization,
      address: request.address,
    });
    await this.foreman.work(timing.requestMs + (login.newSession === null ? 0 : timing.passwordMs));
    return login;
  }

  private headersFor(
    request: DemoRequest,
    { reply, login, context }: Processed,
  ): Record<string, string> {
    const { world, abilities, seed } = this.foreman;
    const headers: Record<string, string> = {
      'X-Request-Id': uuidOf(seed, 'request', this.requests.length),
    };
    if (
      /^(\/foreman_tasks)?\/api\/|^\/apidoc\//.test(request.path) &&
      reply.unrouted !== true &&
      reply.body.kind !== 'html'
    ) {
      headers['Apipie-Checksum'] = checksumOf(abilities.rex);
    }
    const session = login?.newSession ?? null;
    if (session !== null)
      headers['Set-Cookie'] = `_session_id=${session}; path=/; HttpOnly; SameSite=Lax`;
    if (reply.bare === true || reply.body.kind === 'html') return headers;
    return {
      ...headers,
      Foreman_version: world.foremanVersion,
      Foreman_api_version: '2',
      Foreman_current_organization: contextHeader(context.organization_id, world.organizations),
      Foreman_current_location: contextHeader(context.location_id, world.locations),
    };
  }
}

/** The checksum of the API's description, which differs between versions. */
function checksumOf(version: string): string {
  return [0, 1, 2, 3, 4]
    .map((i) => hash32('apipie', version, i).toString(16).padStart(8, '0'))
    .join('');
}

function faultReply(effect: FaultEffect & { kind: 'answer' }): Reply {
  const { status, retryAfter, body } = effect;
  const text = body ?? proxyPage(status, STATUS_CODES[status] ?? 'Error');
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
  return { status, headers, body: { kind: 'html', text }, bare: true };
}
