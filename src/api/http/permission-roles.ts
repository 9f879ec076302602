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

/** Permissions that surprise: whoever runs jobs would expect to have them. */
const noRole: ReadonlySet<string> = new Set([
  'view_template_invocations',
  'view_recurring_logics',
  'create_recurring_logics',
  'edit_recurring_logics',
  'edit_foreman_tasks',
  'view_plugins',
  'execute_jobs_on_infrastructure_hosts',
]);

/** What an administrator can grant, as far as the protocol tells; one line. */
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
