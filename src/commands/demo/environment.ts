import type { DemoHandle } from '../../cli/runtime.ts';
import { type Environment, environmentVariables } from '../../environment.ts';

type Variables = Readonly<Record<string, string>>;

/** What the first user of the simulated server types to use it. */
export function loginAt({ url, users: [user] }: DemoHandle): Variables {
  return {
    REXCTL_SERVER: url,
    REXCTL_USER: user?.login ?? '',
    REXCTL_TOKEN: user?.password ?? '',
  };
}

/**
 * What is set for the user's own server must not reach the embedded one, and the tour leaves
 * nothing in the user's own files; empty counts as not set.
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
