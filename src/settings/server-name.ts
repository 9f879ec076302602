import { type Failure, usageError } from '../errors.ts';
import { hasUserInformation, shownAddress } from '../text/user-information.ts';

/**
 * Normalizes the address of a server to `https://host[:port][/prefix]`: adds https if there is no
 * scheme, and removes a trailing slash and a pasted `/api` or `/api/v2`. Throws a usage `Failure`
 * for invalid addresses, and for those with a user, a query or a fragment. Plain http is checked
 * when the connection is opened. `hint`: how to correct an invalid address.
 */
export function normalizeServer(text: string, hint?: string): string {
  if (hasUserInformation(text)) {
    throw usageError(
      'the server address must not contain a user or password',
      'give the user with --login and the password at the prompt or in REXCTL_TOKEN',
    );
  }
  const url = parsed(text.trim(), hint);
  if (url.search !== '' || url.hash !== '') throw notServer(text, hint);
  return `${url.origin}${prefixOf(url.pathname)}`;
}

function parsed(text: string, hint: string | undefined): URL {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = text === '' || /\s/.test(text) || !URL.canParse(address) ? null : new URL(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    throw notServer(text, hint);
  return url;
}

/** The path prefix. Cuts repeatedly, so that normalizing twice changes nothing. */
function prefixOf(pathname: string): string {
  const cut = pathname.replace(/\/+$/, '').replace(/\/api(?:\/v2)?$/, '');
  return cut === pathname ? cut : prefixOf(cut);
}

function notServer(text: string, hint: string | undefined): Failure {
  return usageError(
    `invalid server \`${shownAddress(text)}\`: expected https://foreman.example.com`,
    hint,
  );
}
