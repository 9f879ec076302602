import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeServer } from '../../src/settings/server-name.ts';

describe('a server as people write it', () => {
  it.each([
    ['foreman.example.com', 'https://foreman.example.com'],
    ['  foreman.example.com ', 'https://foreman.example.com'],
    ['FOREMAN.Example.com', 'https://foreman.example.com'],
    ['https://foreman.example.com/', 'https://foreman.example.com'],
    ['https://foreman.example.com:443//', 'https://foreman.example.com'],
    ['https://foreman.example.com/api', 'https://foreman.example.com'],
    ['https://foreman.example.com/api/v2/', 'https://foreman.example.com'],
    ['https://example.com/foreman/api/', 'https://example.com/foreman'],
    ['https://example.com/api-gateway', 'https://example.com/api-gateway'],
    ['localhost:3000', 'https://localhost:3000'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['[::1]:3000', 'https://[::1]:3000'],
  ])('%j is %s', (text, expected) => {
    expect(normalizeServer(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'a b',
    'ftp://foreman.example.com',
    'https://',
    'foreman.example.com:port',
    'foreman.example.com?x=1',
    'foreman.example.com#top',
    'file:///etc/passwd',
    'xn--a.example.com',
  ])('%j is refused', (text) => {
    expect(() => normalizeServer(text)).toThrow(
      /^invalid server `[^`]*`: expected https:\/\/foreman\.example\.com/,
    );
  });

  it.each([
    'https://anna:geheim@foreman.example.com',
    'anna@foreman.example.com',
    'ftp://anna:geheim@x',
  ])('%s is refused without repeating its password', (text) => {
    const message = messageOf(() => normalizeServer(text));
    expect(message).toMatch(/must not contain a user or password|invalid server/);
    expect(message).not.toMatch(/anna|geheim/);
  });

  // What begins with xn-- is an encoded name, and refused if it cannot be decoded.
  const label = fc
    .stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/)
    .filter((text) => !text.startsWith('xn--'));
  const written = fc.record({
    scheme: fc.constantFrom('', 'https://', 'HTTPS://'),
    host: fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) => labels.join('.')),
    port: fc.option(fc.integer({ min: 1, max: 65_535 })),
    prefix: fc.array(fc.oneof(label, fc.constant('api')), { maxLength: 2 }),
    tail: fc.constantFrom('', '/', '//', '/api', '/api/', '/api/v2'),
  });

  it('normalizes to itself, whatever was written', () => {
    fc.assert(
      fc.property(written, ({ scheme, host, port, prefix, tail }) => {
        const path = prefix.map((part) => `/${part}`).join('');
        const server = normalizeServer(
          `${scheme}${host}${port === null ? '' : `:${port}`}${path}${tail}`,
        );
        expect(normalizeServer(server)).toBe(server);
        expect(server).toMatch(/^https:\/\/[a-z]/);
        expect(server).not.toMatch(/\/$|\/api$/);
      }),
    );
  });

  it('distinguishes different hosts, ports and prefixes', () => {
    fc.assert(
      fc.property(label, label, (one, other) => {
        const same =
          normalizeServer(`${one}.example.com`) === normalizeServer(`${other}.example.com`);
        expect(same).toBe(one === other);
      }),
    );
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'nothing was thrown';
}
