import type { Dispatcher } from 'undici';
import connect from 'undici/lib/api/api-connect.js';
import buildConnector from 'undici/lib/core/connect.js';
import AnyDispatcher from 'undici/lib/dispatcher/dispatcher.js';
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import type { Connect, OpenSockets } from './open-sockets.ts';
import { ProxyUnreachable } from './proxy.ts';
import { type TlsTrust, tlsOptions } from './tls.ts';

interface Route {
  /** With user and password, where it has any. */
  readonly httpsProxy: string;
  readonly noProxy: string;
  readonly sockets: OpenSockets;
}

/**
 * Tunnels through `HTTPS_PROXY`, except to hosts in `NO_PROXY`. The server's certificate is checked
 * as without a proxy. Loaded only if a proxy is set.
 */
export function openProxyAgent(
  trust: TlsTrust,
  { httpsProxy, noProxy, sockets }: Route,
  options: {
    readonly connections: number;
    readonly headersTimeout: number;
    readonly bodyTimeout: number;
  },
): Dispatcher {
  // undici's index adds this method to its dispatchers, but loading the index takes too long.
  AnyDispatcher.prototype.connect = connect;
  const tls = tlsOptions(trust);
  // For a proxy with an https address: its own certificate.
  const toProxy = named(buildConnector(tlsOptions({ ca: undefined, clientCert: undefined })));
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: '',
    httpsProxy,
    noProxy,
    connect: sockets.tracked(buildConnector(tls)),
    requestTls: tls,
    clientFactory: (origin) => new Pool(origin, { connect: sockets.tracked(toProxy) }),
  });
}

/** Its errors are told apart from those of a tunnel. */
function named(connect: Connect): Connect {
  return (options, callback) =>
    connect(options, (...result) => {
      const [error] = result;
      if (error === null) callback(...result);
      else callback(new ProxyUnreachable(error), null);
    });
}
