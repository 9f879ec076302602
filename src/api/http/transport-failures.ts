import { Failure } from '../../errors.ts';
import type { ApiRequest } from '../connection.ts';
import { LostResponse, ResponseTooLong, TemporaryFailure } from '../failures.ts';
import { clientCertificateAlert, clientCertificateHint } from './client-certificate.ts';
import { type ProxyAddress, proxyFailure } from './proxy.ts';
import { changes } from './request.ts';
import type { TransportError } from './response-reader.ts';
import { certificateFailure, type GivenAuthority } from './tls.ts';

/** The server of a request and the way to it. */
interface Route extends GivenAuthority, Pick<ApiRequest, 'method' | 'bulkRead'> {
  readonly proxy: ProxyAddress | null;
  readonly secure: boolean;
  readonly hasClientCert: boolean;
  /** There was no response on this connection yet. */
  readonly isFirst: boolean;
}

/** The failure for a missing or incomplete response. */
export function transportFailure(error: TransportError, route: Route): Failure {
  const { proxy } = route;
  const host = proxy === null ? route.host : `${route.host} (through the proxy ${proxy.host})`;
  const message = messageOf(error, host);
  if (changes(route) && error.sent) return new LostResponse(message, { cause: error });
  if (error.trouble === 'too_long') return new ResponseTooLong(message, error);
  const known =
    (proxy === null ? null : proxyFailure(error, route.host, proxy)) ??
    certificateFailure(error, route) ??
    insecure(error, route) ??
    oddFailure(error, host, proxy);
  if (known !== null) return known;
  if (error.code === 'ENOTFOUND')
    return new Failure('server_error', message, {
      hint: otherServer,
      retryable: true,
      cause: error,
    });
  return new TemporaryFailure(message, {
    hint: temporaryHint(error, route),
    cause: error,
    timedOut: error.trouble === 'timeout',
  });
}

function temporaryHint({ code, trouble }: TransportError, route: Route): string | undefined {
  if (trouble === 'timeout') return 'to allow more time: --request-timeout 2m';
  if (trouble === 'cut') return tryAgain;
  if (closedCodes.includes(code ?? '')) return closedHint(route);
  if (code === 'ECONNREFUSED') return `is it running? ${otherServer}`;
  return code === 'EAI_AGAIN' || unreachableCodes.includes(code ?? '') ? ownNetwork : tryAgain;
}

function closedHint(route: Route): string {
  if (!route.isFirst) return tryAgain;
  return route.secure
    ? clientCertificateHint(route)
    : `if it is an https server: ${httpsOf(route)}`;
}

function httpsOf({ host }: Route): string {
  return `--server https://${host}`;
}

const tryAgain = 'run the command again in a minute';
const ownNetwork = 'check the network and the DNS of this machine';

/** The hint for a wrong address. */
const otherServer = 'to use another server: --server URL, or rexctl login';

function messageOf(error: TransportError, host: string): string {
  if (error.trouble === 'timeout')
    return `${host} did not answer within ${(error.milliseconds ?? 0) / 1000} s`;
  if (error.trouble === 'too_long')
    return `the response of ${host} is larger than ${Math.round((error.bytes ?? 0) / 2 ** 20)} MiB`;
  if (error.trouble === 'cut') return `the response of ${host} was cut off`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `cannot reach ${host}: connection refused`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot resolve ${host.replace(/:\d+$/, '')}`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `cannot reach ${host}: no route to host`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `${host} closed the connection before it answered`;
    default:
      return `cannot reach ${host}: ${error.message}`;
  }
}

const closedCodes = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];
const unreachableCodes = ['EHOSTUNREACH', 'ENETUNREACH'];

/** The failure of a TLS handshake; `null` for other errors. */
function insecure(error: TransportError, { host, hasClientCert }: Route): Failure | null {
  if (!/^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_)/.test(error.code ?? '')) return null;
  const why = withoutOpenSslPlaces(error.message);
  const alert = clientCertificateAlert(why, { host, hasClientCert, cause: error });
  if (alert !== null) return alert;
  const isPlain = why === 'wrong version number';
  const reason = isPlain ? 'it does not answer with TLS' : why;
  return new Failure('server_error', `no secure connection to ${host}: ${reason}`, {
    hint: 'is this the https port of the server? check the address and port',
    cause: error,
  });
}

/** The failure for a response that is not valid HTTP, or `null`. */
function oddFailure(
  error: TransportError,
  host: string,
  proxy: ProxyAddress | null,
): Failure | null {
  const isOdd =
    error.code === 'ERR_ASSERTION' ||
    /^(?:HPE_|UND_ERR_(?:HEADERS_OVERFLOW|RES_CONTENT_LENGTH_MISMATCH|NOT_SUPPORTED))/.test(
      error.code ?? '',
    ) ||
    (error.cause instanceof Error && error.cause.name === 'HTTPParserError');
  if (!isOdd) return null;
  return new Failure('bad_answer', `${host} did not answer with valid HTTP`, {
    hint: `check the address and port of the ${proxy === null ? 'Foreman server' : 'proxy in HTTPS_PROXY'}`,
    cause: error,
  });
}

/**
 * The readable part of a message such as
 * `…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/…:350:`.
 */
function withoutOpenSslPlaces(message: string): string {
  return /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message.trim();
}
