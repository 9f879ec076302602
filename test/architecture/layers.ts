const ground = ['environment', 'errors', 'clock', 'defined', 'text'];
const basement = ['documents', 'jobs', 'settings', ...ground];
const services = ['api', 'ui', ...basement];
const program = ['cli', ...services];

/**
 * The modules of `src`, a folder or a file each, and what each of them may import. Imports go down
 * only: what stands further up in this table is never named further down.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  main: ['program', 'cli', 'ui', 'demo', 'settings', 'errors', 'clock'],
  program: ['commands', ...program],
  commands: ['attach', 'start', 'lookup', 'guards', 'follow', ...program],
  attach: ['lookup', 'guards', 'follow', ...program],
  start: ['guards', ...program],
  lookup: ['follow', ...program],
  guards: program,
  cli: services,
  follow: ['api', 'jobs', ...ground],
  ui: ['documents', 'jobs', ...ground],
  api: ['jobs', ...ground],
  settings: ground,
  documents: ['jobs', 'errors'],
  jobs: ground.filter((one) => one !== 'clock'),
  text: [],
  environment: [],
  errors: [],
  clock: [],
  defined: [],
  demo: [],
  load: ['settings', 'environment'],
  build: ['program', 'cli', 'ui', 'documents', 'jobs', 'settings', 'environment', 'errors'],
};

const commandLine = ['attach', 'build', 'cli', 'commands', 'guards', 'program', 'start'];

/** The libraries of the program, and the modules that may import each. */
export const libraries: Readonly<Record<string, readonly string[]>> = {
  '@clack/prompts': ['ui'],
  '@commander-js/extra-typings': commandLine,
  '@cyclonedx/cyclonedx-library': ['build'],
  '@napi-rs/keyring': ['settings'],
  '@jmespath-community/jmespath': ['ui'],
  '@valibot/to-json-schema': ['build'],
  chalk: ['ui'],
  'chrono-node': ['ui'],
  'cli-table3': ['ui'],
  commander: ['build', 'cli', 'program'],
  conf: ['settings'],
  croner: ['jobs'],
  cronstrue: ['ui'],
  'csv-stringify': ['ui'],
  diff: ['ui'],
  esbuild: ['build'],
  'log-update': ['ui'],
  marked: ['ui'],
  ora: ['ui'],
  'p-map': ['attach', 'commands', 'follow', 'lookup', 'start'],
  'proper-lockfile': ['settings'],
  'string-width': ['ui'],
  'temporal-polyfill': ['jobs'],
  undici: ['api'],
  valibot: ['api', 'attach', 'commands', 'documents', 'follow', 'settings', 'ui'],
  yaml: ['settings', 'start', 'ui'],
};
