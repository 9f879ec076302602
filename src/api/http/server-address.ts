import { usageError } from '../../errors.ts';
import { hasUserInformation, shownAddress } from '../../text/user-information.ts';

/** The parts of a server's address that requests need. */
export interface ServerAddress {
  readonly origin: string;
  /** Path under which Foreman is mounted, without a trailing slash; mostly empty. */
  readonly prefix: string;
  /** With a port that is not the usual one: how messages call the server. */
  readonly host: string;
  readonly secure: boolean;
}

/**
 * Credentials must not cross a network unencrypted, so plain http is for loopback unless
 * `allowPlainHttp`.
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
      'set it with: rexctl login',
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
