import { Failure } from '../errors.ts';
import { LostAnswer } from './lost-answer.ts';
import { TemporaryFailure } from './temporary-failure.ts';
import { UntrustedIssuer } from './tls-connector.ts';
import type { TransportError } from './transport-error.ts';

/** What a request that got no whole answer means to its sender. */
export function transportFailure(error: TransportError, method: string, host: string): Failure {
  const message = messageOf(error, host);
  if (method !== 'GET' && error.sent) return new LostAnswer(message, { cause: error });
  const certificate = certificateFailure(error, host);
  if (certificate !== null) return certificate;
  if (error.code === 'ENOTFOUND') {
    return new Failure('server_error', message, {
      hint: 'check the server address; another can be set with: rexctl login',
      retryable: true,
      cause: error,
    });
  }
  return new TemporaryFailure(message, { cause: error, timedOut: error.trouble === 'timeout' });
}

function messageOf(error: TransportError, host: string): string {
  if (error.trouble === 'timeout')
    return `${host} did not answer within ${(error.milliseconds ?? 0) / 1000} s`;
  if (error.trouble === 'cut') return `the answer of ${host} was cut off`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return `cannot reach ${host}: connection refused`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot reach ${host}: its name is not known here`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `cannot reach ${host}: no route to it`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `${host} closed the connection before it answered`;
    default:
      return `cannot reach ${host}: ${error.message}`;
  }
}

const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

const otherTroubles: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet; is the clock of this machine right?',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
  CERT_REVOKED: 'has been revoked',
};

/** `null` when the certificate is not what went wrong. Such failures are not retried: they do not pass by themselves. */
function certificateFailure(error: TransportError, host: string): Failure | null {
  const code = error.code ?? '';
  if (unknownAuthority.has(code)) {
    const signer = error.cause instanceof UntrustedIssuer ? `"${error.cause.issuer}"` : 'an authority';
    return new Failure(
      'server_error',
      `the server's certificate is signed by ${signer}, which this machine does not know`,
      {
        hint: `get it:  https://${host}/pub/katello-server-ca.crt   then: rexctl login --ca-file FILE`,
        cause: error,
      },
    );
  }
  const trouble = otherTroubles[code];
  if (trouble !== undefined) {
    return new Failure('server_error', `the certificate of ${host} ${trouble}`, {
      hint: 'use the name that the certificate is for, or ask the administrator for a new one',
      cause: error,
    });
  }
  if (!/^(?:ERR_SSL|ERR_TLS|EPROTO|CERT_)/.test(code)) return null;
  return new Failure(
    'server_error',
    `no secure connection to ${host}: ${withoutOpenSslPlaces(error.message)}`,
    {
      hint: 'is this really an https server?',
      cause: error,
    },
  );
}

/** `…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/…:350:` tells one thing to a user. */
function withoutOpenSslPlaces(message: string): string {
  return /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message.trim();
}
