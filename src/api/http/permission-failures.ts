import { Failure } from '../../errors.ts';
import { RefusedRecord } from '../failures.ts';
import { type ErrorBody, uncapitalised } from './error-body.ts';

/** Which of the roles that come with Remote Execution has a permission. */
const userRole: ReadonlySet<string> = new Set([
  'view_job_invocations',
  'create_job_invocations',
  'create_template_invocations',
  'view_job_templates',
  'view_hosts',
  'view_smart_proxies',
  'view_remote_execution_features',
]);

const managerRole: ReadonlySet<string> = new Set([
  ...userRole,
  'cancel_job_invocations',
  'edit_job_templates',
]);

/** Permissions that the roles lack, although running jobs seems to include them. */
const noRole: ReadonlySet<string> = new Set([
  'view_template_invocations',
  'view_recurring_logics',
  'create_recurring_logics',
  'edit_recurring_logics',
  'edit_foreman_tasks',
  'view_plugins',
  'execute_jobs_on_infrastructure_hosts',
]);

/** What an administrator can grant, in one line. */
export function grantHint(login: string | null, permissions: readonly string[]): string {
  const who = login ?? 'the user';
  return `an administrator can give ${who} a role with: ${permissions.join(', ')}${roleText(permissions)}`;
}

function roleText(permissions: readonly string[]): string {
  const these = permissions.length === 1 ? 'it' : 'them';
  if (permissions.every((name) => userRole.has(name)))
    return ` (Remote Execution User has ${these})`;
  if (permissions.every((name) => managerRole.has(name)))
    return ` (Remote Execution Manager has ${these})`;
  return permissions.every((name) => noRole.has(name))
    ? ` (no Remote Execution role has ${these})`
    : '';
}

interface Asker {
  readonly host: string;
  readonly login: string | null;
}

interface Denied extends Asker {
  readonly status: number;
}

/** What a 403 means. */
export function notAllowed({ status, host, login }: Denied, body: ErrorBody): Failure {
  const missing = body.missingPermissions.join(', ');
  const who = login === null ? 'you are' : `${login} is`;
  const what = missing === '' ? (body.message ?? 'access denied') : `missing permission ${missing}`;
  return new Failure(
    'not_allowed',
    `${who} not allowed to do this on ${host}: ${uncapitalised(what)}`,
    {
      hint: missing === '' ? undefined : grantHint(login, body.missingPermissions),
      httpStatus: status,
    },
  );
}

/** A missing permission that the server reports as a database error; `null` for another text. */
export function refusedRecord(text: string, { host, login }: Asker): RefusedRecord | null {
  if (!/^PG::NotNullViolation\b/.test(text)) return null;
  const who = login === null ? 'you are' : `${login} is`;
  if (text.includes('recurring_logics')) {
    return new RefusedRecord(
      `${who} not allowed to do this on ${host}: missing permission create_recurring_logics`,
      grantHint(login, ['create_recurring_logics', 'edit_recurring_logics']),
      { httpStatus: 500 },
    );
  }
  const whose = login === null ? 'your' : `${login}'s`;
  return new RefusedRecord(
    `${who} not allowed to start this job on ${host}: the filters on create_job_invocations do not cover it`,
    `an administrator can change the filters of ${whose} roles`,
    { httpStatus: 500 },
  );
}
