import { uuidOf } from '../hosts/random.ts';
import { type EndpointContext, type Route, route, textParam } from '../http/endpoint-context.ts';
import { forbidden, HttpError, json, type Reply, resourceNotFound } from '../http/http-errors.ts';
import { indexReply } from '../http/paging.ts';
import { isRecord, toInteger } from '../http/ruby.ts';
import { formatTime, parseTime } from '../jobs/zone.ts';
import type { SearchFields } from '../search/index.ts';
import { can } from '../world/visibility.ts';
import type { DemoToken, DemoUser } from '../world/world-records.ts';

/** The routes of tokens: a user's own need no permission, but those of others do. */
export const tokenRoutes: readonly Route[] = [
  route('GET', '/api/users/:user_id/personal_access_tokens', tokens),
  route('GET', '/api/users/:user_id/personal_access_tokens/:id', showToken),
  route('POST', '/api/users/:user_id/personal_access_tokens', createToken),
  route('DELETE', '/api/users/:user_id/personal_access_tokens/:id', revokeToken),
];

/** The owner of the tokens. A login in the path needs the permission, even the user's own login. */
function tokenOwner(endpoint: EndpointContext, permission: string): DemoUser {
  const wanted = endpoint.path.user_id ?? '';
  const { users } = endpoint.foreman.world;
  const isSelf = toInteger(wanted) === endpoint.user.id;
  if (!isSelf && !can(endpoint.user, permission)) throw forbidden(permission);
  const owner = users.find((one) => one.id === toInteger(wanted) || one.login === wanted);
  if (owner === undefined) throw resourceNotFound('user', wanted);
  return owner;
}

function tokens(endpoint: EndpointContext): Reply {
  const owner = tokenOwner(endpoint, 'view_personal_access_tokens');
  const fields: SearchFields<DemoToken> = {
    id: { type: 'integer', get: (token) => token.id },
    name: { type: 'string', get: (token) => token.name, freeText: true },
  };
  const { foreman, params } = endpoint;
  const view = (token: DemoToken) => tokenView(endpoint, owner, token);
  return json(indexReply(owner.tokens, params, fields, foreman.time, view));
}

function showToken(endpoint: EndpointContext): Reply {
  const owner = tokenOwner(endpoint, 'view_personal_access_tokens');
  return json(tokenView(endpoint, owner, tokenOf(endpoint, owner)));
}

function createToken(endpoint: EndpointContext): Reply {
  const { foreman, user, params } = endpoint;
  const owner = tokenOwner(endpoint, 'create_personal_access_tokens');
  // The wrapper is optional: without it the parameters are read directly.
  const given = isRecord(params.personal_access_token) ? params.personal_access_token : params;
  const name = textParam(given.name)?.trim() ?? '';
  const end = textParam(given.expires_at);
  const time = end === null || end === '' ? null : parseTime(end, user.timezone, foreman.time);
  refuseInvalid({ name, end, time }, owner, foreman.time);
  const others = foreman.world.users.flatMap((one) => one.tokens.map(({ id }) => id));
  const id = Math.max(0, ...others) + 1;
  const value = uuidOf(foreman.seed, 'token', owner.id, id).replaceAll('-', '').slice(0, 22);
  const expires = time === null ? null : formatTime(time, user.timezone);
  const token = { id, name, value, expires_at: expires, revoked: false };
  owner.tokens.push(token);
  return json({ token_value: value, ...tokenView(endpoint, owner, token) }, 201);
}

interface GivenToken {
  readonly name: string;
  readonly end: string | null;
  readonly time: number | null;
}

/** Refuses an invalid token. The names of revoked tokens stay taken: nothing deletes a token. */
function refuseInvalid({ name, end, time }: GivenToken, owner: DemoUser, now: number): void {
  if (name === '') throw invalidToken('name', "can't be blank");
  if (name.length > 255) throw invalidToken('name', 'is too long (maximum is 255 characters)');
  if (owner.tokens.some((token) => token.name === name))
    throw invalidToken('name', 'has already been taken');
  if (end !== null && end !== '' && time === null)
    throw invalidToken('expires_at', `Could not parse timestamp '${end}'`);
  if (time !== null && time < now) throw invalidToken('expires_at', 'cannot be in the past');
}

/** 422 d of docs/internals/protocol.md: a field of a new token is invalid. */
function invalidToken(field: 'name' | 'expires_at', problem: string): HttpError {
  const label = field === 'name' ? 'Name' : 'Expires at';
  const error = {
    id: null,
    errors: { [field]: [problem] },
    full_messages: [`${label} ${problem}`],
  };
  return new HttpError({ status: 422, body: { kind: 'json', value: { error } } });
}

function tokenView(
  { foreman, user }: EndpointContext,
  owner: DemoUser,
  { id, name, expires_at, revoked }: DemoToken,
): Record<string, unknown> {
  const now = formatTime(foreman.time, user.timezone);
  const isOver = expires_at !== null && Date.parse(expires_at) < foreman.time;
  return {
    id,
    name,
    expires_at,
    'active?': !revoked && !isOver,
    'revoked?': revoked,
    user_id: owner.id,
    last_used_at: null,
    created_at: now,
    updated_at: now,
  };
}

function tokenOf({ path }: EndpointContext, owner: DemoUser): DemoToken {
  const token = owner.tokens.find((one) => one.id === toInteger(path.id));
  if (token !== undefined) return token;
  throw resourceNotFound('personal_access_token', path.id ?? '');
}

function revokeToken(endpoint: EndpointContext): Reply {
  const owner = tokenOwner(endpoint, 'revoke_personal_access_tokens');
  const token = tokenOf(endpoint, owner);
  token.revoked = true;
  return json(tokenView(endpoint, owner, token));
}
