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
  /** The injected clock. Tests use a virtual one, so that ten minutes of a job take no time. */
  readonly clock: DemoClock;
  /** 17.1 if absent. */
  readonly rexVersion?: RexVersion;
  /** The port on 127.0.0.1; 0 or absent = any free one. */
  readonly port?: number;
  /** The key and certificate in PEM, for HTTPS; absent = HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** `demoWorld()` if absent. */
  readonly world?: DemoWorld;
  /** The seed of all random decisions; 1 if absent. */
  readonly seed?: number;
  /** The faults at the start; `server.faults` changes them later. */
  readonly faults?: Partial<DemoFaults>;
}

export interface DemoServer {
  /** `http://127.0.0.1:PORT` (or `https:`), without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly world: DemoWorld;
  readonly faults: DemoFaults;
  /** All requests so far, in order of arrival. */
  readonly requests: RecordedRequest[];
  /** The current job records of the database, by id. */
  readonly jobs: ReadonlyMap<number, JobRecord>;
  /** The number of calls to the smart proxy so far. */
  readonly proxyCalls: number;
  /** The number of requests in progress now, and the highest number so far. */
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** The number of requests that wait on the injected clock now. */
  readonly sleeping: number;
  /** Ends every session: the next request with a cookie is 401 with an empty body. */
  expireSessions(): void;
  /**
   * Cuts every connection, ends every session, and accepts no connections for this time on the
   * injected clock (milliseconds).
   */
  restart(downMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts a simulated Foreman with Remote Execution, which behaves as docs/internals/protocol.md
 * describes; rejects if the port is in use.
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
 * Opens and shuts the server. A server that is down resets new connections but keeps its port;
 * otherwise another program could take the port.
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
  // Idle connections stay open because a cut would be an unwanted fault.
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
