/** What `rexctl help TOPIC` explains, in the order of the list of topics. */
export const topics = [
  { name: 'options', summary: 'options of all commands' },
  { name: 'exit-codes', summary: 'exit codes and their meanings' },
  { name: 'environment', summary: 'environment variables' },
  { name: 'config', summary: 'config file, profiles, state and cache files' },
  { name: 'search', summary: 'searches for hosts and jobs' },
  { name: 'times', summary: 'times, durations and time zones' },
  { name: 'hosts', summary: 'host names, sets and files' },
  { name: 'inputs', summary: 'template inputs' },
  { name: 'secrets', summary: 'passwords, passphrases and tokens' },
  { name: 'json', summary: 'machine formats, fields and schemas' },
  { name: 'events', summary: 'the event stream of running jobs' },
  { name: 'cron', summary: 'use in scripts and from cron' },
  { name: 'safety', summary: 'limits, confirmations and other guards' },
  { name: 'old-servers', summary: 'differences between server versions' },
  { name: 'troubleshooting', summary: 'common problems and their solutions' },
  { name: 'from-hammer', summary: 'hammer commands and their rexctl equivalents' },
] as const;
