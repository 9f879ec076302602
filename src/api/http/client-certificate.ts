import { Failure } from '../../errors.ts';

/** How a server that wants a client certificate was asked. */
interface Asked {
  readonly host: string;
  /** The profile has one. */
  readonly hasClientCert: boolean;
  readonly cause?: unknown;
  readonly httpStatus?: number;
}

const howToSet = 'set client_cert_file and client_key_file of the profile: rexctl help settings';
const howToCheck = 'check client_cert_file and client_key_file of the profile';

const refusals =
  /alert (?<reason>bad certificate|unsupported certificate|certificate revoked|certificate expired|certificate unknown|unknown ca|access denied)/;

/** What an alert of TLS means that is about the client's certificate; `null` for others. */
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

/** The same for the pages of nginx; `null` for others. */
export function clientCertificatePage(text: string, asked: Asked): Failure | null {
  if (text.includes('No required SSL certificate was sent')) return required(asked);
  return text.includes('The SSL certificate error') ? refused(asked, '') : null;
}

/** For a server that ends connections without a word: most versions of TLS lose the alert. */
export function clientCertificateHint({ hasClientCert }: Pick<Asked, 'hasClientCert'>): string {
  return hasClientCert
    ? `if it refuses the client certificate: ${howToCheck}`
    : `if it requires a client certificate: ${howToSet}`;
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
