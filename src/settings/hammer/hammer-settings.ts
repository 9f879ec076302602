import type { HammerFile } from './hammer-files.ts';

/** The part of hammer's configuration that rexctl can use; `null` = not set. */
export interface HammerSettings {
  readonly host: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly organization: string | null;
  readonly location: string | null;
  readonly caFile: string | null;
  readonly caFolder: string | null;
  /** Whether hammer verifies certificates. */
  readonly verifiesTls: boolean;
  readonly clientCert: string | null;
  readonly clientKey: string | null;
  /** The login method, e.g. `Negotiate`; `null` = password. */
  readonly authType: string | null;
  /** Whether hammer logs in with sessions, and ignores the password in its files. */
  readonly usesSessions: boolean;
  /** The file whose password hammer uses, i.e. the last one that has a password. */
  readonly passwordFile: string | null;
  /** Other keys of the connection. */
  readonly others: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Merges the files as hammer does, and returns the settings of the connection. A key may begin with
 * a colon, as symbols in Ruby do.
 */
export function hammerSettings(files: readonly HammerFile[]): HammerSettings {
  const all = files.map(({ values }) => plainKeys(values)).reduce(merged, {});
  const [foreman, ssl, defaults] = [
    section(all, 'foreman'),
    section(all, 'ssl'),
    section(all, 'defaults'),
  ];
  const verify = ssl.verify_ssl ?? foreman.verify_ssl;
  return {
    host: text(foreman.host),
    username: text(foreman.username),
    password: text(foreman.password),
    organization: defaultOf('organization', foreman, defaults),
    location: defaultOf('location', foreman, defaults),
    caFile: text(ssl.ssl_ca_file),
    caFolder: text(ssl.ssl_ca_path),
    verifiesTls: !/^(?:false|no|off|0)$/i.test(text(verify) ?? ''),
    clientCert: text(ssl.ssl_client_cert),
    clientKey: text(ssl.ssl_client_key),
    authType: text(foreman.default_auth_type),
    usesSessions: foreman.use_sessions === true || text(foreman.use_sessions) === 'true',
    passwordFile: passwordFile(files),
    others: [...Object.keys(foreman), ...Object.keys(ssl)].filter((key) => !known.includes(key)),
  };
}

/**
 * The keys that are not in `others`: they are imported, reported in a different way, or irrelevant.
 */
const known: readonly string[] = [
  ...['host', 'username', 'password', 'default_auth_type', 'use_sessions', 'verify_ssl'],
  ...['ssl_ca_file', 'ssl_ca_path', 'ssl_client_cert', 'ssl_client_key'],
  ...['organization', 'organization_id', 'organization_title', 'organization_name'],
  ...['location', 'location_id', 'location_title', 'location_name'],
  ...['enable_module', 'refresh_cache'],
];

function passwordFile(files: readonly HammerFile[]): string | null {
  const withPassword = files.filter(
    ({ values }) => text(section(plainKeys(values), 'foreman').password) !== null,
  );
  return withPassword.at(-1)?.path ?? null;
}

function plainKeys(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/^:/, '').replaceAll('-', '_'),
      isFields(inner) ? plainKeys(inner) : inner,
    ]),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function merged(before: Fields, later: Fields): Fields {
  const changes = Object.entries(later).map(([key, value]) => {
    const old = before[key];
    return [key, isFields(old) && isFields(value) ? merged(old, value) : value] as const;
  });
  return { ...before, ...Object.fromEntries(changes) };
}

function section(all: Fields, name: string): Fields {
  const value = all[name];
  return isFields(value) ? value : {};
}

/**
 * A default. `hammer defaults add` writes `{ value: … }`; older files have the name or id itself.
 */
function defaultOf(what: string, foreman: Fields, defaults: Fields): string | null {
  const names = [what, `${what}_id`, `${what}_title`, `${what}_name`];
  const kept = names.map((name) => defaults[name]).find((value) => value !== undefined);
  const own = names.map((name) => foreman[name]).find((value) => value !== undefined);
  const value = text(isFields(kept) ? kept.value : kept) ?? text(own);
  return value === '-1' ? null : value;
}

function text(value: unknown): string | null {
  if (['number', 'bigint', 'boolean'].includes(typeof value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
