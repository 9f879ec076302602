import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ApiRequest } from '../../../src/api/connection.ts';
import { readCurrentUser, readStatus } from '../../../src/api/endpoints/account.ts';
import { sessionKey } from '../../../src/api/http/session.ts';
import { type Demo, demo, passwords } from '../demo.ts';
import { MemorySessions, openTo } from '../open.ts';
import { cookieHeader, json, tinyServer } from './tiny-server.ts';

const status: ApiRequest = { method: 'GET', path: '/api/status' };

describe('logging in', () => {
  let world: Demo;
  beforeEach(async () => {
    world = await demo();
  });
  afterEach(() => world.close());

  /** Requests that carried a password or token. */
  const logins = () =>
    world.server.requests.filter((request) => request.headers.authorization !== undefined);

  it('happens once; later requests, also of the next command, carry only the session', async () => {
    const sessions = new MemorySessions();
    const { connection } = world.open({ sessions });
    for (let i = 0; i < 3; i++) await readStatus(connection);
    const next = world.open({ sessions }).connection;
    await readStatus(next);
    await next
      .request({
        method: 'POST',
        path: '/foreman_tasks/api/tasks/bulk_cancel',
        body: { task_ids: ['x'] },
      })
      .catch(() => undefined);
    expect(logins()).toHaveLength(1);
    expect(world.server.requests).toHaveLength(5);
    expect(sessions.writes).toHaveLength(1);
  });

  it('happens once for many requests at the same moment', async () => {
    const { connection } = world.open();
    await Promise.all(Array.from({ length: 20 }, () => readStatus(connection)));
    expect(logins()).toHaveLength(1);
    expect(world.server.requests).toHaveLength(20);
  });

  it('happens once more for many requests whose session has expired, and each is answered', async () => {
    const { connection, sessions } = world.open();
    await readStatus(connection);
    world.server.expireSessions();
    const answers = await Promise.all(Array.from({ length: 8 }, () => readStatus(connection)));
    expect(answers).toHaveLength(8);
    expect(logins()).toHaveLength(2);
    expect(sessions.drops).toHaveLength(1);
    expect(sessions.cookies.size).toBe(1);
  });

  it('lets a write through whose session had expired, processed once', async () => {
    const { connection } = world.open();
    await readStatus(connection);
    await world.clock.sleep(61 * 60_000);
    await connection.request({ method: 'POST', path: '/api/job_invocations/201/rerun' });
    const reruns = world.server.requests.filter((request) => request.method === 'POST');
    expect(reruns.map((request) => request.status)).toEqual([401, 201]);
  });

  it('takes a personal access token in place of the password', async () => {
    const { connection } = world.open({ login: 'anna', secret: 'anna-token-0123456789ab' });
    await expect(readCurrentUser(connection)).resolves.toMatchObject({
      login: 'anna',
      admin: false,
    });
  });

  it('with a wrong password fails once and for all: nothing more is sent (trap 50)', async () => {
    const { connection } = world.open({ secret: 'wrong' });
    const expected = {
      kind: 'not_logged_in',
      exitCode: 4,
      httpStatus: 401,
      message: expect.stringMatching(/wrong user or password for .* \(401\): user admin$/),
      hint: expect.stringMatching(/^try again: rexctl login\n30 failed logins lock this address/),
    };
    await expect(readStatus(connection)).rejects.toMatchObject(expected);
    await expect(readStatus(connection)).rejects.toMatchObject(expected);
    await expect(readStatus(connection.with({ session: 'fresh' }))).rejects.toMatchObject(expected);
    expect(world.server.requests).toHaveLength(1);
  });

  it('with a wrong password fails once for many requests at the same moment', async () => {
    const { connection } = world.open({ secret: 'wrong' });
    const ends = await Promise.allSettled(Array.from({ length: 20 }, () => readStatus(connection)));
    expect(ends.every((end) => end.status === 'rejected')).toBe(true);
    expect(world.server.requests).toHaveLength(1);
  });

  it('that has been locked out reports it, and how long to wait', async () => {
    for (let i = 0; i < 30; i++)
      await readStatus(world.open({ secret: `wrong ${i}` }).connection).catch(() => undefined);
    await expect(readStatus(world.open().connection)).rejects.toMatchObject({
      kind: 'not_logged_in',
      message: expect.stringContaining('has locked this address after too many failed logins'),
      hint: expect.stringContaining('wait 5 minutes'),
    });
  });

  it('to a disabled account shows what the server said', async () => {
    const { connection } = world.open({ login: 'gone', secret: 'gone-secret' });
    await expect(readStatus(connection)).rejects.toMatchObject({
      message: expect.stringContaining('user account is disabled'),
    });
  });

  it('is asked for when there is no credential', async () => {
    const { connection } = world.open({ login: null, secret: null });
    await expect(readStatus(connection)).rejects.toMatchObject({
      kind: 'not_logged_in',
      message: expect.stringMatching(/^not logged in to 127\.0\.0\.1:\d+$/),
    });
    expect(logins()).toHaveLength(0);
  });

  it('does not borrow the session of another user, server or password', async () => {
    const sessions = new MemorySessions();
    await readStatus(world.open({ sessions }).connection);
    const anna = world.open({ sessions, login: 'anna', secret: passwords.anna }).connection;
    await expect(readCurrentUser(anna)).resolves.toMatchObject({ login: 'anna' });
    await expect(
      readStatus(world.open({ sessions, secret: 'wrong' }).connection),
    ).rejects.toMatchObject({
      exitCode: 4,
    });
    expect(sessions.cookies.size).toBe(2);
  });

  it('is proved afresh where that is asked for, and the session that comes of it is used later', async () => {
    const sessions = new MemorySessions();
    await readStatus(world.open({ sessions }).connection);
    const { connection } = world.open({ sessions });
    await readStatus(connection.with({ session: 'fresh' }));
    await readStatus(connection);
    const sent = world.server.requests.map(({ headers }) => [
      headers.authorization !== undefined,
      headers.cookie !== undefined,
    ]);
    expect(sent).toEqual([
      [true, false],
      [true, false],
      [false, true],
    ]);
  });

  it('continues without a store that can be read or written', async () => {
    const broken = {
      read: () => Promise.reject(new Error('io')),
      write: () => Promise.reject(new Error('io')),
      drop: () => Promise.reject(new Error('io')),
    };
    const { connection } = world.open({ sessions: broken });
    await readStatus(connection);
    world.server.expireSessions();
    await readStatus(connection);
    expect(logins()).toHaveLength(2);
  });

  it('is not waited for by a request that has been given up', async () => {
    world.server.faults.rules.push({ path: '/api/status', effect: { kind: 'slow', ms: 20_000 } });
    const { connection } = world.open();
    const giveUp = new AbortController();
    const first = readStatus(connection);
    const second = readCurrentUser(connection.with({ signal: giveUp.signal }));
    giveUp.abort(new Error('given up'));
    await expect(second).rejects.toThrow('given up');
    await expect(first).resolves.toMatchObject({ version: expect.any(String) });
  });
});

describe('a server with sessions of another kind', () => {
  it('that hands out none is asked with the password each time, many at once', async () => {
    let open = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const server = await tinyServer((request, response) => {
      if (request.url === '/api/status') return json(response, {});
      open++;
      most = Math.max(most, open);
      waiting.push(() => json(response, {}));
      if (open === 4) for (const answer of waiting) answer();
    });
    const { connection } = openTo(server.url);
    await connection.request(status);
    await Promise.all(
      Array.from({ length: 4 }, () => connection.request({ method: 'GET', path: '/api/x' })),
    );
    expect(most).toBe(4);
    expect(server.seen.every((request) => request.headers.authorization !== undefined)).toBe(true);
    await connection.close();
    await server.close();
  });

  it('that refuses every session it hands out ends in one clear failure', async () => {
    const server = await tinyServer((request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(401).end();
      else json(response, {}, 200, { 'set-cookie': `_session_id=n${server.seen.length}` });
    });
    const { connection } = openTo(server.url);
    await connection.request(status);
    await connection.request(status);
    await connection.request(status);
    expect(server.seen.map((request) => request.headers.authorization !== undefined)).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
    await connection.close();
    await server.close();
  });

  it('whose session lacks a CSRF token is logged in to again', async () => {
    const server = await tinyServer((request, response) => {
      if (request.headers.cookie !== undefined)
        json(response, { error: { message: 'ActionController::InvalidAuthenticityToken' } }, 422);
      else json(response, { cancelled: true, id: 5 }, 200, cookieHeader);
    });
    const sessions = new MemorySessions();
    sessions.cookies.set(
      sessionKey({ server: server.url, login: 'admin', secret: 'changeme' }),
      '_session_id=web',
    );
    const { connection } = openTo(server.url, { sessions });
    await expect(connection.request({ method: 'POST', path: '/api/x' })).resolves.toMatchObject({
      body: { cancelled: true },
    });
    expect(server.seen).toHaveLength(2);
    await connection.close();
    await server.close();
  });
});

describe('the name of a session', () => {
  const base = { server: 'https://a', login: 'anna', secret: 'one' };

  it('differs by server, user and credential, and shows no credential', () => {
    const others = [
      { ...base, server: 'https://b' },
      { ...base, login: 'bert' },
      { ...base, secret: 'two' },
    ];
    expect(new Set([base, ...others].map(sessionKey)).size).toBe(4);
    expect(sessionKey(base)).toMatch(/^anna@https:\/\/a#[0-9a-f]{4}$/);
    expect(sessionKey({ ...base })).toBe(sessionKey(base));
  });
});
