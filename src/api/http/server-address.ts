import { usageError } from '../../errors.ts';
import { hasUserInformation, shownAddress } from '../../text/user-information.ts';

/** A parsed server address. */
export interface ServerAddress {
  readonly origin: string;
  /** The path of Foreman on the server, without a trailing slash; usually empty. */
  readonly prefix: string;
  /** The name in messages: host, and port if it is not the default. */
  readonly host: string;
  readonly secure: boolean;
}

/**
 * Parses the address of a server. http is refused except for loopback or with `allowPlainHttp`,
 * because credentials must not cross a network unencrypted.
 */
export function parseServer(server: string, allowPlainHttp: boolean): ServerAddress {
  if (hasUserInformation(server)) {
    throw usageError(
      'the server address must not contain a user or password',
      'give the user with --login and the password at the prompt or in REXCTL_TOKEN',
    );
  }
  const url = URL.canParse(server) ? new URL(server) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError(
      `invalid server \`${shownAddress(server)}\`: expected https://foreman.example.com`,
      'set it: rexctl login',
    );
  }
  const secure = url.protocol === 'https:';
  if (!secure && !allowPlainHttp && !isLoopback(url.hostname)) {
    throw usageError(
      `credentials are not sent to ${url.host} over plain http`,
      `use https://${url.host}\nto allow http: rexctl login --server ${url.origin} --allow-plain-http`,
    );
  }
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, ''), host: url.host, secure };
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
