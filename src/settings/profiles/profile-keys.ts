import type { Profile } from './stored-settings.ts';

export type ProfileKey = keyof Profile;

/** The keys of a profile with their meanings, in the groups of the manual. */
export const profileKeyGroups = {
  login: {
    server: 'address of the Foreman server',
    login: 'user name',
    token: 'password or personal access token, in plain text',
    keyring_entry: 'entry of the system keyring that holds the password or token',
    token_id: 'number of the token that `login --create-token` created',
    token_name: 'name of that token on the server',
    token_expires_at: 'when that token expires',
    token_file: 'file whose first line is the password or token',
    credential_command: 'command whose first line of output is the password or token',
  },
  scope: {
    organization: 'organization to work in: name, title or id',
    location: 'location to work in: name, title or id',
  },
  certificates: {
    ca: "certificate of the server's CA, as PEM text",
    ca_file: "PEM file with the certificate of the server's CA",
    client_cert_file: 'PEM file with your client certificate',
    client_key_file: 'PEM file with its private key, without a passphrase',
    allow_plain_http: '`true` allows a server address that begins with `http://`',
  },
  limit: {
    host_limit: 'a job on more hosts than this needs a confirmation (default: 50)',
  },
  output: {
    format: 'output format on a terminal: table, plain, json or yaml',
    list_columns: 'columns of `rexctl list` on a terminal',
    schedule_list_columns: 'columns of `rexctl schedule list`',
    template_list_columns: 'columns of `rexctl template list`',
    feature_list_columns: 'columns of `rexctl feature list`',
    bookmark_list_columns: 'columns of `rexctl bookmark list`',
    organization_list_columns: 'columns of `rexctl organization list`',
    location_list_columns: 'columns of `rexctl location list`',
    stats_columns: 'columns of `rexctl stats`',
    update_notice: '`true`: show once a day on a terminal if a newer version is available',
  },
} as const;

/** The keys of all groups, with their meanings. */
export const profileKeys: Readonly<Record<ProfileKey, string>> = {
  ...profileKeyGroups.login,
  ...profileKeyGroups.scope,
  ...profileKeyGroups.certificates,
  ...profileKeyGroups.limit,
  ...profileKeyGroups.output,
};

/** The names of the keys, in the same order. */
export const profileKeyNames = Object.keys(profileKeys) as readonly ProfileKey[];
