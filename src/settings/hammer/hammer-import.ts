import { access, constants } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { defined } from '../../defined.ts';
import { usageError } from '../../errors.ts';
import type { Profile } from '../profiles/stored-settings.ts';
import { normalizeServer } from '../server-name.ts';
import { type HammerFile, readHammerFiles } from './hammer-files.ts';
import { type HammerSettings, hammerSettings } from './hammer-settings.ts';

/** The profile from hammer's configuration, and the settings that it cannot contain. */
export interface HammerImport {
  readonly profile: Profile;
  readonly files: readonly string[];
  /** The file with the password in plain text; `null` = there is none. */
  readonly passwordFile: string | null;
  /** The settings that were not imported, by hammer's names, with reason and remedy. */
  readonly left: readonly { readonly setting: string; readonly reason: string }[];
}

/** The folders of hammer, without the current folder, whose files another user may have written. */
export function hammerFolders(home: string): readonly string[] {
  return ['/etc/hammer', join(home, '.hammer')];
}

/**
 * Reads hammer's configuration; writes nothing. Throws a usage `Failure` if there is none, or if it
 * names no server. `profileOption` is added to the commands in its texts, if they need it.
 */
export async function importHammer(
  folders: readonly string[],
  home: string,
  signal?: AbortSignal,
  profileOption = '',
): Promise<HammerImport> {
  const files = await readHammerFiles(folders, signal);
  if (files.length === 0) {
    throw usageError(
      `no configuration of hammer found in ${folders.join(' or ')}`,
      'log in instead: rexctl login',
    );
  }
  const settings = hammerSettings(files);
  const left = [...unusable(files), ...notTaken(settings, profileOption)];
  const { host } = settings;
  if (host === null) {
    const trouble = files.find((file) => file.trouble !== null);
    throw usageError(
      `the configuration of hammer names no server${
        trouble === undefined ? '' : `; \`${trouble.path}\` is not used: ${trouble.trouble}`
      }`,
      'log in instead: rexctl login',
    );
  }
  const server = normalizeServer(host);
  const tls = await tlsFiles(settings, server, home);
  return {
    profile: {
      server,
      ...defined({
        login: settings.username ?? undefined,
        token: settings.password ?? undefined,
        organization: settings.organization ?? undefined,
        location: settings.location ?? undefined,
      }),
      ...tls.profile,
    },
    passwordFile: settings.passwordFile,
    files: files.filter(({ trouble }) => trouble === null).map(({ path }) => path),
    left: [...left, ...tls.left, ...unencrypted(server, profileOption)],
  };
}

type Left = HammerImport['left'];

function unusable(files: readonly HammerFile[]): Left {
  return files.flatMap(({ path, trouble }) =>
    trouble === null ? [] : [{ setting: path, reason: trouble }],
  );
}

function notTaken(settings: HammerSettings, profileOption: string): Left {
  const { verifiesTls, caFolder, authType, usesSessions, clientCert, clientKey } = settings;
  const isHalf = (clientCert === null) !== (clientKey === null);
  return [
    ...(usesSessions
      ? [
          {
            setting: 'use_sessions',
            reason: 'sessions of hammer are not read; rexctl has its own, from a password or token',
          },
        ]
      : []),
    ...(isHalf
      ? [
          {
            setting: clientCert === null ? 'ssl_client_key' : 'ssl_client_cert',
            reason: 'a client certificate needs both certificate and key',
          },
        ]
      : []),
    ...(verifiesTls
      ? []
      : [
          {
            setting: 'verify_ssl',
            reason: `certificates are always verified; give the CA: rexctl login --ca-file FILE${profileOption}`,
          },
        ]),
    ...(caFolder === null
      ? []
      : [
          {
            setting: 'ssl_ca_path',
            reason: `a folder; name one file: rexctl config set ca_file FILE${profileOption}`,
          },
        ]),
    ...(authType === null || /^basic/i.test(authType)
      ? []
      : [{ setting: 'default_auth_type', reason: `${authType} is not supported: use a token` }]),
    ...settings.others.map((setting) => ({ setting, reason: 'rexctl has no such setting' })),
  ];
}

function unencrypted(server: string, profileOption: string): Left {
  const { protocol, hostname } = new URL(server);
  if (protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return [];
  const remedy = `to send the password unencrypted: rexctl config set allow_plain_http true${profileOption}`;
  return [{ setting: 'host', reason: `it begins with http; ${remedy}` }];
}

interface TlsFiles {
  readonly profile: Profile;
  readonly left: Left;
}

/** The certificate files. hammer saves a fetched CA under host and port. */
async function tlsFiles(
  { caFile, clientCert, clientKey }: HammerSettings,
  server: string,
  home: string,
): Promise<TlsFiles> {
  const { hostname, port } = new URL(server);
  const fetched = join(home, '.hammer', 'certs', `${hostname}_${port === '' ? '443' : port}.pem`);
  const named = caFile === null ? null : await usableFile('ssl_ca_file', caFile, home);
  const ca = named ?? ((await isReadable(fetched)) ? { path: fetched } : null);
  const pair =
    clientCert === null || clientKey === null
      ? []
      : [
          await usableFile('ssl_client_cert', clientCert, home),
          await usableFile('ssl_client_key', clientKey, home),
        ];
  const [cert, key] = pair.map((file) => file.path);
  return {
    profile: defined({
      ca_file: ca?.path,
      client_cert_file: key === undefined ? undefined : cert,
      client_key_file: cert === undefined ? undefined : key,
    }),
    left: [named, ...pair].flatMap((file) => file?.left ?? []),
  };
}

interface UsableFile {
  readonly path?: string;
  readonly left?: Left;
}

async function usableFile(setting: string, path: string, home: string): Promise<UsableFile> {
  const whole = /^~\//.test(path) ? join(home, path.slice(2)) : path;
  if (!isAbsolute(whole))
    return { left: [{ setting, reason: `\`${path}\` depends on the current folder` }] };
  if (await isReadable(whole)) return { path: whole };
  return { left: [{ setting, reason: `\`${whole}\` cannot be read` }] };
}

async function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
}
