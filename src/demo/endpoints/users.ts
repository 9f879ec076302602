import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
import { json, type Reply } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { formatTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import type { DemoTaxonomy, DemoUser } from '../world/world-records.ts';
import { tokenRoutes } from './personal-access-tokens.ts';

/** The routes of users, their tokens and the current user, and of the server and its plugins. */
export const userRoutes: readonly Route[] = [
  route('GET', '/api/status', status),
  route('GET', '/api/current_user', currentUser),
  route('GET', '/api/plugins', plugins, 'view_plugins'),
  route('GET', '/api/users', users, 'view_users'),
  ...tokenRoutes,
];

const MADE_AT = Date.UTC(2026, 0, 5, 10, 0);

function status({ foreman }: EndpointContext): Reply {
  return json({ result: 'ok', status: 200, version: foreman.world.foremanVersion, api_version: 2 });
}

function plugins({ foreman, params }: EndpointContext): Reply {
  const rows = [
    { name: 'foreman-tasks', version: foreman.abilities.refusesPastStart ? '11.0.4' : '8.2.0' },
    { name: 'foreman_remote_execution', version: foreman.abilities.pluginVersion },
  ].map((plugin, index) => ({
    id: index + 1,
    ...plugin,
    author: 'The Foreman Team',
    url: 'https://example.com',
    description: '',
  }));
  const head = { total: rows.length, subtotal: rows.length, page: 1, per_page: 20 };
  return json({
    ...head,
    search: textParam(params.search),
    sort: { by: null, order: null },
    results: rows,
  });
}

const userFields: SearchFields<DemoUser> = {
  id: { type: 'integer', get: (user) => user.id },
  login: { type: 'string', get: (user) => user.login, freeText: true },
};

function users(endpoint: EndpointContext): Reply {
  const { foreman, params } = endpoint;
  const view = ({ id, login, firstname, lastname, mail, admin }: DemoUser) => ({
    ...{ firstname, lastname, mail, admin, id, login },
  });
  return json(indexReply(foreman.world.users, params, userFields, foreman.time, view));
}

const longRunningTasks = {
  id: 1,
  name: 'long_running_tasks',
  description: 'A notification when tasks run for suspiciously long time',
  subscription_type: 'alert',
};

function currentUser(endpoint: EndpointContext): Reply {
  const { user, foreman } = endpoint;
  const { organizations, locations } = foreman.world;
  const own = (all: readonly DemoTaxonomy[], ids: readonly number[]) =>
    all
      .filter((one) => ids.includes(one.id))
      .map(({ id, name, title }) => ({ id, name, title, description: null }));
  const made = formatTime(MADE_AT, user.timezone);
  return json({
    firstname: user.firstname,
    lastname: user.lastname,
    mail: user.mail,
    mail_enabled: false,
    admin: user.admin,
    auth_source_id: 1,
    disabled: user.disabled,
    auth_source_name: 'Internal',
    timezone: user.timezone,
    locale: null,
    last_login_on: formatTime(foreman.time, user.timezone),
    created_at: made,
    updated_at: made,
    id: user.id,
    login: user.login,
    description: null,
    ssh_keys: [],
    default_location: own(locations, user.location_ids)[0] ?? null,
    locations: own(locations, user.location_ids),
    default_organization: own(organizations, user.organization_ids)[0] ?? null,
    organizations: own(organizations, user.organization_ids),
    effective_admin: user.admin,
    cached_usergroups: [],
    auth_source_internal: { id: 1, type: 'AuthSourceInternal', name: 'Internal' },
    mail_notifications: [longRunningTasks],
    roles: user.roles.map((name, index) => ({
      name,
      id: index + 10,
      description: null,
      origin: null,
    })),
    usergroups: [],
  });
}
