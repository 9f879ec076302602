type Translate = (
  value: string,
  all: readonly (readonly [name: string, value: string])[],
) => readonly string[];

/** The options of rexctl for those of a command of hammer. */
export type HammerOptions = Readonly<Record<string, Translate>>;

const as =
  (flag: string): Translate =>
  (value) => [flag, value];

/** hammer takes the words of yes and no after each of its switches. */
export const nothingIfOff =
  (flag: string): Translate =>
  (value) =>
    /^(?:no|n|false|f|0)$/i.test(value) ? [] : [flag];

const seconds =
  (flag: string): Translate =>
  (value) => [flag, /^\d+$/.test(value) ? `${value}s` : value];

export const outputForms: HammerOptions = {
  csv: () => ['--format', 'csv'],
  output: (value) => (/^(?:csv|yaml|json)$/.test(value) ? ['--format', value] : []),
  interactive: (value) => (/^(?:no|false|0)$/.test(value) ? ['--no-input'] : []),
  organization: as('--organization'),
  location: as('--location'),
};

export const listOptions: HammerOptions = {
  search: as('--search'),
  'per-page': (value) => (value === 'all' ? ['--all'] : ['--limit', value]),
  page: as('--page'),
  order: (value) => ['--sort', value.trim().replace(/\s+/, ':').toLowerCase()],
};

/** rexctl has an option for the command of hammer's usual template. */
const isCommandTemplate = (name: string) => /^Run Command - (?:Script|SSH) Default$/.test(name);

/** hammer's inputs are `a=1,b=2`; a value may have commas too. */
const pairs = (value: string) => value.split(/,(?=\w+=)/);

/** A hint repeats no value that may be a secret. */
const withoutSecret = (pair: string) =>
  pair.replace(/^([^=]*(?:pass|secret|token|key)[^=]*)=.*$/is, '$1=@FILE');

export const createOptions: HammerOptions = {
  'job-template': (name, all) => (commandOf(name, all) === undefined ? ['--template', name] : []),
  'job-template-id': as('--template'),
  feature: as('--feature'),
  inputs: (value, all) => {
    const template = all.find(([name]) => name === 'job-template')?.[1] ?? '';
    const command = commandOf(template, all);
    return command !== undefined
      ? ['-c', command]
      : pairs(value).flatMap((pair) => ['-i', withoutSecret(pair)]);
  },
  'input-files': (value) => pairs(value).flatMap((pair) => ['-i', pair.replace('=', '=@')]),
  'search-query': as('--search'),
  bookmark: as('--bookmark'),
  dynamic: () => ['--dynamic'],
  async: () => ['--detach'],
  'start-at': as('--at'),
  'start-before': as('--before'),
  'cron-line': as('--cron'),
  'end-time': as('--until'),
  'max-iteration': as('--max-runs'),
  purpose: as('--purpose'),
  'concurrency-level': as('--concurrency'),
  'execution-timeout-interval': seconds('--execution-timeout'),
  'time-to-pickup': seconds('--time-to-pickup'),
  'randomized-ordering': nothingIfOff('--random-order'),
  'description-format': as('--description'),
  'effective-user': as('--effective-user'),
  'ssh-user': as('--ssh-user'),
  password: () => ['--ask-ssh-password'],
  'key-passphrase': () => ['--ask-key-passphrase'],
  'effective-user-password': () => ['--ask-effective-user-password'],
  tags: as('--ansible-tags'),
  'tags-flag': as('--ansible-tags-flag'),
};

/** The command line among the inputs, if it is the only one. */
function commandOf(template: string, all: Parameters<Translate>[1]): string | undefined {
  const inputs = all.filter(([name]) => name === 'inputs' || name === 'input-files');
  const only = inputs.length === 1 ? /^command=(.*)$/s.exec(inputs[0]?.[1] ?? '')?.[1] : undefined;
  return isCommandTemplate(template) && inputs[0]?.[0] === 'inputs' ? only : undefined;
}
