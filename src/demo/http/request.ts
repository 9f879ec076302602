import type { IncomingMessage } from 'node:http';
import type { Params } from './endpoint-context.ts';
import { badJson, unsupportedMediaType } from './http-errors.ts';
import { isRecord } from './ruby.ts';

/** A request as it arrived. */
export interface DemoRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly queryText: string;
  readonly query: Params;
  readonly bodyText: string;
  readonly headers: IncomingMessage['headers'];
  readonly address: string;
}

/** Reads the whole request; rejects if the client disconnects. */
export async function readRequest(message: IncomingMessage): Promise<DemoRequest> {
  let bodyText = '';
  message.setEncoding('utf8');
  for await (const chunk of message) bodyText += String(chunk);
  const [path = '/', queryText = ''] = splitOnce(message.url ?? '/', '?');
  return {
    method: message.method ?? 'GET',
    path,
    queryText,
    query: parseQuery(queryText),
    bodyText,
    headers: message.headers,
    address: message.socket.remoteAddress ?? '',
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** Parses a query string like Rails: `a=1`, `a[]=1&a[]=2`, `a[b]=1`. */
export function parseQuery(text: string): Params {
  const found: Record<string, unknown> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const match = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name);
    if (match === null) {
      found[name] = value;
      continue;
    }
    const [, outer = '', inner = ''] = match;
    const before = found[outer];
    if (inner === '') found[outer] = [...(Array.isArray(before) ? before : []), value];
    else found[outer] = { ...(isRecord(before) ? before : {}), [inner]: value };
  }
  return found;
}

/** Whether the body is read as JSON; other media types are refused later. */
export function isJson({ headers }: DemoRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** Throws 415 for a POST or PUT whose media type is not JSON, even if the body is empty. */
export function checkMediaType(request: DemoRequest): void {
  if (request.method !== 'POST' && request.method !== 'PUT') return;
  if (!isJson(request)) throw unsupportedMediaType(request.headers['content-type'] ?? '');
}

export function parseBody(request: DemoRequest): Params {
  if (!isJson(request) || request.bodyText.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(request.bodyText);
    return isRecord(value) ? value : { _json: value };
  } catch {
    throw badJson(request.bodyText.slice(0, 40));
  }
}
