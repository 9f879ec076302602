import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on a free port of loopback, and what it has seen. */
export interface TinyServer {
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

/** Answers one request, or does not. */
export type Handler = (
  request: SeenRequest,
  response: ServerResponse,
  message: IncomingMessage,
) => void;

/**
 * A server on loopback that does exactly what a test defines, for faults that no real server would
 * show on demand.
 */
export async function tinyServer(
  handler: Handler,
  tls?: { key: string; cert: string; ca?: string },
): Promise<TinyServer> {
  const seen: SeenRequest[] = [];
  const listener = async (message: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of message.setEncoding('utf8')) body += chunk;
    const request = {
      method: message.method ?? '',
      url: message.url ?? '',
      headers: message.headers,
      body,
    };
    seen.push(request);
    handler(request, response, message);
  };
  const on = (message: IncomingMessage, response: ServerResponse) => {
    listener(message, response).catch(() => response.destroy());
  };
  const server =
    tls === undefined
      ? createServer(on)
      : createSecureServer({ ...tls, ...(tls.ca === undefined ? {} : { requestCert: true }) }, on);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers as Foreman does. */
export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** As Foreman's first answer to a login. */
export const cookieHeader = { 'set-cookie': '_session_id=abc123; path=/; HttpOnly; SameSite=Lax' };
