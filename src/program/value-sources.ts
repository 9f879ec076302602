import type { Argument, Option } from 'commander';
import type { LiveKind, SettingKey, ValueSource } from '../cli/command-model.ts';
import { isListOption } from '../cli/options/option-text.ts';
import { columnsOf } from '../cli/options/preset-columns.ts';
import { hostFailureKinds } from '../jobs/hosts/host-failure.ts';
import { type ProfileKey, profileKeys } from '../settings/profiles/profile-keys.ts';
import { presetFormats } from '../settings/profiles/stored-settings.ts';

const live = (of: LiveKind): ValueSource => ({ kind: 'live', of });
const severalHosts: ValueSource = { kind: 'live', of: 'hosts', several: true };
const file: ValueSource = { kind: 'file' };

/** The values of the keys of a profile; other keys take any text. */
const settingValues: Partial<Record<ProfileKey, ValueSource>> = {
  token_file: file,
  ca_file: file,
  client_cert_file: file,
  client_key_file: file,
  organization: live('organizations'),
  location: live('locations'),
  ...Object.fromEntries(
    Object.entries(columnsOf).map(([key, names]) => [key, { kind: 'list', words: names }]),
  ),
  format: { kind: 'words', words: presetFormats },
  allow_plain_http: { kind: 'words', words: ['true', 'false'] },
};

/** Keys that users never type, because `login` sets them. */
const notTyped = ['token', 'token_id', 'token_name', 'token_expires_at', 'ca'];

const keys: Readonly<Record<string, SettingKey>> = Object.fromEntries(
  Object.entries(profileKeys)
    .filter(([key]) => !notTyped.includes(key))
    .map(([key, about]) => [
      key,
      {
        about,
        source: Object.entries(settingValues).find(([known]) => known === key)?.[1] ?? {
          kind: 'none',
        },
      },
    ]),
);

const condition = { kind: 'condition', words: ['first-failure'], counted: ['failures'] } as const;

/** The values of options, by their flags in the help. */
export const optionSources: Readonly<Record<string, ValueSource>> = {
  '--fields <names>': { kind: 'live', of: 'fields', several: true },
  '--profile <name>': live('profiles'),
  '--organization <name>': live('organizations'),
  '--location <name>': live('locations'),
  '--host <names>': severalHosts,
  '--exclude <names>': severalHosts,
  '--diff [host|job]': live('hosts'),
  '--template <name>': live('templates'),
  '--template <name|id>': live('templates'),
  '--feature <label>': live('features'),
  '--category <name>': live('categories'),
  '--series <series>': live('series'),
  '--bookmark <name>': live('bookmarks'),
  '-i, --input <name=value>': live('inputs'),
  '--for <what>': {
    ...condition,
    words: ['done', ...condition.words],
    counted: [...condition.counted, ...hostFailureKinds],
    hosts: true,
  },
  '--cancel-when <bound>': { ...condition, hosts: false },
  '--resume <file>': file,
  '--dir <folder>': { kind: 'directory' },
};

/** The values of arguments, by name, or by command and name. */
export const argumentSources: Readonly<Record<string, ValueSource>> = {
  job: live('jobs'),
  before: live('jobs'),
  after: live('jobs'),
  host: live('hosts'),
  'output host': severalHosts,
  'show host': severalHosts,
  'why host': severalHosts,
  template: live('templates'),
  series: live('series'),
  'profile use name': live('profiles'),
  'profile show name': live('profiles'),
  'profile set name': live('profiles'),
  'profile rename name': live('profiles'),
  'profile remove name': live('profiles'),
  'profile set key=value': { kind: 'assignment', keys },
  'config get key': words(Object.keys(profileKeys)),
  'config set key': words(Object.keys(keys)),
  'config set value': { kind: 'setting', keys },
};

/** The values of an option: the words that it declares, else those in the table. */
export function optionSource(option: Option): ValueSource {
  const declared = declaredSource(option);
  if (declared !== null) return declared;
  return optionSources[option.flags] ?? (/<file>$/.test(option.flags) ? file : { kind: 'none' });
}

/** The values of an argument; `place` is its command and name. */
export function argumentSource(place: string, argument: Argument): ValueSource {
  return (
    declaredSource(argument) ??
    argumentSources[place] ??
    argumentSources[argument.name()] ?? { kind: 'none' }
  );
}

function declaredSource(described: { readonly argChoices?: readonly string[] }) {
  if (isListOption(described)) return { kind: 'list', words: described.listed } as const;
  return described.argChoices === undefined ? null : words(described.argChoices);
}

function words(all: readonly string[]): ValueSource {
  return { kind: 'words', words: all };
}
