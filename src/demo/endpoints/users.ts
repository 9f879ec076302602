import { uuidOf } from '../hosts/random.ts';
import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
import {
  errorMessage,
  forbidden,
  HttpError,
  json,
  type Reply,
  resourceNotFound,
} from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { isRecord, toInteger } from '../http/ruby.ts';
import { formatTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import { can } from '../world/visibility.ts';
import type { DemoTaxonomy, DemoToken, DemoUser } from '../world/world-records.ts';

/** Who is calling and with which token, and what the server is made of. */
export const userRoutes: readonly Route[] = [
  route('GET', '/api/status', status),
  route('GET', '/api/current_user', currentUser),
  route('GET', '/api/plugins', plugins, 'view_plugins'),
  route('GET', '/api/users', users, 'view_users'),
  route('POST', '/api/users/:user_id/personal_access_tokens', createToken),
  route('DELETE', '/api/users/:user_id/personal_access_tokens/:id', revokeToken),
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

/** A user's own tokens, and with the permission those of others. */
function tokenOwner(endpoint: EndpointContext, permission: string): DemoUser {
  const wanted = endpoint.path.user_id ?? '';
  const owner = endpoint.foreman.world.users.find(
    (one) => one.id === toInteger(wanted) || one.login === wanted,
  );
  if (owner !== undefined && owner.id === endpoint.user.id) return owner;
  if (!can(endpoint.user, permission)) throw forbidden(permission);
  if (owner === undefined) throw resourceNotFound('user', wanted);
  return owner;
}

function createToken(endpoint: EndpointContext): Reply {
  const owner = tokenOwner(endpoint, 'create_personal_access_tokens');
  const given = isRecord(endpoint.params.personal_access_token)
    ? endpoint.params.personal_access_token
    : {};
  const name = textParam(given.name)?.trim() ?? '';
  if (name === '') throw invalidToken("can't be blank");
  if (owner.tokens.some((token) => token.name === name && !token.revoked))
    throw invalidToken('has already been taken');
  const id =
    Math.max(
      0,
      ...endpoint.foreman.world.users.flatMap((user) => user.tokens.map((token) => token.id)),
    ) + 1;
  const value = uuidOf(endpoint.foreman.seed, 'token', owner.id, id)
    .replaceAll('-', '')
    .slice(0, 22);
  const token = { id, name, value, expires_at: textParam(given.expires_at), revoked: false };
  owner.tokens.push(token);
  return json({ token_value: value, ...tokenView(endpoint, owner, token) }, 201);
}

/** 422 d */
function invalidToken(problem: string): HttpError {
  const error = { id: null, errors: { name: [problem] }, full_messages: [`Name ${problem}`] };
  return new HttpError({ status: 422, body: { kind: 'json', value: { error } } });
}

function tokenView(
  endpoint: EndpointContext,
  owner: DemoUser,
  token: DemoToken,
): Record<string, unknown> {
  const now = formatTime(endpoint.foreman.time, endpoint.user.timezone);
  return {
    id: token.id,
    name: token.name,
    expires_at: token.expires_at,
    'active?': !token.revoked,
    'revoked?': token.revoked,
    user_id: owner.id,
    last_used_at: null,
    created_at: now,
    updated_at: now,
  };
}

function revokeToken(endpoint: EndpointContext): Reply {
  const owner = tokenOwner(endpoint, 'revoke_personal_access_tokens');
  const token = owner.tokens.find((one) => one.id === toInteger(endpoint.path.id));
  if (token === undefined)
    throw errorMessage(404, `Resource personal_access_token not found by id '${endpoint.path.id}'`);
  token.revoked = true;
  return json(tokenView(endpoint, owner, token));
}
