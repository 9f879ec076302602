import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector as build } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import { Failure } from '../../errors.ts';
import type { ClientCertificate } from '../connection.ts';
import type { Connect } from './open-sockets.ts';
import type { TransportError } from './response-reader.ts';

/** The trusted certificate authorities, and the client certificate. */
export interface TlsTrust {
  readonly ca: string | undefined;
  readonly clientCert: ClientCertificate | undefined;
}

/** A refused certificate, for messages. */
interface ServerCertificate {
  /** The issuer of the last certificate in the chain. */
  readonly issuer: string | null;
  readonly isSelfSigned: boolean;
  /** The host names in the certificate. */
  readonly names: readonly string[];
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
}

/** An error of a TLS handshake, with the server's certificate. */
class UntrustedServer extends Error {
  readonly code: string;
  readonly certificate: ServerCertificate;

  constructor(error: Error & { readonly code: string }, certificate: ServerCertificate) {
    super(error.message, { cause: error });
    this.name = 'UntrustedServer';
    this.code = error.code;
    this.certificate = certificate;
  }
}

/** TLS options that always check certificates. `timeout: 0`, because the clock limits requests. */
export function tlsOptions({ ca, clientCert }: TlsTrust): build.BuildOptions {
  return {
    timeout: 0,
    rejectUnauthorized: true,
    ca,
    cert: clientCert?.cert,
    key: clientCert?.key,
    passphrase: clientCert?.passphrase,
  };
}

/** A connector that verifies the server; its errors include the certificate. */
export function tlsConnector(trust: TlsTrust): Connect {
  const connect = buildConnector(tlsOptions(trust));
  return (options, callback) => {
    let certificate: ServerCertificate | null = null;
    const socket = connect(options, (...result) => {
      const [error] = result;
      if (error === null || certificate === null || !hasCode(error)) callback(...result);
      else callback(new UntrustedServer(error, certificate), null);
    });
    socket.prependOnceListener('secure', () => {
      certificate = certificateOf(socket);
    });
    return socket;
  };
}

/** Reads the certificate. Only possible now: the socket is destroyed after failed verification. */
function certificateOf(socket: TLSSocket): ServerCertificate | null {
  const own = socket.getPeerCertificate(true);
  if (own?.subject === undefined) return null;
  let last: DetailedPeerCertificate = own;
  while (last.issuerCertificate !== undefined && last.issuerCertificate !== last)
    last = last.issuerCertificate;
  const issuer = last.issuer?.CN ?? last.issuer?.O;
  const names = (own.subjectaltname ?? '').matchAll(/(?:DNS|IP Address):([^\s,]+)/g);
  return {
    issuer: typeof issuer === 'string' ? issuer : null,
    isSelfSigned: last === own && own.issuerCertificate === own,
    names: [...names].map(([, name = '']) => name),
    validFrom: own.valid_from,
    validTo: own.valid_to,
  };
}

function hasCode(error: Error): error is Error & { code: string } {
  return 'code' in error && typeof error.code === 'string';
}

/** The server, and the source of the given certificate authority, for messages. */
export interface GivenAuthority {
  readonly host: string;
  /** As `--server` takes it. */
  readonly server: string;
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

/** The failure for a refused certificate, without retries; `null` for other errors. */
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
        `the certificate of ${host} expired${dated(' on ', certificate?.validTo)}`,
        'ask its administrator to renew it, and check the clock of this machine',
      );
    case 'CERT_NOT_YET_VALID':
      return fail(
        `the certificate of ${host} is not valid yet${dated(': it starts on ', certificate?.validFrom)}`,
        'check the clock of this machine',
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return fail(...otherName(certificate, host));
    case 'CERT_REVOKED':
      return fail(
        `the certificate of ${host} has been revoked`,
        'ask its administrator to renew it',
      );
    default:
      return null;
  }
}

function unknownSigner(
  certificate: ServerCertificate | null,
  { host, server, caLabel }: GivenAuthority,
): [message: string, hint: string] {
  const issuer = certificate?.issuer ?? null;
  const isOwn = certificate?.isSelfSigned === true;
  const signer = issuer === null ? 'another CA' : `"${issuer}"`;
  const signed = isOwn ? 'it is self-signed' : `it is signed by ${signer}`;
  const hint = wayOut(host, server, isOwn);
  if (caLabel !== null)
    return [`${caLabel} did not sign the certificate of ${host}: ${signed}`, hint];
  return [
    isOwn
      ? `the certificate of ${host} is self-signed, and this machine does not trust it`
      : `the certificate of ${host} is signed by ${signer}, which this machine does not trust`,
    hint,
  ];
}

/** The hint how to get the CA: over http, because https fails for the same reason. */
function wayOut(host: string, server: string, isSelfSigned: boolean): string {
  if (isSelfSigned) {
    const at = /:\d+$/.test(host) ? host : `${host}:443`;
    return [
      `get the certificate: openssl s_client -connect ${at} </dev/null | openssl x509 > server.pem`,
      `then: rexctl login --server ${server} --ca-file server.pem`,
    ].join('\n');
  }
  return [
    `get the CA: curl -O http://${host.replace(/:\d+$/, '')}/pub/katello-server-ca.crt`,
    `then: rexctl login --server ${server} --ca-file katello-server-ca.crt`,
  ].join('\n');
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
      'use the name of the certificate: --server URL',
    ];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const port = /:\d+$/.exec(host)?.[0] ?? '';
  return [
    `the certificate of ${host} is for another name: ${names.slice(0, 3).join(', ')}${more}`,
    first === undefined
      ? 'use a name that matches: --server URL'
      : `use that name: --server https://${first}${port}`,
  ];
}

function dated(before: string, time: string | undefined): string {
  const date = Date.parse(time ?? '');
  return Number.isNaN(date) ? '' : `${before}${new Date(date).toISOString().slice(0, 10)}`;
}
