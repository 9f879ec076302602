import { Failure } from '../../errors.ts';

/** A request to a server that requires a client certificate. */
interface Asked {
  readonly host: string;
  /** Whether the profile has a client certificate. */
  readonly hasClientCert: boolean;
  readonly cause?: unknown;
  readonly httpStatus?: number;
}

const howToSet = 'set client_cert_file and client_key_file: rexctl help settings';
const howToCheck = 'check client_cert_file and client_key_file: rexctl config list';

const refusals =
  /alert (?<reason>bad certificate|unsupported certificate|certificate revoked|certificate expired|certificate unknown|unknown ca|access denied)/;

/** The failure for a TLS alert about the client certificate; `null` for other texts. */
export function clientCertificateAlert(text: string, asked: Asked): Failure | null {
  if (text.includes('alert certificate required')) return required(asked);
  const reason = refusals.exec(text)?.groups?.reason;
  if (reason !== undefined && asked.hasClientCert) return refused(asked, `: ${reason}`);
  if (!text.includes('alert handshake failure')) return null;
  return new Failure('server_error', `no secure connection to ${asked.host}: handshake failure`, {
    hint: clientCertificateHint(asked),
    cause: asked.cause,
  });
}

/** The same for an error page of nginx. */
export function clientCertificatePage(text: string, asked: Asked): Failure | null {
  if (text.includes('No required SSL certificate was sent')) return required(asked);
  return text.includes('The SSL certificate error') ? refused(asked, '') : null;
}

/** The hint when a server closes the connection: with most TLS versions the alert is lost. */
export function clientCertificateHint({ hasClientCert }: Pick<Asked, 'hasClientCert'>): string {
  return hasClientCert
    ? `if it refuses the client certificate, ${howToCheck}`
    : `if it requires a client certificate, ${howToSet}`;
}

function required(asked: Asked): Failure {
  return asked.hasClientCert
    ? refused(asked, '')
    : new Failure('not_allowed', `${asked.host} requires a client certificate`, {
        hint: howToSet,
        ...details(asked),
      });
}

function refused(asked: Asked, reason: string): Failure {
  const message = `${asked.host} refused the client certificate${reason}`;
  return new Failure('not_allowed', message, { hint: howToCheck, ...details(asked) });
}

function details({ cause, httpStatus }: Asked) {
  return { cause, httpStatus: httpStatus ?? null };
}
