/**
 * The parts of undici that are imported one by one, because all of it would double the start-up
 * time.
 */
declare module 'undici/lib/dispatcher/pool.js' {
  import type { Pool as PoolClass } from 'undici';

  const Pool: typeof PoolClass;
  export = Pool;
}

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  import type { EnvHttpProxyAgent as AgentClass } from 'undici';

  const EnvHttpProxyAgent: typeof AgentClass;
  export = EnvHttpProxyAgent;
}

declare module 'undici/lib/core/connect.js' {
  import type { TLSSocket } from 'node:tls';
  import type { buildConnector as build } from 'undici';

  /** It does return the socket, which the published types leave out. */
  const buildConnector: (
    options: build.BuildOptions,
  ) => (options: build.Options, callback: build.Callback) => TLSSocket;
  export = buildConnector;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import type { Dispatcher as DispatcherClass } from 'undici';

  const Dispatcher: typeof DispatcherClass;
  export = Dispatcher;
}

declare module 'undici/lib/api/api-connect.js' {
  import type { Dispatcher } from 'undici';

  const connect: Dispatcher['connect'];
  export = connect;
}
