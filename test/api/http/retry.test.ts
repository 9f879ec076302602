import { afterEach, describe, expect, it } from 'vitest';
import type { ApiRequest, ConnectionOptions } from '../../../src/api/connection.ts';
import { LostResponse, TemporaryFailure } from '../../../src/api/failures.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { openTo } from '../open.ts';
import { cookieHeader, type Handler, json, type TinyServer, tinyServer } from './tiny-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Troubles that pass: each answers one request. */
const troubles: Record<string, Handler> = {
  '502 page': (_, response) =>
    response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>'),
  '503': (_, response) => response.writeHead(503).end(),
  '503 of pending migrations': (_, response) =>
    json(
      response,
      {
        message:
          'ERF64-6496 [Foreman::MaintenanceException]: There are migrations pending in the system.',
      },
      503,
    ),
  '504': (_, response) => response.writeHead(504).end(),
  '429': (_, response) => json(response, { error: { message: 'slow down' } }, 429),
  'connection reset': (_, response) => response.socket?.resetAndDestroy(),
  'connection closed': (_, response) => response.socket?.end(),
  'cut answer': (_, response) => {
    response.writeHead(200, { 'content-length': '50' });
    response.write('{"a"', () => response.socket?.destroy());
  },
};

async function world(answers: readonly Handler[], changes: Partial<ConnectionOptions> = {}) {
  const clock = new VirtualClock();
  const server: TinyServer = await tinyServer((...call) => {
    const trouble = answers[server.seen.length - 1];
    if (trouble === undefined) json(call[1], { ok: true }, 200, cookieHeader);
    else trouble(...call);
  });
  const { connection } = openTo(server.url, { clock, ...changes });
  closing.push(
    () => clock.dispose(),
    () => server.close(),
    () => connection.close(),
  );
  return { clock, server, connection };
}

const get: ApiRequest = { method: 'GET', path: '/api/status' };

describe('a read', () => {
  it.each(Object.entries(troubles))('is tried again after: %s', async (_, trouble) => {
    const { server, connection } = await world([trouble, trouble]);
    await expect(connection.request(get)).resolves.toMatchObject({ body: { ok: true } });
    expect(server.seen).toHaveLength(3);
  });

  it.each(Object.entries(troubles))(
    'is given up as retryable after four tries: %s',
    async (_, trouble) => {
      const { server, connection } = await world(Array.from({ length: 9 }, () => trouble));
      await expect(connection.request(get)).rejects.toMatchObject({
        kind: 'server_error',
        exitCode: 1,
        retryable: true,
      });
      expect(server.seen).toHaveLength(4);
    },
  );

  it('waits longer each time, and by chance', async () => {
    const busy = Array.from({ length: 3 }, () => troubles['503'] as Handler);
    for (const [random, expected] of [
      [0, 250 + 500 + 1000],
      [0.5, 375 + 750 + 1500],
    ] as const) {
      const { clock, connection } = await world(busy, { random: () => random });
      const startedAt = clock.now();
      await connection.request(get);
      expect(clock.now() - startedAt).toBe(expected);
    }
  });

  it.each([
    ['seconds', '7', 7_000],
    ['a date', 'Mon, 23 Nov 2026 14:00:42 GMT', 42_000],
    ['a date of the oldest form', 'Mon Nov 23 14:00:42 2026', 42_000],
    ['a date of the older form', 'Monday, 23-Nov-26 14:00:42 GMT', 42_000],
  ])('waits exactly as long as Retry-After asks for in %s', async (_, value, expected) => {
    const { clock, connection } = await world([
      (_request, response) => response.writeHead(429, { 'retry-after': value }).end(),
    ]);
    const startedAt = clock.now();
    await connection.request(get);
    expect(clock.now() - startedAt).toBe(expected);
  });

  it.each([
    ['zero', '0'],
    ['a date that has passed', 'Mon, 23 Nov 2026 13:00:00 GMT'],
    ['a negative number', '-5'],
    ['a fraction', '1.5'],
    ['a short number with an exponent', '1e3'],
    ['a date without its day', '23 Nov 2026 15:00:00 GMT'],
    ['words', 'soon'],
    ['two values', '7, 9'],
  ])('waits as ever, and never less, where Retry-After is %s', async (_, value) => {
    const busy: Handler = (_request, response) =>
      response.writeHead(429, { 'retry-after': value }).end();
    const { clock, server, connection } = await world(Array.from({ length: 9 }, () => busy));
    const startedAt = clock.now();
    await expect(connection.request(get)).rejects.toMatchObject({ httpStatus: 429 });
    expect(clock.now() - startedAt).toBe(375 + 750 + 1500);
    expect(server.seen).toHaveLength(4);
  });

  it('reports in how many attempts no answer came in time', async () => {
    const silent: Handler = () => undefined;
    const { connection } = await world(
      Array.from({ length: 9 }, () => silent),
      { requestTimeoutMs: 2_000 },
    );
    await expect(connection.request(get)).rejects.toMatchObject({
      message: expect.stringMatching(/ did not answer within 2 s in 4 attempts$/),
    });
  });

  it('names no number of attempts where they failed in different ways', async () => {
    const late: Handler = () => undefined;
    const { connection } = await world([troubles['503'] as Handler, late, late, late], {
      requestTimeoutMs: 2_000,
    });
    await expect(connection.request(get)).rejects.toMatchObject({
      message: expect.stringMatching(/ did not answer within 2 s$/),
    });
  });

  it('does not wait an hour, but shows how long it should', async () => {
    const { clock, connection } = await world([
      (_, response) => response.writeHead(503, { 'retry-after': '3600' }).end(),
    ]);
    const startedAt = clock.now();
    const error = await connection.request(get).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemporaryFailure);
    expect(error).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(clock.now()).toBe(startedAt);
  });

  it('is not tried again when the sender paces itself', async () => {
    const { server, connection } = await world([troubles['503'] as Handler]);
    await expect(connection.with({ retry: false }).request(get)).rejects.toMatchObject({
      httpStatus: 503,
      retryable: true,
    });
    expect(server.seen).toHaveLength(1);
  });

  it('is tried again after a time-out', async () => {
    const { clock, server, connection } = await world([() => undefined], { random: () => 0 });
    const startedAt = clock.now();
    await connection.request(get);
    expect(clock.now() - startedAt).toBe(30_250);
    expect(server.seen).toHaveLength(2);
  });

  it.each([400, 403, 404, 422, 500])('is not tried again after %i', async (status) => {
    const { server, connection } = await world([
      (_, response) => json(response, { error: { message: 'no' } }, status),
    ]);
    await expect(connection.request(get)).rejects.toMatchObject({ httpStatus: status });
    expect(server.seen).toHaveLength(1);
  });

  it('is tried again where nothing listens, and then reports it', async () => {
    const { clock, server, connection } = await world([]);
    await server.close();
    const startedAt = clock.now();
    await expect(connection.request(get)).rejects.toMatchObject({
      message: `cannot reach 127.0.0.1:${server.port}: connection refused`,
      hint: 'is it running? to use another server: --server URL, or rexctl login',
      retryable: true,
    });
    expect(clock.now() - startedAt).toBe(375 + 750 + 1500);
  });

  it('of a server with an unknown name fails at once', async () => {
    const { connection } = openTo('https://no-such-server.invalid');
    closing.push(() => connection.close());
    await expect(connection.request(get)).rejects.toMatchObject({
      kind: 'server_error',
      message: expect.stringMatching(/^cannot resolve no-such-server\.invalid$/),
    });
  });
});

describe('a write', () => {
  const write = (method: 'POST' | 'PUT' | 'DELETE'): ApiRequest => ({
    method,
    path: '/api/job_invocations',
    body: { a: 1 },
  });
  const lost = Object.entries(troubles).filter(
    ([name]) => name !== '429' && !name.includes('migrations'),
  );
  const cases = lost.flatMap(([name, trouble]) =>
    (['POST', 'PUT', 'DELETE'] as const).map((method) => [method, name, trouble] as const),
  );

  it.each(cases)(
    '(%s) is never sent twice, and its answer counts as lost: %s',
    async (method, _, trouble) => {
      const { server, connection } = await world([trouble]);
      const error = await connection.request(write(method)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(LostResponse);
      expect(error).toMatchObject({ kind: 'unknown_result', exitCode: 8 });
      expect(server.seen).toHaveLength(1);
    },
  );

  it.each([
    ['too many requests', '429'],
    ['pending migrations', '503 of pending migrations'],
  ])('refused for %s was not done, and is not sent again', async (_, name) => {
    const { server, connection } = await world([troubles[name] as Handler]);
    const error = await connection.request(write('POST')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemporaryFailure);
    expect(server.seen).toHaveLength(1);
  });

  it('without an answer in time is lost', async () => {
    const { server, connection } = await world([() => undefined]);
    const error = await connection
      .request({ ...write('POST'), timeout: 'long' })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LostResponse);
    expect(error).toMatchObject({
      message: expect.stringContaining('did not answer within 150 s'),
    });
    expect(server.seen).toHaveLength(1);
  });

  it('where nothing listens was not sent: that is an ordinary failure', async () => {
    const { server, connection } = await world([]);
    await server.close();
    const error = await connection.request(write('POST')).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TemporaryFailure);
    expect(error).not.toBeInstanceOf(LostResponse);
  });

  it.each([
    'Validation failed: Targeting: Bookmark Must select a bookmark or enter a search query',
    'ERF42-4941 [Foreman::Exception]: Unknown input zz for template T1',
    'ERF42-9522 [Foreman::Exception]: Cannot specify both bookmark_id and search_query',
    'Only one of feature or job_template_id can be specified',
  ])('that the server blames with a 500 is wrong usage: %s (trap 12)', async (message) => {
    const { connection } = await world([
      (_, response) => json(response, { error: { message } }, 500),
    ]);
    await expect(connection.request(write('POST'))).rejects.toMatchObject({
      kind: 'usage',
      exitCode: 2,
      httpStatus: 500,
    });
  });

  it('with any other 500 may have been done', async () => {
    const { connection } = await world([
      (_, response) => json(response, { error: { message: 'PG::ConnectionBad: no' } }, 500),
    ]);
    await expect(connection.request(write('POST'))).rejects.toMatchObject({
      kind: 'unknown_result',
      httpStatus: 500,
      message: expect.stringContaining('PG::ConnectionBad: no'),
    });
  });
});
