import type { Capabilities } from '../../api/capabilities.ts';
import type { Connection } from '../../api/connection.ts';
import { type CurrentUser, readCurrentUser, readServerTime } from '../../api/endpoints/account.ts';
import { readRexVersion } from '../../api/endpoints/server.ts';
import type { Context } from '../../cli/context.ts';
import { Failure } from '../../errors.ts';
import { durationInWords } from '../../text/counts.ts';
import { checkCredential } from './credential-check.ts';
import { type Finding, findingOf, ok, unknown, warning } from './finding.ts';

/**
 * The findings about the server, and the login for the checks of permissions; `null` = the login
 * failed.
 */
export interface CheckedServer {
  readonly findings: readonly Finding[];
  readonly login: { readonly connection: Connection; readonly user: CurrentUser } | null;
}

/**
 * Checks the server by reading only. A wrong password is sent only once, because 30 failures lock
 * the address.
 */
export async function checkServer(context: Context): Promise<CheckedServer> {
  let connection: Connection;
  try {
    connection = await context.connection();
  } catch (error) {
    return { findings: [findingOf('login', error)], login: null };
  }
  const proven = connection.with({ session: 'fresh' });
  try {
    const before = context.clock.now();
    const status = await readServerTime(proven);
    const findings = [
      ok('server', `Foreman ${status.version ?? 'of unknown version'} on ${connection.server}`),
      encryption(connection.server),
      clockOf(status.date, before, context.clock.now()),
    ];
    return await checkLogin(context, proven, findings);
  } catch (error) {
    return { findings: [findingOf(isOfLogin(error) ? 'login' : 'server', error)], login: null };
  }
}

/**
 * Whether it is a problem of the login: the credential was refused or is missing, but the server
 * may be reachable.
 */
function isOfLogin(error: unknown): boolean {
  return error instanceof Failure && error.kind === 'not_logged_in';
}

async function checkLogin(
  context: Context,
  connection: Connection,
  before: readonly Finding[],
): Promise<CheckedServer> {
  try {
    const user = await readCurrentUser(connection);
    const roles = user.roles.map(({ name }) => name).join(', ');
    const rights = isAdmin(user) ? 'administrator' : roles === '' ? 'no roles' : roles;
    return {
      findings: [
        ...before,
        ok('login', `${user.login} (${rights})`),
        await checkCredential(context),
        await remoteExecution(context, connection),
      ],
      login: { connection, user },
    };
  } catch (error) {
    return { findings: [...before, findingOf('login', error)], login: null };
  }
}

export function isAdmin({ admin, effective_admin }: CurrentUser): boolean {
  return (effective_admin ?? admin) === true;
}

function encryption(server: string): Finding {
  return server.startsWith('https:')
    ? ok('tls', 'the certificate of the server is valid')
    : warning('tls', 'the connection is not encrypted', 'use the https address of the server');
}

const mostMs = 60_000;

/** Compares the server's time with the clock of this machine, between `before` and `after`. */
function clockOf(date: string | null, before: number, after: number): Finding {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return unknown('clock', 'the server sends no time');
  const difference = server - (before + after) / 2;
  if (Math.abs(difference) < mostMs) return ok('clock', "agrees with the server's clock");
  const side = difference > 0 ? 'behind' : 'ahead of';
  return warning(
    'clock',
    `this machine is ${durationInWords(Math.abs(difference))} ${side} the server: times such as --at 22:00 and --since 10m are wrong`,
    'set the clock of this machine: timedatectl set-ntp true',
  );
}

async function remoteExecution(context: Context, connection: Connection): Promise<Finding> {
  const capabilities = await connection.capabilities();
  const version = capabilities.rexVersion ?? (await knownVersion(connection));
  if (capabilities.source === 'unknown' && version === null)
    return warning(
      'remote execution',
      'version unknown: rexctl uses only what every version can do',
      'ask an administrator for the permission view_plugins',
    );
  const lacks = lacking(capabilities);
  const name = `Remote Execution ${version ?? '(version not visible to you)'}`;
  context.signal.throwIfAborted();
  return lacks.length === 0
    ? ok('remote execution', name)
    : warning('remote execution', `${name}: ${lacks.join('; ')}`, 'rexctl help old-servers');
}

async function knownVersion(connection: Connection): Promise<string | null> {
  try {
    return await readRexVersion(connection);
  } catch {
    connection.signal?.throwIfAborted();
    return null;
  }
}

/** The features of rexctl that do not work on this server. */
function lacking(capabilities: Capabilities): readonly string[] {
  return [
    capabilities.cancelSearch ? '' : 'cancel --host and --search need --via-tasks',
    capabilities.hostsEndpoint ? '' : 'show --hosts lacks host groups',
    capabilities.liveCounts ? '' : 'cancelled hosts are counted as failed',
    capabilities.effectiveUserReadable ? '' : 'jobs do not show their effective user',
  ].filter((text) => text !== '');
}
