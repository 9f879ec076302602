import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector as build } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import type { ClientCertificate } from '../connection.ts';

/** Whom we trust, and with what we prove ourselves. */
export interface TlsTrust {
  readonly ca: string | undefined;
  readonly clientCert: ClientCertificate | undefined;
}

/** What is told about a certificate that was not accepted. */
export interface ServerCertificate {
  /** Who signed the last of its chain. */
  readonly issuer: string | null;
  /** Hosts that it is for. */
  readonly names: readonly string[];
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
}

/** An error of a TLS handshake, with the server's certificate. */
export class UntrustedServer extends Error {
  readonly code: string;
  readonly certificate: ServerCertificate;

  constructor(error: Error & { readonly code: string }, certificate: ServerCertificate) {
    super(error.message, { cause: error });
    this.name = 'UntrustedServer';
    this.code = error.code;
    this.certificate = certificate;
  }
}

/**
 * Certificates are checked whatever the environment says. `timeout: 0`: time-outs come from the
 * injected clock.
 */
export function tlsOptions({ ca, clientCert }: TlsTrust): build.BuildOptions {
  return {
    timeout: 0,
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCert === undefined ? {} : { cert: clientCert.cert, key: clientCert.key }),
    ...(clientCert?.passphrase === undefined ? {} : { passphrase: clientCert.passphrase }),
  };
}

/** Connects with full verification; when that fails, the error tells about the certificate. */
export function tlsConnector(trust: TlsTrust): build.connector {
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
  };
}

/**
 * It can only be read at this moment: a socket that fails verification is destroyed right after it.
 */
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
    names: [...names].map(([, name = '']) => name),
    validFrom: own.valid_from,
    validTo: own.valid_to,
  };
}

function hasCode(error: Error): error is Error & { code: string } {
  return 'code' in error && typeof error.code === 'string';
}
