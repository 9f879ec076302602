import type { Dispatcher } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import { type TlsTrust, tlsOptions } from './tls.ts';

/**
 * Tunnels through `HTTPS_PROXY` except to what `NO_PROXY` names; the server's certificate is
 * checked as always. Loaded only when a proxy is set.
 */
export function openProxyAgent(
  trust: TlsTrust,
  httpsProxy: string,
  noProxy: string,
  options: {
    readonly connections: number;
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
  },
): Dispatcher {
  // The package's index would add this method to its dispatchers; loading all of it takes too long.
  AnyDispatcher.prototype.connect = connect;
  const tls = tlsOptions(trust);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: '',
    httpsProxy,
    noProxy,
    connect: tls,
    requestTls: tls,
    // The proxy's own certificate, where it speaks https.
    proxyTls: tlsOptions({ ca: undefined, clientCert: undefined }),
  });
}
