import pMap from 'p-map';
import type { Connection } from '../../api/connection.ts';
import type { CurrentUser } from '../../api/endpoints/account.ts';
import { listBookmarks, listHosts } from '../../api/endpoints/hosts.ts';
import { listJobInvocations } from '../../api/endpoints/job-invocations.ts';
import {
  listJobTemplates,
  listRemoteExecutionFeatures,
} from '../../api/endpoints/job-templates.ts';
import { listRecurringLogics } from '../../api/endpoints/recurring-logics.ts';
import { listTasks } from '../../api/endpoints/tasks.ts';
import { Failure } from '../../errors.ts';
import { type Finding, findingOf, ok, unknown, warning } from './finding.ts';
import { isAdmin } from './server-checks.ts';

interface Login {
  readonly connection: Connection;
  readonly user: CurrentUser;
}

interface Probe {
  /** The commands that need the permission. */
  readonly commands: string;
  readonly permission: string;
  readonly role: string;
  read(connection: Connection): Promise<unknown>;
}

const one = { perPage: 1 };
const user = 'Remote Execution User';
const manager = 'Remote Execution Manager';

/**
 * The checks of permissions to read. The server does not list a user's permissions, so each check
 * reads one row.
 */
const probes: readonly Probe[] = [
  {
    commands: 'list, show, watch, wait, output',
    permission: 'view_job_invocations',
    role: user,
    read: (connection) => listJobInvocations(connection, one),
  },
  {
    commands: 'host list, run --search',
    permission: 'view_hosts',
    role: user,
    read: (connection) => listHosts(connection, one),
  },
  {
    commands: 'template list, run --template',
    permission: 'view_job_templates',
    role: user,
    read: (connection) => listJobTemplates(connection, one),
  },
  {
    commands: 'feature list, run -c',
    permission: 'view_remote_execution_features',
    role: user,
    read: listRemoteExecutionFeatures,
  },
  {
    commands: 'bookmark list, run --bookmark',
    permission: 'view_bookmarks',
    role: 'a role with view_bookmarks, usually the default role',
    read: (connection) => listBookmarks(connection, one),
  },
  {
    commands: 'times and users of jobs',
    permission: 'view_foreman_tasks',
    role: 'Tasks Reader',
    read: (connection) => listTasks(connection, one),
  },
  {
    commands: 'schedule',
    permission: 'view_recurring_logics',
    role: 'a role with view_recurring_logics; no Remote Execution role has it',
    read: (connection) => listRecurringLogics(connection, one),
  },
];

/**
 * Checks permissions by reading only: whether the user can start or cancel jobs is concluded from
 * the roles.
 */
export async function checkPermissions({
  connection,
  user: account,
}: Login): Promise<readonly Finding[]> {
  const readable = await pMap(probes, (probe) => probed(probe, connection), { concurrency: 3 });
  return [...readable, ...writes(account)];
}

async function probed(probe: Probe, connection: Connection): Promise<Finding> {
  try {
    await probe.read(connection);
    return ok(probe.commands, `allowed (${probe.permission})`);
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_allowed') return lacks(probe);
    return findingOf(probe.commands, error);
  }
}

function lacks({ commands, permission, role }: Omit<Probe, 'read'>): Finding {
  return warning(
    commands,
    `missing permission ${permission}`,
    `ask an administrator for ${role.startsWith('a role') ? role : `the role ${role}`}`,
  );
}

function writes(account: CurrentUser): readonly Finding[] {
  const roles = account.roles.map(({ name }) => name);
  const has = (...names: readonly string[]) => names.some((name) => roles.includes(name));
  return [
    writeFinding('run, rerun', isAdmin(account) || has(user, manager), user),
    writeFinding('cancel', isAdmin(account) || has(manager), manager),
  ];
}

/**
 * A finding from the roles. It is never a failure, because a role with another name may have the
 * permission.
 */
function writeFinding(commands: string, isKnown: boolean, role: string): Finding {
  return isKnown
    ? ok(commands, 'allowed by your roles')
    : unknown(commands, `your roles do not include ${role}; another role may allow it`);
}
