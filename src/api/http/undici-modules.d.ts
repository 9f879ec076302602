/** Types of parts of undici that are imported separately: all of undici doubles the start-up. */
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

  /** Returns the socket, which undici's types omit. */
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
