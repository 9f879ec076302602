import { Failure, usageError } from '../../errors.ts';
import { shownAddress } from '../../text/user-information.ts';
import { TemporaryFailure } from '../failures.ts';
import { errorCode, type TransportError } from './response-reader.ts';

/** A proxy of the environment. */
export interface ProxyAddress {
  /** The address, with user and password if it has them. */
  readonly url: string;
  /** The name in messages. */
  readonly host: string;
}

/**
 * Parses a proxy address like `curl`: without a scheme it is http. Throws a usage `Failure` for an
 * invalid address.
 */
export function parseProxy(text: string): ProxyAddress {
  const given = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw usageError(
      `invalid HTTPS_PROXY \`${shownAddress(given)}\`: expected http://proxy.example.com:3128`,
      'to connect without a proxy: NO_PROXY=foreman.example.com',
    );
  }
  return { url: url.href, host: url.host };
}

/** The connection to the proxy itself failed, also the check of its certificate. */
export class ProxyUnreachable extends Error {
  readonly code: string | undefined;

  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = 'ProxyUnreachable';
    this.code = errorCode(cause) ?? undefined;
  }
}

/** The failure of a proxy, in which nothing was sent to the server; `null` for other failures. */
export function proxyFailure(
  error: TransportError,
  host: string,
  proxy: ProxyAddress,
): Failure | null {
  const status = refusedWith(error);
  if (status === 407) {
    const { username } = new URL(proxy.url);
    return new Failure(
      'not_allowed',
      username === ''
        ? `the proxy ${proxy.host} requires a user and a password (407)`
        : `the proxy ${proxy.host} refused the user and password of HTTPS_PROXY (407)`,
      { hint: 'set HTTPS_PROXY to USER:PASSWORD@proxy.example.com:3128', cause: error },
    );
  }
  if (status !== null) {
    const message = `the proxy ${proxy.host} refused to connect to ${host} (${status})`;
    const details = {
      hint: withoutProxy(host),
      cause: error,
    };
    return [429, 502, 503, 504].includes(status)
      ? new TemporaryFailure(message, details)
      : new Failure('server_error', message, details);
  }
  const unreachable = unreachableIn(error);
  if (unreachable === null) return null;
  const message = `cannot reach the proxy ${proxy.host} of HTTPS_PROXY: ${reasonOf(unreachable)}`;
  return new TemporaryFailure(message, { hint: withoutProxy(host), cause: error });
}

function withoutProxy(host: string): string {
  return `to connect without the proxy: NO_PROXY=${host.replace(/:\d+$/, '')}`;
}

/** The status with which the proxy refused the tunnel. */
function refusedWith({ message }: TransportError): number | null {
  const found = /^Proxy response \((\d+)\) !== 200/.exec(message)?.[1];
  return found === undefined ? null : Number(found);
}

/** undici wraps the error for a wrong name in a certificate in another one. */
function unreachableIn(error: Error): ProxyUnreachable | null {
  if (error instanceof ProxyUnreachable) return error;
  return error.cause instanceof Error ? unreachableIn(error.cause) : null;
}

function reasonOf({ code, message }: ProxyUnreachable): string {
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name cannot be resolved';
  return message;
}
