import { Failure } from '../errors.ts';
import { readTrust } from './certificates.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import { type Credential, type CredentialReader, readCredential } from './credentials.ts';

/** Everything that is needed to open a connection, complete and read. */
export interface ReadyConnection {
  readonly profile: string;
  readonly server: string;
  readonly login: string;
  readonly secret: Credential;
  /** PEM. */
  readonly ca?: string;
  /** The name of the CA in messages. */
  readonly caLabel?: string;
  /** PEM. */
  readonly clientCert?: { readonly cert: string; readonly key: string };
  readonly organization?: string;
  readonly location?: string;
  readonly hostLimit: number | null;
  readonly allowPlainHttp: boolean;
  readonly proxy: ConnectionSettings['proxy'];
}

/**
 * Reads the credential and the certificates that the settings name. Throws a `Failure`: not logged
 * in if server, user or credential is missing, usage if a file cannot be read.
 */
export async function readyConnection(
  settings: ConnectionSettings,
  reader: CredentialReader,
): Promise<ReadyConnection> {
  const { profile, hostLimit, allowPlainHttp, proxy } = settings;
  const { server, login, source } = complete(settings);
  return {
    profile,
    server,
    login,
    secret: await readCredential(source, reader),
    ...(await readTrust(settings, reader.signal)),
    organization: settings.organization ?? undefined,
    location: settings.location ?? undefined,
    hostLimit,
    allowPlainHttp,
    proxy,
  };
}

function complete(settings: ConnectionSettings) {
  const { server, login, secret, withheld, typedProfile } = settings;
  if (server === null) throw noServer(settings);
  const reason = withheld === null ? '' : `${withheld}\n`;
  const profile = typedProfile === null ? '' : ` --profile ${typedProfile}`;
  const next = `${reason}log in: rexctl login --server ${server}${profile}`;
  if (login === null) throw notLoggedIn(`no user given for ${server}`, next);
  if (secret === null) throw notLoggedIn(`no password or token for ${login} on ${server}`, next);
  return { server, login, source: secret };
}

function noServer({ profile, otherProfile }: ConnectionSettings): Failure {
  return otherProfile === null
    ? notLoggedIn('no server given', 'log in: rexctl login\ntry it without a server: rexctl demo')
    : notLoggedIn(
        `no server given: profile \`${profile}\` does not exist`,
        `choose another: rexctl profile use ${otherProfile}`,
      );
}

function notLoggedIn(message: string, hint: string): Failure {
  return new Failure('not_logged_in', message, { hint });
}
