/** The version of all machine-readable answers. */
export const schemaVersion = 'rexctl/1' as const;

/** The published JSON Schemas by name, and what each describes. */
export const schemaNames = {
  error: 'a failure on standard error, of every command',
  event: 'one line of --format ndjson of run, rerun, watch, wait, cancel and output --follow',
  follow: 'run, rerun, watch, wait and output --follow with one job',
  'follow-jobs': 'watch and wait with several jobs; run --canary',
  started: 'run and rerun with --detach, and run with --at or --cron',
  'dry-run': 'run and rerun with --dry-run',
  'nothing-to-do': 'rerun where no host is left to run on',
  list: 'list',
  show: 'show',
  output: 'output',
  'output-raw': 'output --raw',
  'output-group': 'output --group',
  'output-diff': 'output --diff',
  'output-dir': 'output --dir',
  cancel: 'cancel of one job',
  'cancel-jobs': 'cancel of several jobs, and with --jobs-search',
  schedules: 'schedule list',
  schedule: 'schedule show',
  'schedule-change': 'schedule cancel, enable and disable',
  templates: 'template list',
  template: 'template show',
  hosts: 'host list',
  resume: 'resume',
  log: 'log',
  'log-path': 'log --path',
  account: 'login and whoami',
  logout: 'logout',
} as const;

export type SchemaName = keyof typeof schemaNames;
