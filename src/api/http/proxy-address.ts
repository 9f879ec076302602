import { usageError } from '../../errors.ts';
import { shownAddress } from '../../text/user-information.ts';

/** A proxy of the environment. */
export interface ProxyAddress {
  /** With user and password, where it has any. */
  readonly url: string;
  readonly hostname: string;
  readonly port: number;
  /** How messages call it. */
  readonly host: string;
}

/**
 * As `curl` reads it: without a scheme it is http. Throws a usage `Failure` for what is no proxy of
 * http.
 */
export function parseProxy(text: string): ProxyAddress {
  const given = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw usageError(
      `HTTPS_PROXY \`${shownAddress(given)}\` is not a proxy: expected http://proxy.example.com:3128`,
      'correct it, or leave it out for this server: NO_PROXY=foreman.example.com',
    );
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  return { url: url.href, hostname: url.hostname, port, host: url.host };
}
