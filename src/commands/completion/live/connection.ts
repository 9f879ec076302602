import { stat } from 'node:fs/promises';
import type { Connection, SessionStore } from '../../../api/connection.ts';
import { openConnection } from '../../../api/open-connection.ts';
import type { Runtime } from '../../../cli/runtime.ts';
import type { ConnectionSettings } from '../../../settings/connection-settings.ts';
import type { OpenSettings } from '../../../settings/open-settings.ts';
import { readyConnection } from '../../../settings/ready-connection.ts';
import { shutKeyring } from './shut-keyring.ts';

/** The parts of the runtime for a silent connection. */
export type SilentRuntime = Pick<Runtime, 'env' | 'platform' | 'clock' | 'random' | 'version'>;

/**
 * A connection that never asks a question. A credential in the settings, the environment or a file
 * is used as always. But a credential command and a keyring may open a window, so with these only
 * the session of an earlier command is used. Resolves with `null` if there is neither.
 */
export async function silentConnection(
  resolved: ConnectionSettings,
  settings: OpenSettings,
  runtime: SilentRuntime,
  signal: AbortSignal,
): Promise<Connection | null> {
  const { server, login } = resolved;
  if (server === null || login === null || resolved.secret === null) return null;
  const isReadable = await isReadSilently(resolved.secret);
  const sessions = isReadable ? settings.sessions : await keptSession(settings, server, login);
  if (sessions === null) return null;
  const { env, platform, clock, random, version } = runtime;
  const secret = isReadable ? resolved.secret : { ...resolved.secret, ...noSecret };
  const reader = { env, platform, clock, signal, keyring: shutKeyring };
  const ready = await readyConnection({ ...resolved, secret }, reader);
  const connection = openConnection({
    ...ready,
    secret: isReadable ? ready.secret.value : null,
    clock,
    random,
    version,
    sessions,
    capabilityCache: settings.capabilities,
  });
  return connection.with({ signal, retry: false });
}

const noSecret = { kind: 'value', value: '' } as const;

/**
 * Whether the credential can be read without a question. A pipe cannot: it can be read only once,
 * by the command itself.
 */
async function isReadSilently(secret: NonNullable<ConnectionSettings['secret']>): Promise<boolean> {
  if (secret.kind === 'file') return (await stat(secret.path)).isFile();
  return secret.kind === 'value';
}

/** The session of this user, regardless of the credential; it is not changed. */
async function keptSession(
  { sessions }: OpenSettings,
  server: string,
  login: string,
): Promise<SessionStore | null> {
  const cookie = await sessions.readWhere((key) => key.startsWith(`${login}@${server}#`));
  if (cookie === null) return null;
  const nothing = async () => undefined;
  return { read: async () => cookie, write: nothing, drop: nothing };
}
