import type { DemoRequest } from './request.ts';

/** A request that tests can read afterwards. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  /** The parsed JSON, or the text if it is not JSON; undefined = no body. */
  readonly body: unknown;
  /** The headers; `authorization` has only scheme and user. */
  readonly headers: Readonly<Record<string, string>>;
  /** The time of arrival on the injected clock, in milliseconds. */
  readonly at: number;
  /** The HTTP status; 0 = in progress, or no response was sent. */
  status: number;
  /** The number of calls to the smart proxy that it caused. */
  proxyCalls: number;
}

export function recordOf(request: DemoRequest, at: number): RecordedRequest {
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    body: bodyOf(request.bodyText),
    headers: headersOf(request.headers),
    at,
    status: 0,
    proxyCalls: 0,
  };
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function headersOf(headers: DemoRequest['headers']): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(', ') : (value ?? '');
    found[name] = name === 'authorization' ? withoutSecret(text) : text;
  }
  return found;
}

function withoutSecret(authorization: string): string {
  const [scheme = '', encoded = ''] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic') return scheme;
  return `${scheme} ${Buffer.from(encoded, 'base64').toString('utf8').split(':')[0] ?? ''}`;
}
