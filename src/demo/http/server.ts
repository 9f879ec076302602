import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type DemoClock, Foreman } from '../foreman.ts';
import type { JobRecord } from '../jobs/job-record.ts';
import { demoWorld } from '../world/default-world.ts';
import { playHistory } from '../world/history.ts';
import type { DemoWorld } from '../world/world.ts';
import type { Authenticator } from './auth.ts';
import { type DemoFaults, newFaults } from './faults.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { RequestHandler } from './request-handler.ts';
import { abilitiesOf, type RexVersion } from './versions.ts';

export type { DemoClock } from '../foreman.ts';
export {
  type HostScript,
  type ScriptStep,
  textScript,
  unreachableScript,
} from '../hosts/script.ts';
export { demoWorld, largeWorld } from '../world/default-world.ts';
export { DemoWorld } from '../world/world.ts';
export type { DemoFaults, FaultEffect, FaultRule } from './faults.ts';
export type { RecordedRequest } from './recorded-request.ts';
export { type RexVersion, rexVersions } from './versions.ts';

export interface DemoOptions {
  /** Tests inject a virtual one; ten minutes of a job then cost no time. */
  readonly clock: DemoClock;
  /** Default 17.1. */
  readonly rexVersion?: RexVersion;
  /** Default 0 = any free port; always on 127.0.0.1. */
  readonly port?: number;
  /** PEM; https when given. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default `demoWorld()`. */
  readonly world?: DemoWorld;
  /** Everything random derives from it; default 1. */
  readonly seed?: number;
  /** Also changeable later through `server.faults`. */
  readonly faults?: Partial<DemoFaults>;
}

export interface DemoServer {
  /** `http://127.0.0.1:PORT` (or https), without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly world: DemoWorld;
  readonly faults: DemoFaults;
  /** All requests so far, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** Job records by id, as the database has them at this moment. */
  readonly jobs: ReadonlyMap<number, JobRecord>;
  /** Calls to the smart proxy so far. */
  readonly proxyCalls: number;
  /** Requests being answered right now, and the most there ever were. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Requests that wait on the injected clock right now. */
  readonly sleeping: number;
  /** Ends every session: the next request with a cookie gets 401 with an empty body. */
  expireSessions(): void;
  /**
   * Cuts every connection, ends every session, and accepts no connection for this long on the
   * injected clock.
   */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a simulated Foreman with Remote Execution, which behaves as docs/internals/protocol.md
 * describes; rejects when the port is taken.
 */
export async function startDemoServer(options: DemoOptions): Promise<DemoServer> {
  const closing = new AbortController();
  const world = options.world ?? demoWorld();
  const foreman = new Foreman({
    world,
    clock: options.clock,
    abilities: abilitiesOf(options.rexVersion ?? '17.1'),
    faults: newFaults(options.faults),
    seed: options.seed ?? 1,
    closing: closing.signal,
  });
  playHistory(foreman);
  const handler = new RequestHandler(foreman);
  const server = newServer(options, handler);
  const door = openDoor(server);
  const port = await listen(server, options.port ?? 0);
  const url = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const restart = async (downMs: number) => {
    handler.authenticator.expireSessions();
    door.shut();
    await options.clock.sleep(downMs, closing.signal).catch(() => undefined);
    door.open();
  };
  return handle(foreman, handler, { url, port, restart, close: () => shut(server, closing) });
}

/**
 * A server that is down resets new connections and keeps its port, which another program could
 * take otherwise.
 */
function openDoor(server: Server): { shut(): void; open(): void } {
  let down = false;
  server.on('connection', (socket) => {
    if (down) socket.resetAndDestroy();
  });
  return {
    shut: () => {
      down = true;
      server.closeAllConnections();
    },
    open: () => {
      down = false;
    },
  };
}

function newServer({ tls }: DemoOptions, handler: RequestHandler): Server {
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  // Idle connections stay open: cutting one would be an unwanted fault.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('request', (message, response) => handler.take(message, response));
  return server;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function shut(server: Server, closing: AbortController): Promise<void> {
  closing.abort(new Error('the server is closing'));
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function handle(
  foreman: Foreman,
  handler: RequestHandler & { readonly authenticator: Authenticator },
  fixed: Pick<DemoServer, 'url' | 'port' | 'restart' | 'close'>,
): DemoServer {
  return {
    ...fixed,
    world: foreman.world,
    faults: foreman.faults,
    requests: handler.requests,
    get jobs() {
      foreman.advance();
      return foreman.jobs;
    },
    get proxyCalls() {
      return foreman.proxyCalls;
    },
    get inFlight() {
      return handler.inFlight;
    },
    get maxInFlight() {
      return handler.maxInFlight;
    },
    get sleeping() {
      return foreman.sleeping;
    },
    expireSessions: () => handler.authenticator.expireSessions(),
  };
}
