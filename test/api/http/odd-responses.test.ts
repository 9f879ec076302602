import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionOptions } from '../../../src/api/connection.ts';
import { LostResponse } from '../../../src/api/failures.ts';
import type { Failure } from '../../../src/errors.ts';
import { openTo } from '../open.ts';
import { tinyServer } from './tiny-server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that sends these bytes to each client. */
async function saying(bytes: string): Promise<string> {
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function failureOf(url: string, changes: Partial<ConnectionOptions> = {}): Promise<Failure> {
  const { connection } = openTo(url, changes);
  closing.push(() => connection.close());
  const asked = connection.request({ method: 'GET', path: '/api/status' });
  return asked.then(
    () => expect.fail('it was taken for an answer'),
    (error: unknown) => error as Failure,
  );
}

describe('an answer that no Foreman gives', () => {
  it.each([
    ['status 000', 'HTTP/1.1 000 \r\ncontent-length: 2\r\n\r\n{}'],
    ['a status of two digits', 'HTTP/1.1 99 x\r\ncontent-length: 2\r\n\r\n{}'],
    ['the greeting of another program', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n'],
    ['a header without an end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n{}'],
  ])('%s: one sentence, once', async (_, bytes) => {
    const url = await saying(bytes);
    expect(await failureOf(url)).toMatchObject({
      kind: 'bad_answer',
      exitCode: 1,
      message: `${url.slice('http://'.length)} did not answer with valid HTTP`,
    });
  });

  it.each([
    ['nothing has changed', 'HTTP/1.1 304 Not Modified\r\n\r\n'],
    ['a choice', 'HTTP/1.1 300 Multiple Choices\r\ncontent-length: 0\r\n\r\n'],
  ])('%s: no redirect to nowhere', async (_, bytes) => {
    expect(await failureOf(await saying(bytes))).toMatchObject({
      kind: 'bad_answer',
      message: expect.stringMatching(/^unexpected response from \S+: status 30\d$/),
    });
  });

  it('an answer without an end is refused, and neither kept nor asked for again', async () => {
    const server = await tinyServer((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const piece = Buffer.alloc(1 << 20, ' ');
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    closing.push(() => server.close());
    const before = process.memoryUsage().rss;
    expect(await failureOf(server.url)).toMatchObject({
      kind: 'bad_answer',
      message: `the response of 127.0.0.1:${server.port} is larger than 256 MiB`,
      hint: 'request less, e.g. fewer hosts',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 30);
    expect(server.seen).toHaveLength(1);
  });

  it('an endless answer to a write leaves open whether it was done', async () => {
    const server = await tinyServer((_, response) => response.end('x'.repeat(2000)));
    const { connection } = openTo(server.url, { maxResponseBytes: 1000 });
    closing.push(
      () => server.close(),
      () => connection.close(),
    );
    const asked = connection.request({ method: 'POST', path: '/api/x' });
    await expect(asked).rejects.toBeInstanceOf(LostResponse);
  });
});
