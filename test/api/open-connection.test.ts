import { afterEach, describe, expect, it } from 'vitest';
import { json, tinyServer } from './http/tiny-server.ts';
import { openTo } from './open.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const get = { method: 'GET', path: '/api/hosts' } as const;

async function opened(...[answer]: Parameters<typeof tinyServer>) {
  const server = await tinyServer(answer);
  const { connection } = openTo(server.url, { organization: 'Acme', random: () => 0 });
  closing.push(
    () => connection.close(),
    () => server.close(),
  );
  return { server, connection };
}

describe('a connection', () => {
  it('ends its requests with its signal, and what was given up has its reason', async () => {
    const { server, connection } = await opened((_, response) => json(response, {}));
    const command = new AbortController();
    const bound = connection.with({ signal: command.signal });
    expect(bound.signal).toBe(command.signal);
    await bound.request(get);
    command.abort(new Error('interrupted'));
    await expect(bound.request(get)).rejects.toThrow('interrupted');
    await expect(bound.capabilities()).rejects.toThrow('interrupted');
    expect(server.seen).toHaveLength(1);
  });

  it('continues after an interrupt where that is asked for, with its other options', async () => {
    const { server, connection } = await opened((_, response) => response.writeHead(503).end());
    const command = new AbortController();
    const bound = connection.with({ signal: command.signal, retry: false, taxonomy: false });
    command.abort(new Error('interrupted'));
    await expect(bound.uninterrupted().request(get)).rejects.toMatchObject({ httpStatus: 503 });
    expect(bound.uninterrupted().signal).toBeUndefined();
    expect(server.seen.map(({ url }) => url)).toEqual(['/api/hosts']);
  });

  it('is the same user in the same session, however its requests are made', async () => {
    const { server, connection } = await opened((_, response) =>
      json(response.setHeader('set-cookie', '_session_id=abc; path=/'), {}),
    );
    await connection.request(get);
    await connection.with({ taxonomy: false }).request(get);
    await connection.request({ ...get, taxonomy: false });
    expect(server.seen.map(({ headers }) => headers.cookie)).toEqual([
      undefined,
      '_session_id=abc',
      '_session_id=abc',
    ]);
    expect(server.seen.map(({ url }) => url)).toEqual([
      '/api/hosts?organization_id=Acme',
      '/api/hosts',
      '/api/hosts',
    ]);
  });
});
