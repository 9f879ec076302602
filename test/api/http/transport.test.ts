import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../../src/api/connection.ts';
import { LostResponse } from '../../../src/api/failures.ts';
import { openConnection } from '../../../src/api/open-connection.ts';
import { Failure } from '../../../src/errors.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { MemoryCapabilities, MemorySessions, openTo } from '../open.ts';
import { silentServer } from './silent-server.ts';
import { cookieHeader, type Handler, json, type TinyServer, tinyServer } from './tiny-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(handler: Handler): Promise<TinyServer> {
  const server = await tinyServer(handler);
  closing.push(() => server.close());
  return server;
}

function open(url: string, changes: Partial<ConnectionOptions> = {}) {
  const opened = openTo(url, changes);
  closing.push(() => opened.connection.close());
  return opened;
}

function virtualClock(): VirtualClock {
  const clock = new VirtualClock();
  closing.push(() => clock.dispose());
  return clock;
}

const neverAnswers: Handler = () => undefined;

describe('a request', () => {
  it('says who asks, for what and in which language, and that there is nothing to say', async () => {
    const server = await serve((_, response) => json(response, {}));
    const { connection } = open(server.url, { login: 'änna', secret: 'pässword:1' });
    await connection.request({ method: 'POST', path: '/api/job_invocations/5/cancel' });
    await connection.request({
      method: 'GET',
      path: '/api/hosts',
      query: { search: 'name ~ a&b', page: 2, thin: true, order: undefined },
    });
    const [post, get] = server.seen;
    expect(post).toMatchObject({
      body: '{}',
      headers: {
        accept: 'application/json',
        'accept-language': 'en',
        'content-type': 'application/json',
        'user-agent': 'rexctl/1.2.3',
        authorization: `Basic ${Buffer.from('änna:pässword:1', 'utf8').toString('base64')}`,
      },
    });
    expect(get?.headers['content-type']).toBeUndefined();
    expect(get?.url).toBe('/api/hosts?search=name+%7E+a%26b&page=2&thin=true');
  });

  it('carries organization and location: in the query of reads, beside the wrapper of writes', async () => {
    const server = await serve((_, response) => json(response, {}));
    const { connection } = open(server.url, { organization: 'Org A', location: '4' });
    await connection.request({ method: 'GET', path: '/api/hosts' });
    await connection.request({
      method: 'POST',
      path: '/api/job_invocations',
      body: { job_invocation: { inputs: {} } },
    });
    await connection.request({ method: 'GET', path: '/api/status', taxonomy: false });
    expect(server.seen[0]?.url).toBe('/api/hosts?organization_id=Org+A&location_id=4');
    expect(JSON.parse(server.seen[1]?.body ?? '')).toEqual({
      organization_id: 'Org A',
      location_id: '4',
      job_invocation: { inputs: {} },
    });
    expect(server.seen[2]?.url).toBe('/api/status');
  });

  it.each([
    ['http', 'itself', false],
    ['https', 'itself', false],
    ['https', 'its proxy', true],
  ])(
    'over %s leaves no socket open where %s accepts it and never answers',
    async (scheme, _, isProxy) => {
      const silent = await silentServer();
      const at = `127.0.0.1:${silent.port}`;
      const { connection } = openTo(isProxy ? 'https://foreman.example.com' : `${scheme}://${at}`, {
        clock: virtualClock(),
        ...(isProxy ? { proxy: { https_proxy: `http://${at}` } } : {}),
      });
      const asked = connection
        .with({ retry: false })
        .request({ method: 'GET', path: '/api/status' });
      await expect(asked).rejects.toThrow('did not answer within 30 s');
      expect(silent.accepted).toBe(1);
      await connection.close();
      await silent.isLeft();
      await silent.close();
    },
  );

  it('reaches a server below a path', async () => {
    const server = await serve((_, response) => json(response, { ok: true }));
    const { connection } = open(`${server.url}/foreman/`);
    expect(connection.server).toBe(`${server.url}/foreman`);
    await connection.request({ method: 'GET', path: '/api/status' });
    expect(server.seen[0]?.url).toBe('/foreman/api/status');
  });

  it('uses one socket for one request after the other, and several for several at once', async () => {
    const sockets = new Set<unknown>();
    const waiting: (() => void)[] = [];
    const server = await serve((request, response, message) => {
      sockets.add(message.socket);
      if (!request.url.endsWith('together')) return json(response, {}, 200, cookieHeader);
      waiting.push(() => json(response, {}));
      if (waiting.length === 8) for (const answer of waiting) answer();
    });
    const { connection } = open(server.url);
    for (let i = 0; i < 3; i++) await connection.request({ method: 'GET', path: '/api/status' });
    expect(sockets.size).toBe(1);
    const together = Array.from({ length: 8 }, () =>
      connection.request({ method: 'GET', path: '/api/together' }),
    );
    await expect(Promise.all(together)).resolves.toHaveLength(8);
    expect(sockets.size).toBe(8);
  });

  it('that is too long for servers is not sent', async () => {
    const server = await serve((_, response) => json(response, {}));
    const { connection } = open(server.url);
    const asked = connection.request({
      method: 'GET',
      path: '/api/hosts',
      query: { search: 'x'.repeat(8000) },
    });
    await expect(asked).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(/^the request is too long: its address has 80\d\d bytes/),
    });
    expect(server.seen).toHaveLength(0);
  });

  it('is shown in a trace without any secret', async () => {
    const server = await serve((_, response) =>
      json(response, {}, 200, { ...cookieHeader, 'x-request-id': 'r-1' }),
    );
    const { connection, trace } = open(server.url, { secret: 'hidden-token' });
    await connection.request({
      method: 'POST',
      path: '/api/job_invocations',
      body: { password: 'hidden-too' },
    });
    await connection.request({ method: 'GET', path: '/api/status' });
    expect(trace).toMatchObject([
      {
        method: 'POST',
        url: `${server.url}/api/job_invocations`,
        status: 200,
        login: 'basic',
        request_id: 'r-1',
        error: null,
      },
      { method: 'GET', login: 'session' },
    ]);
    expect(JSON.stringify(trace)).not.toMatch(/hidden|abc123|Basic/);
  });
});

describe('an answer', () => {
  it('is read in spite of a byte order mark, in pieces, with characters cut in two', async () => {
    const bytes = Buffer.from('\ufeff{"name":"Grüße 🎉"}', 'utf8');
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      let at = 0;
      const next = () => {
        if (at < bytes.length) response.write(bytes.subarray(at, at + 1), () => setImmediate(next));
        else response.end();
        at++;
      };
      next();
    });
    const answer = await open(server.url).connection.request({
      method: 'GET',
      path: '/api/status',
    });
    expect(answer.body).toEqual({ name: 'Grüße 🎉' });
  });

  it('that is a page makes no sense, and the page is not shown', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html><body>Welcome to our portal</body></html>');
    });
    const { connection } = open(server.url);
    const error: Failure = await connection.request({ method: 'GET', path: '/api/status' }).then(
      () => expect.unreachable(),
      (reason) => reason,
    );
    expect(error).toMatchObject({ kind: 'bad_answer', exitCode: 1, httpStatus: 200 });
    expect(`${error.message}${error.hint}`).not.toMatch(/<|Welcome/);
    await expect(connection.request({ method: 'POST', path: '/api/x' })).rejects.toBeInstanceOf(
      LostResponse,
    );
  });

  it('without a body is no error', async () => {
    const server = await serve((_, response) => response.writeHead(204).end());
    const answer = await open(server.url).connection.request({ method: 'DELETE', path: '/api/x' });
    expect(answer).toMatchObject({ status: 204, body: undefined });
  });

  it('that redirects is an error naming the target, which gets no credentials', async () => {
    const target = await serve((_, response) => json(response, {}));
    const server = await serve((_, response) =>
      response.writeHead(302, { location: `${target.url}/api/status` }).end(),
    );
    const { connection } = open(server.url);
    await expect(connection.request({ method: 'GET', path: '/api/status' })).rejects.toMatchObject({
      kind: 'server_error',
      httpStatus: 302,
      message: expect.stringContaining(`redirects to ${target.url}/api/status`),
    });
    expect(target.seen).toHaveLength(0);
  });
});

describe('waiting for an answer', () => {
  it.each<[string, 'normal' | 'long', number | undefined, number]>([
    ['an ordinary request', 'normal', undefined, 30_000],
    ['a slow one', 'long', undefined, 150_000],
    ['an ordinary request with --request-timeout', 'normal', 5_000, 5_000],
    ['a slow one with a short --request-timeout', 'long', 5_000, 150_000],
    ['a slow one with a long --request-timeout', 'long', 200_000, 200_000],
  ])(
    'ends for %s (%s) with limit %s after %i ms',
    async (_, timeout, requestTimeoutMs, expected) => {
      const clock = virtualClock();
      const server = await serve(neverAnswers);
      const { connection } = open(server.url, { clock, requestTimeoutMs });
      const startedAt = clock.now();
      await expect(
        connection.with({ retry: false }).request({ method: 'GET', path: '/api/status', timeout }),
      ).rejects.toMatchObject({
        kind: 'server_error',
        retryable: true,
        message: `127.0.0.1:${server.port} did not answer within ${expected / 1000} s`,
      });
      expect(clock.now() - startedAt).toBe(expected);
    },
  );

  it('also ends where the answer begins and never ends', async () => {
    const clock = virtualClock();
    const server = await serve((_, response) =>
      response.writeHead(200, { 'content-length': '100' }).write('{"a":'),
    );
    const { connection } = open(server.url, { clock });
    await expect(
      connection.with({ retry: false }).request({ method: 'GET', path: '/api/status' }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('did not answer within 30 s'),
    });
  });

  it('ends at once when it is given up, with the reason for that', async () => {
    const giveUp = new AbortController();
    const reason = new Failure('interrupted', 'interrupted');
    const server = await serve(() => giveUp.abort(reason));
    const { connection } = open(server.url);
    await expect(
      connection.with({ signal: giveUp.signal }).request({ method: 'POST', path: '/api/x' }),
    ).rejects.toBe(reason);
    await expect(
      connection.with({ signal: giveUp.signal }).request({ method: 'GET', path: '/api/x' }),
    ).rejects.toBe(reason);
    expect(server.seen).toHaveLength(1);
  });

  it('ends when it is given up between two tries', async () => {
    const clock = virtualClock();
    const giveUp = new AbortController();
    const server = await serve((_, response) => {
      response.writeHead(503, { 'retry-after': '60' }).end();
      void clock.sleep(10_000).then(() => giveUp.abort(new Failure('time_limit', 'too long')));
    });
    const { connection } = open(server.url, { clock });
    await expect(
      connection.with({ signal: giveUp.signal }).request({ method: 'GET', path: '/api/x' }),
    ).rejects.toMatchObject({ kind: 'time_limit' });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the address of a server', () => {
  const options = (server: string, allowPlainHttp = false) =>
    openConnection({
      server,
      allowPlainHttp,
      login: 'a',
      secret: 'b',
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      random: () => 0,
      version: '0',
      sessions: new MemorySessions(),
      capabilityCache: new MemoryCapabilities(),
    });

  it.each([
    'http://127.0.0.1:3000',
    'http://127.1.2.3',
    'http://localhost',
    'http://[::1]:80',
    'https://foreman.example.com',
    'https://10.0.0.1',
  ])('%s may be used', (server) => {
    expect(options(server).server).toBe(server.replace(':80', ''));
  });

  it.each([
    'http://foreman.example.com',
    'http://10.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://[::2]',
  ])(
    '%s is refused, because credentials would go unencrypted, unless that is allowed',
    (server) => {
      expect(() => options(server)).toThrow(/^credentials are not sent to \S+ over plain http$/);
      expect(() => options(server)).toThrow(expect.objectContaining({ exitCode: 2 }));
      expect(options(server, true).server).toBe(server);
    },
  );

  it.each(['foreman.example.com', 'ftp://foreman.example.com', '', 'https://'])(
    '"%s" is no address',
    (server) => {
      expect(() => options(server)).toThrow(/^invalid server `[^`]*`: expected https:\/\//);
    },
  );

  it('must not contain a password, which is not repeated either', () => {
    expect(() => options('https://anna:geheim@foreman.example.com')).toThrow(
      /must not contain a user or password/,
    );
    expect(() => options('nonsense://anna:geheim@foreman')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('geheim') }),
    );
  });
});
