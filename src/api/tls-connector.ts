import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector as build } from 'undici';
import buildConnector from 'undici/lib/core/connect.js';
import type { ClientCertificate } from './connection.ts';

/** Whom we trust, and with what we prove ourselves. */
export interface TlsTrust {
  readonly ca: string | undefined;
  readonly clientCert: ClientCertificate | undefined;
}

/** An error of a TLS handshake that names who signed the server's certificate. */
export class UntrustedIssuer extends Error {
  readonly code: string;
  readonly issuer: string;

  constructor(error: Error & { readonly code: string }, issuer: string) {
    super(error.message, { cause: error });
    this.name = 'UntrustedIssuer';
    this.code = error.code;
    this.issuer = issuer;
  }
}

/** `timeout: 0`: time-outs come from the injected clock. */
export function tlsOptions({ ca, clientCert }: TlsTrust): build.BuildOptions {
  return {
    timeout: 0,
    ...(ca === undefined ? {} : { ca }),
    ...(clientCert === undefined ? {} : { cert: clientCert.cert, key: clientCert.key }),
    ...(clientCert?.passphrase === undefined ? {} : { passphrase: clientCert.passphrase }),
  };
}

/** Connects with full verification; when that fails, the error names the authority that the server's chain ends at. */
export function tlsConnector(trust: TlsTrust): build.connector {
  const connect = buildConnector(tlsOptions(trust));
  return (options, callback) => {
    let issuer: string | null = null;
    const socket = connect(options, (...result) => {
      const [error] = result;
      if (error === null || issuer === null || !hasCode(error)) callback(...result);
      else callback(new UntrustedIssuer(error, issuer), null);
    });
    socket.prependOnceListener('secure', () => {
      issuer = issuerOf(socket);
    });
  };
}

/** The certificate can only be read at this moment: a socket that fails verification is destroyed right after it. */
function issuerOf(socket: TLSSocket): string | null {
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.issuerCertificate !== undefined && certificate.issuerCertificate !== certificate) {
    certificate = certificate.issuerCertificate;
  }
  const name = certificate?.issuer?.CN ?? certificate?.issuer?.O;
  return typeof name === 'string' ? name : null;
}

function hasCode(error: Error): error is Error & { code: string } {
  return 'code' in error && typeof error.code === 'string';
}
