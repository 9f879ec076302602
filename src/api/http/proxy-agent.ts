import type { Dispatcher } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import { type TlsTrust, tlsOptions } from './tls.ts';

/**
 * Tunnels through `HTTPS_PROXY`, except to hosts in `NO_PROXY`. The server's certificate is checked
 * as without a proxy. Loaded only if a proxy is set.
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
  // undici's index adds this method to its dispatchers, but loading the index takes too long.
  AnyDispatcher.prototype.connect = connect;
  const tls = tlsOptions(trust);
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: '',
    httpsProxy,
    noProxy,
    connect: tls,
    requestTls: tls,
    // For a proxy with an https address: its own certificate.
    proxyTls: tlsOptions({ ca: undefined, clientCert: undefined }),
  });
}
