import { Failure } from '../../errors.ts';
import { type ServerCertificate, UntrustedServer } from './tls-connector.ts';
import type { TransportError } from './transport-error.ts';

/**
 * Whom the certificate was to be signed by: how messages call the authority that was given, if any
 * was.
 */
export interface GivenAuthority {
  readonly host: string;
  readonly caLabel: string | null;
}

const unknownAuthority = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

/**
 * `null` when the certificate is not what went wrong. Such failures are not retried: they do not
 * pass by themselves.
 */
export function certificateFailure(error: TransportError, given: GivenAuthority): Failure | null {
  const code = error.code ?? '';
  const { host } = given;
  const certificate = error.cause instanceof UntrustedServer ? error.cause.certificate : null;
  const fail = (message: string, hint: string) =>
    new Failure('server_error', message, { hint, cause: error });
  if (unknownAuthority.has(code)) return fail(...unknownSigner(certificate, given));
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return fail(
        `the certificate of ${host} has expired${dated(' on ', certificate?.validTo)}`,
        'its administrator has to renew it; is the clock of this machine right?',
      );
    case 'CERT_NOT_YET_VALID':
      return fail(
        `the certificate of ${host} is not valid yet${dated(', but from ', certificate?.validFrom)}`,
        'is the clock of this machine right?',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(...otherName(certificate, host));
    case 'CERT_REVOKED':
      return fail(
        `the certificate of ${host} has been revoked`,
        'its administrator has to renew it',
      );
    default:
      return null;
  }
}

function unknownSigner(
  certificate: ServerCertificate | null,
  { host, caLabel }: GivenAuthority,
): [message: string, hint: string] {
  const issuer = certificate?.issuer ?? null;
  const signer = issuer === null ? 'another authority' : `"${issuer}"`;
  const get = `get it:  http://${host.replace(/:\d+$/, '')}/pub/katello-server-ca.crt   then: rexctl login --ca-file FILE`;
  if (caLabel !== null)
    return [`${caLabel} did not sign the certificate of ${host}: it is signed by ${signer}`, get];
  const unknown = issuer === null ? 'an authority' : `"${issuer}"`;
  return [
    `the server's certificate is signed by ${unknown}, which this machine does not know`,
    get,
  ];
}

function otherName(
  certificate: ServerCertificate | null,
  host: string,
): [message: string, hint: string] {
  const names = certificate?.names ?? [];
  const [first] = names.filter((name) => !name.startsWith('*'));
  if (names.length === 0)
    return [
      `the certificate of ${host} is for another name`,
      'use the name that the certificate is for',
    ];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return [
    `the certificate of ${host} is for another name: ${names.slice(0, 3).join(', ')}${more}`,
    first === undefined ? 'use a name that it is for' : `use that name: --server https://${first}`,
  ];
}

function dated(before: string, time: string | undefined): string {
  const date = Date.parse(time ?? '');
  return Number.isNaN(date) ? '' : `${before}${new Date(date).toISOString().slice(0, 10)}`;
}
