import { topics } from '../topics.ts';
import { own, same, type WordTable } from './word-table.ts';

/** Words under which users look for a topic. */
const topicWords: WordTable = {
  ...same('options', 'option', 'globals', 'global-options', 'flags', 'commands', 'formats'),
  ...same('options', 'format', 'fields', 'columns', 'csv', 'yaml', 'verbose', 'quiet'),
  ...same('exit-codes', 'exit', 'exitcode', 'exitcodes', 'exit-status', 'codes', 'return-codes'),
  ...same('environment', 'env', 'proxy', 'envvars', 'environment-variables', 'variables'),
  ...same('settings', 'setting', 'config-file', 'configuration', 'keys', 'profiles'),
  ...same('settings', 'telemetry', 'kerberos'),
  ...same('files', 'file', 'paths', 'folders', 'directories', 'state', 'cache', 'locks', 'xdg'),
  ...same('search', 'searches', 'searching', 'filter', 'filters', 'queries'),
  ...same('times', 'date', 'dates', 'duration', 'durations', 'timezone', 'timezones', 'zones'),
  ...same('hosts', 'host-names', 'names', 'sets', 'targets', 'targeting', 'inventory', 'patterns'),
  ...same('inputs', 'parameters', 'params', 'ansible', 'effective-user', 'scripts'),
  ...same('secrets', 'password', 'passwords', 'token', 'tokens', 'credentials', 'sudo', 'ssh'),
  ...same('following', 'live', 'streaming', 'interrupt', 'detach'),
  ...same('results', 'reports', 'reruns', 'statistics', 'differences'),
  ...same('json', 'query', 'jmespath', 'schemas', 'scripting'),
  ...same('events', 'ndjson', 'stream'),
  ...same(
    'cron',
    'crontab',
    'schedules',
    'scheduling',
    'recurring',
    'series',
    'daily',
    'nightly',
    'weekly',
  ),
  ...same('when-done', 'metrics', 'prometheus', 'notifications', 'hooks', 'webhooks'),
  ...same('safety', 'guards', 'limits', 'canary', 'confirmation', 'dry-run'),
  ...same('old-servers', 'versions', 'compatibility', 'permissions', 'roles', 'satellite'),
  ...same(
    'troubleshooting',
    'problems',
    'faq',
    'errors',
    'certificates',
    'certificate',
    'ca',
    'tls',
    'ssl',
  ),
  ...same('installation', 'install', 'packages', 'update', 'upgrade', 'uninstall', 'docker'),
  ...same('from-hammer', 'hammer', 'migration', 'job-invocation', 'job-template'),
};

/** The topic under another name of it: `env`, or `hosts.md`. */
export function topicInstead(word: string): string | undefined {
  const name = word.toLowerCase().replace(/\.md$|^rexctl-/g, '');
  return topics.some((topic) => topic.name === name) ? name : own(topicWords, name);
}
