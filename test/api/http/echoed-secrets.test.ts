import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { ApiRequest, TraceLine } from '../../../src/api/connection.ts';
import { listJobInvocations } from '../../../src/api/endpoints/job-invocations.ts';
import type { Failure } from '../../../src/errors.ts';
import { openTo } from '../open.ts';
import { type Handler, json, tinyServer } from './tiny-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function failureOf(handler: Handler, secret: string, method: ApiRequest['method'] = 'GET') {
  const server = await tinyServer(handler);
  const traced: TraceLine[] = [];
  const { connection } = openTo(server.url, {
    login: 'anna',
    secret,
    tries: 1,
    trace: (line) => traced.push(line),
  });
  closing.push(
    () => server.close(),
    () => connection.close(),
  );
  const failure = await connection
    .request({ method, path: '/api/x' })
    .catch((error: Failure) => error);
  return { failure: failure as Failure, traced: JSON.stringify(traced) };
}

const statuses = [302, 400, 401, 403, 404, 409, 422, 429, 500, 503];

describe('a server that repeats what it was told', () => {
  const echoes: Readonly<Record<string, (authorization: string, secret: string) => string>> = {
    'the Authorization header': (authorization) => `bad header: ${authorization}`,
    'its base64 text': (authorization) => `bad token ${authorization.slice('Basic '.length)}!`,
    'user and password': (_, secret) => `no such user: anna:${secret}`,
    'the password': (_, secret) => `wrong password ${secret}.`,
    'the password, escaped for an address': (_, secret) => `/login?p=${encodeURIComponent(secret)}`,
    'the password, escaped for a page': (_, secret) =>
      `wrong &quot;${secret.replaceAll('&', '&amp;')}&quot;`,
  };
  const cases = Object.entries(echoes).flatMap(([name, text]) =>
    statuses.map((status) => [name, status, text] as const),
  );

  it.each(cases)('%s, with a %i: it is not shown', async (_, status, text) => {
    const secret = 'S3cr&t "v0rd"/=';
    const { failure, traced } = await failureOf((request, response) => {
      const said = text(request.headers.authorization ?? '', secret);
      json(response, { error: { message: said } }, status, {
        'x-request-id': encodeURIComponent(said),
        location: `https://elsewhere.example.com/?${encodeURI(said)}`,
      });
    }, secret);
    const told = `${failure.message}\n${failure.hint}\n${traced}`;
    for (const part of [
      'S3cr',
      'v0rd',
      Buffer.from(`anna:${secret}`).toString('base64').slice(0, 12),
    ])
      expect(told).not.toContain(part);
    expect(failure.exitCode).toBeGreaterThan(0);
  });

  it('whatever the password, and wherever a text is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ minLength: 6, maxLength: 40, unit: 'grapheme-ascii' })
          .filter((text) => /\w{6}/.test(text)),
        fc.integer({ min: 0, max: 620 }),
        async (secret, before) => {
          const { failure } = await failureOf(
            (_, response) => json(response, { message: `${'.'.repeat(before)}${secret}` }, 400),
            secret,
          );
          const piece = /\w{6}/.exec(secret)?.[0] ?? '';
          fc.pre(!'foreman answered request server error undefined'.includes(piece));
          expect(`${failure.message} ${failure.hint}`).not.toContain(piece);
          for (const close of closing.splice(0).reverse()) await close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([700, 3000, 10_000])(
    'a password of %i characters is hidden like any other',
    async (length) => {
      const secret = Array.from({ length }, (_, at) =>
        String.fromCharCode(97 + (((at * at * 7 + at * 13) % 1009) % 26)),
      ).join('');
      const { failure, traced } = await failureOf(
        (request, response) =>
          json(
            response,
            { message: `${secret.slice(0, 6000)} ${request.headers.authorization ?? ''}` },
            400,
          ),
        secret,
      );
      const told = `${failure.message}\n${failure.hint}\n${traced}`;
      expect(failure.message).toContain('400');
      expect(told).not.toContain(secret.slice(0, 12));
      expect(told).not.toContain(Buffer.from(`anna:${secret}`).toString('base64').slice(0, 12));
    },
  );

  it('an answer that makes no sense is reported without what it repeats', async () => {
    const server = await tinyServer((_, response) => json(response, { results: 'changeme' }));
    const { connection } = openTo(server.url, { login: 'anna', secret: 'changeme' });
    closing.push(
      () => server.close(),
      () => connection.close(),
    );
    await expect(listJobInvocations(connection, {})).rejects.toMatchObject({
      message: 'unexpected response from the server: `results` should be a list, not "*****"',
    });
  });

  it('a session is not shown either', async () => {
    const { failure } = await failureOf(
      (_, response) =>
        json(response, { message: 'stale _session_id=0123456789abcdef; path=/' }, 400),
      'changeme',
    );
    expect(failure.message).not.toContain('0123456789abcdef');
  });

  it('a redirect does not show the user information of its target', async () => {
    const { failure } = await failureOf(
      (_, response) =>
        response
          .writeHead(302, { location: 'https://x:hidden@h.example.com/a?token=hidden' })
          .end(),
      'changeme',
    );
    expect(failure.message).toContain('h.example.com/a');
    expect(failure.message).not.toContain('hidden');
  });
});
