import type { Profile } from './stored-settings.ts';

export type ProfileKey = keyof Profile;

/** What each key of a profile in the settings file is for, in the order of the manual. */
export const profileKeys: Readonly<Record<ProfileKey, string>> = {
  server: 'address of the Foreman server',
  login: 'user name',
  token: 'password or personal access token, in plain text',
  keyring_entry: 'entry of the keyring of the system with that password or token',
  token_id: 'number of a personal access token that `login --create-token` created',
  token_name: 'its name on the server',
  token_expires_at: 'when it expires',
  token_file: 'file whose first line is the password or token',
  credential_command: 'command whose first line of output is the password or token',
  organization: 'organization to work in: name, title or id',
  location: 'location to work in: name, title or id',
  ca: "certificate of the server's CA, as PEM text",
  ca_file: 'file with that certificate',
  client_cert_file: 'file with the certificate that this client shows to the server, as PEM text',
  client_key_file: 'file with the key of that certificate, as PEM text without a passphrase',
  allow_plain_http: '`true` allows an address that begins with http',
  host_limit: 'how many hosts a command may reach without a confirmation',
  format: 'output format on a terminal: table, plain, json or yaml',
  list_columns: 'columns of `rexctl list` on a terminal, as `--columns`',
  schedule_list_columns: 'the same of `rexctl schedule list`',
  template_list_columns: 'the same of `rexctl template list`',
  feature_list_columns: 'the same of `rexctl feature list`',
  bookmark_list_columns: 'the same of `rexctl bookmark list`',
  organization_list_columns: 'the same of `rexctl organization list`',
  location_list_columns: 'the same of `rexctl location list`',
  stats_columns: 'the same of `rexctl stats`',
  update_notice: '`true` shows once a day on a terminal that a newer version is available',
};

/** The keys alone, in the same order. */
export const profileKeyNames = Object.keys(profileKeys) as readonly ProfileKey[];
