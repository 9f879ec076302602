import { Failure } from '../../errors.ts';
import { TemporaryFailure } from '../failures.ts';
import type { ProxyAddress } from './proxy-address.ts';
import type { TransportError } from './transport-error.ts';

/** `null` where the proxy is not what went wrong. Nothing was sent to the server then. */
export function proxyFailure(
  error: TransportError,
  host: string,
  proxy: ProxyAddress,
): Failure | null {
  const status = refusedWith(error);
  if (status === 407) {
    return new Failure('not_allowed', `the proxy ${proxy.host} wants a user and a password (407)`, {
      hint: 'put them before its name in HTTPS_PROXY, e.g. USER:PASSWORD@proxy.example.com:3128',
      cause: error,
    });
  }
  if (status !== null) {
    const message = `the proxy ${proxy.host} does not let through to ${host}: it answered ${status}`;
    const details = {
      hint: 'to do without it, set NO_PROXY to the name of the server',
      cause: error,
    };
    return [429, 502, 503, 504].includes(status)
      ? new TemporaryFailure(message, details)
      : new Failure('server_error', message, details);
  }
  if (!concerns(error.cause, proxy)) return null;
  const message = `cannot reach the proxy ${proxy.host} of HTTPS_PROXY: ${reasonOf(error)}`;
  return new TemporaryFailure(message, { cause: error });
}

/** What the proxy said to the request for a tunnel. */
function refusedWith({ message }: TransportError): number | null {
  const found = /^Proxy response \((\d+)\) !== 200/.exec(message)?.[1];
  return found === undefined ? null : Number(found);
}

function concerns(cause: unknown, { hostname, port }: ProxyAddress): boolean {
  if (typeof cause !== 'object' || cause === null) return false;
  const { hostname: unknown, address, port: refused } = cause as Readonly<Record<string, unknown>>;
  if (unknown !== undefined) return unknown === hostname;
  return refused === port && (address === hostname || !/^[\d.]+$/.test(hostname));
}

function reasonOf({ code, message }: TransportError): string {
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known here';
  return message;
}
