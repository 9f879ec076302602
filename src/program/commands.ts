import type { Command, CommandGroup } from '../cli/command.ts';

/** A command of the help; its module is loaded only when it is the one to run. */
export interface ListedCommand {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** The heading of the help that it stands under. */
  readonly group: string;
  /** Not in the help: the completion scripts call it. */
  readonly hidden?: boolean;
  readonly load: () => Promise<Command | CommandGroup>;
}

/** Every command, in the order of the help: a new one needs its file and a line here. */
export const commandList: readonly ListedCommand[] = [
  ...grouped(
    'Jobs:',
    listed('list', 'jobs, newest first', () => import('../commands/list.ts'), { alias: 'ls' }),
    listed('show', 'everything about one job', () => import('../commands/show.ts')),
    listed(
      'run',
      'start a job on hosts and wait for its result',
      () => import('../commands/run/run.ts'),
    ),
    listed(
      'watch',
      'how jobs go on, live, until they have ended',
      () => import('../commands/watch.ts'),
    ),
    listed(
      'wait',
      'wait in silence for the end of jobs, or for less',
      () => import('../commands/wait.ts'),
    ),
    listed(
      'output',
      'what the hosts of a job printed',
      () => import('../commands/output/output.ts'),
    ),
    listed(
      'cancel',
      'stop jobs, or some hosts of one',
      () => import('../commands/cancel/cancel.ts'),
    ),
    listed(
      'rerun',
      'run a job again on all, failed or named hosts',
      () => import('../commands/rerun/rerun.ts'),
    ),
    listed('resume', 'let a paused job go on', () => import('../commands/resume.ts')),
    listed(
      'schedule',
      'series of recurring jobs: list, show, cancel, enable, disable',
      () => import('../commands/schedule.ts'),
    ),
  ),
  ...grouped(
    'What jobs refer to:',
    listed('template', 'job templates and their inputs', () => import('../commands/template.ts')),
    listed('host', 'hosts that a search matches', () => import('../commands/host.ts')),
  ),
  ...grouped(
    'Connection and set-up:',
    listed(
      'login',
      'check and keep a server, a user and a token',
      () => import('../commands/account/login.ts'),
    ),
    listed(
      'logout',
      'forget the kept token and session',
      () => import('../commands/account/logout.ts'),
    ),
    listed('whoami', 'who the server takes you for', () => import('../commands/account/whoami.ts')),
    listed(
      'log',
      'what was started and cancelled from this machine',
      () => import('../commands/log.ts'),
    ),
    listed(
      'completion',
      'completion script for bash, zsh or fish',
      () => import('../commands/completion/completion.ts'),
    ),
    listed('schema', 'JSON Schemas of all answers', () => import('../commands/schema.ts')),
    listed('demo', 'try everything on an embedded server', () => import('../commands/demo.ts')),
    listed(
      '__complete',
      'words for the completion scripts',
      async () => ({ __complete: (await import('../commands/completion/complete.ts')).complete }),
      { hidden: true },
    ),
  ),
];

function grouped(
  group: string,
  ...commands: readonly Omit<ListedCommand, 'group'>[]
): readonly ListedCommand[] {
  return commands.map((command) => ({ ...command, group }));
}

/** A command that its module exports under its own name. */
function listed<Name extends string>(
  name: Name,
  summary: string,
  load: () => Promise<Readonly<Record<Name, Command | CommandGroup>>>,
  more: Pick<ListedCommand, 'alias' | 'hidden'> = {},
): Omit<ListedCommand, 'group'> {
  return { name, summary, load: async () => (await load())[name], ...more };
}
