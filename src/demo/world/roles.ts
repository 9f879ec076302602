/**
 * The roles of the plugin; docs/internals/protocol.md, "Permissions", lists what they cannot do.
 */
export type Role = 'Remote Execution User' | 'Remote Execution Manager' | 'Viewer';

/** The permissions of the default role, which all users have. */
export const permissionsOfEverybody: readonly string[] = ['view_bookmarks'];

const execute: readonly string[] = [
  'view_job_invocations',
  'create_job_invocations',
  'create_template_invocations',
  'view_job_templates',
  'view_hosts',
  'view_smart_proxies',
  'view_remote_execution_features',
];

const viewEverything: readonly string[] = ['view_organizations', 'view_locations', 'view_users'];

const permissions: Record<Role, readonly string[]> = {
  'Remote Execution User': execute,
  'Remote Execution Manager': [
    ...execute,
    'cancel_job_invocations',
    'edit_job_templates',
    'edit_remote_execution_features',
  ],
  Viewer: [
    ...execute.filter((name) => name.startsWith('view_') && name !== 'view_job_invocations'),
    ...viewEverything,
  ],
};

export function permissionsOfRole(role: Role): readonly string[] {
  return permissions[role];
}
