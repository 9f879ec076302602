import type { DemoHandle } from '../../cli/runtime.ts';
import { type Environment, environmentVariables } from '../../environment.ts';

type Variables = Readonly<Record<string, string>>;

/** The variables that select the simulated server and log in as its first user. */
export function loginAt({ url, users: [user] }: DemoHandle): Variables {
  return {
    REXCTL_SERVER: url,
    REXCTL_USER: user?.login ?? '',
    REXCTL_TOKEN: user?.password ?? '',
  };
}

/**
 * The variables for the commands of the tour. Those for the user's server are emptied, which counts
 * as unset, so that the embedded server never gets them; folders keep the user's files unchanged.
 */
export function environmentFor(env: Environment, server: DemoHandle): Variables {
  const own = Object.keys(env).filter(
    (name) => name.startsWith('REXCTL_') && name !== 'REXCTL_NO_COLOR',
  );
  const folders = Object.keys(environmentVariables.folders).map((name) => [name, server.folder]);
  return {
    ...Object.fromEntries(own.map((name) => [name, ''])),
    ...Object.fromEntries(folders),
    ...loginAt(server),
  };
}
