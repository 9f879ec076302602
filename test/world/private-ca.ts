import './reflect-metadata.ts';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority and certificates that it has signed. */
export interface PrivateCa {
  /** The authority's own certificate, PEM: what `--ca-file` names. */
  readonly ca: string;
  /** For 127.0.0.1 and localhost. */
  readonly server: Certificate;
  /** Signed by the same authority, for a client that proves itself. */
  readonly client: Certificate;
  /** Valid for another name only. */
  readonly elsewhere: Certificate;
  /** For 127.0.0.1, but no longer valid. */
  readonly expired: Certificate;
  /** For 127.0.0.1, but only from 2090 on. */
  readonly future: Certificate;
  /** For 127.0.0.1, signed by itself. */
  readonly selfSigned: Certificate;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** An unknown authority, made in memory. */
export async function privateCa(name = 'Example Private CA'): Promise<PrivateCa> {
  const keys = await newKeys();
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...span(2020, 2100),
    serialNumber: '01',
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
    ],
  });
  const issue = (
    subject: string,
    serialNumber: string,
    alternatives: x509.JsonGeneralNames,
    valid = span(2020, 2100),
  ) =>
    issued({
      issuer: authority.subject,
      signingKey: keys.privateKey,
      subject,
      serialNumber,
      alternatives,
      valid,
    });
  const loopback: x509.JsonGeneralNames = [
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
  ];
  return {
    ca: authority.toString('pem'),
    server: await issue('CN=localhost', '02', loopback),
    client: await issue('CN=operator', '03', [{ type: 'dns', value: 'operator' }]),
    elsewhere: await issue('CN=elsewhere', '04', [{ type: 'dns', value: 'elsewhere.example.com' }]),
    expired: await issue('CN=localhost', '05', loopback, span(2020, 2021)),
    future: await issue('CN=localhost', '06', loopback, span(2090, 2100)),
    selfSigned: await selfSigned(loopback),
  };
}

interface Order {
  readonly issuer: string;
  readonly signingKey: webcrypto.CryptoKey;
  readonly subject: string;
  readonly serialNumber: string;
  readonly alternatives: x509.JsonGeneralNames;
  readonly valid: ReturnType<typeof span>;
}

async function issued(order: Order): Promise<Certificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    ...order.valid,
    subject: order.subject,
    issuer: order.issuer,
    serialNumber: order.serialNumber,
    publicKey: keys.publicKey,
    signingKey: order.signingKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(order.alternatives)],
  });
  return pem(certificate, keys);
}

async function selfSigned(alternatives: x509.JsonGeneralNames): Promise<Certificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...span(2020, 2100),
    serialNumber: '01',
    name: 'CN=localhost',
    keys,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(alternatives)],
  });
  return pem(certificate, keys);
}

async function pem(
  certificate: x509.X509Certificate,
  { privateKey }: webcrypto.CryptoKeyPair,
): Promise<Certificate> {
  const key = await webcrypto.subtle.exportKey('pkcs8', privateKey);
  return { cert: certificate.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function span(from: number, until: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.UTC(from, 0)), notAfter: new Date(Date.UTC(until, 0)) };
}
