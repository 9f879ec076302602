import type { Command, CommandGroup } from '../cli/command.ts';

/** A command in the help; its module is loaded only to run it. */
export interface ListedCommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** The heading of its group in the help. */
  readonly group: string;
  /** Whether it is missing in the help: only completion scripts call it. */
  readonly hidden?: boolean;
  readonly load: () => Promise<Command | CommandGroup>;
}

/** All commands, in the order of the help. A new command needs its file and a line here. */
export const commandList: readonly ListedCommand[] = [
  ...grouped(
    'Jobs:',
    listed(
      'run',
      'start a job on hosts and wait for its result',
      () => import('../commands/run/run.ts'),
    ),
    listed('list', 'list jobs, newest first', () => import('../commands/list/list.ts'), {
      alias: 'ls',
    }),
    listed('show', 'show one job in detail', () => import('../commands/show/show.ts')),
    listed('watch', 'follow jobs live until they finish', () => import('../commands/watch.ts')),
    listed(
      'wait',
      'wait until jobs finish or a condition is met',
      () => import('../commands/wait.ts'),
    ),
    listed(
      'output',
      "show a job's output, host by host",
      () => import('../commands/output/output.ts'),
    ),
    listed('why', 'show why hosts failed, in groups', () => import('../commands/why.ts')),
    listed(
      'rerun',
      'rerun a job on all, failed or named hosts',
      () => import('../commands/rerun/rerun.ts'),
    ),
    listed(
      'cancel',
      'cancel jobs, or some hosts of a job',
      () => import('../commands/cancel/cancel.ts'),
    ),
    listed('resume', 'resume a paused job', () => import('../commands/resume.ts')),
    listed(
      'schedule',
      'list, show, enable, disable or cancel recurring jobs',
      () => import('../commands/schedule.ts'),
    ),
    listed(
      'report',
      'write a report on a job as HTML, JUnit XML or Markdown',
      () => import('../commands/report/report.ts'),
    ),
    listed('diff', 'compare two jobs host by host', () => import('../commands/diff.ts')),
  ),
  ...grouped(
    'Templates and hosts:',
    listed(
      'template',
      'list job templates and show their inputs',
      () => import('../commands/template.ts'),
    ),
    listed(
      'host',
      'list hosts, and show the last jobs of a host',
      () => import('../commands/host/host.ts'),
    ),
    listed('feature', 'list the remote execution features', () => import('../commands/feature.ts')),
    listed('bookmark', 'list saved host searches', () => import('../commands/bookmark.ts')),
    listed(
      'organization',
      'list the organizations that you can work in',
      () => import('../commands/taxonomy/organization.ts'),
    ),
    listed(
      'location',
      'list the locations that you can work in',
      () => import('../commands/taxonomy/location.ts'),
    ),
    listed(
      'stats',
      'show which hosts fail most, flap or are slow',
      () => import('../commands/stats/stats.ts'),
    ),
  ),
  ...grouped(
    'Setup and help:',
    listed(
      'demo',
      'try rexctl on a built-in server; nothing to set up',
      () => import('../commands/demo/demo.ts'),
    ),
    listed(
      'login',
      'verify and save server, user and token',
      () => import('../commands/account/login.ts'),
    ),
    listed(
      'logout',
      'delete the saved token and session',
      () => import('../commands/account/logout.ts'),
    ),
    listed(
      'whoami',
      'show the logged-in user, roles and server version',
      () => import('../commands/account/whoami.ts'),
    ),
    listed(
      'doctor',
      'check settings, server, login and permissions',
      () => import('../commands/doctor/doctor.ts'),
    ),
    listed(
      'profile',
      'list, choose and change saved servers',
      () => import('../commands/account/profile/profile.ts'),
    ),
    listed('config', 'show and change settings', () => import('../commands/config/config.ts')),
    listed(
      'log',
      'show the local history of started and cancelled jobs',
      () => import('../commands/log.ts'),
    ),
    listed(
      'completion',
      'print the completion script for bash, zsh, fish or PowerShell',
      () => import('../commands/completion/completion.ts'),
    ),
    listed('schema', 'print the JSON Schema of a document', () => import('../commands/schema.ts')),
    listed('help', 'show help for a command or topic', () => import('../commands/help/help.ts')),
    listed(
      '__complete',
      'print words for the completion scripts',
      async () => ({ __complete: (await import('../commands/completion/complete.ts')).complete }),
      { hidden: true },
    ),
  ),
];

/** Commands that share a row in the help of the program. */
export const sharedRows: readonly {
  readonly names: readonly [string, ...string[]];
  readonly summary: string;
}[] = [
  {
    names: ['feature', 'bookmark', 'organization', 'location'],
    summary: 'list features, saved host searches, organizations or locations',
  },
  { names: ['login', 'logout'], summary: 'save server, user and token; delete token and session' },
];

function grouped(
  group: string,
  ...commands: readonly Omit<ListedCommand, 'group'>[]
): readonly ListedCommand[] {
  return commands.map((command) => ({ ...command, group }));
}

/** A command that its module exports under the same name. */
function listed<Name extends string>(
  name: Name,
  summary: string,
  load: () => Promise<Readonly<Record<Name, Command | CommandGroup>>>,
  more: Pick<ListedCommand, 'alias' | 'hidden'> = {},
): Omit<ListedCommand, 'group'> {
  return { name, summary, load: async () => (await load())[name], ...more };
}
