import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseServer } from '../../src/api/http/server-address.ts';
import { normalizeServer } from '../../src/settings/server-name.ts';
import { openWorld, type World } from '../world/run.ts';

/** Ways to mistype an address with a user and a password in it. */
const mistyped: readonly ((user: string, password: string) => string)[] = [
  (user, password) => `https://${user}:${password}`,
  (user, password) => `${user}:${password}`,
  (user, password) => `https:${user}:${password}`,
  (user, password) => `https://${user}:${password}@h.example.com`,
  (user, password) => `https:/\\${user}:${password}@h`,
  (user, password) => `http:/\\${user}:${password}@h`,
  (user, password) => `https:${user}:${password}@h`,
  (user, password) => `//${user}:${password}@h`,
  (user, password) => `https//${user}:${password}@h`,
  (user, password) => `https://ad@${user}:${password}@x y`,
  (user, password) => `https://h.example.com@${user}:${password}`,
  (user, password) => `https://${user}:${password} @h`,
  (user, password) => `https://${user}:12/${password}@h`,
  (user, password) => `https://${user}:${password}%40h.example.com`,
  (user, password) => `https://${user}:${password}＠h.example.com`,
  (user, password) => `ftp://${user}:${password}@h`,
  (user, password) => `https://h.example.com/${user}:${password}@x`,
  (user, password) => `https://h.example.com?${user}:${password}`,
  (user, password) => `https://h.example.com#${user}:${password}`,
  (user, password) => `https://${user}:${password}@h:port/`,
];

const password = fc
  .string({ minLength: 5, maxLength: 16, unit: fc.constantFrom(...'abcXYZ129!$%&*+-_.;@:/\\') })
  .map((text) => `Q${text}`);

describe('a mistyped address with a password in it', () => {
  it.each(mistyped.map((form) => [form('admin', 'PASSWORD'), form] as const))(
    '%s: the error does not repeat it, whatever it is',
    (_, form) => {
      fc.assert(
        fc.property(password, (secret) => {
          for (const parse of [normalizeServer, (text: string) => parseServer(text, false)]) {
            const text = messageOf(() => parse(form('admin', secret)));
            expect(text).not.toContain(secret.slice(0, 4));
          }
        }),
      );
    },
  );

  it('an address without any is still shown', () => {
    expect(messageOf(() => normalizeServer('ftp://foreman.example.com:21/x'))).toContain(
      'invalid server `ftp://foreman.example.com:21/x`',
    );
  });

  describe('in a command', () => {
    let world: World;
    beforeEach(async () => {
      world = await openWorld();
    });
    afterEach(() => world.close());

    const ways: readonly (readonly [string, (address: string) => Parameters<World['run']>])[] = [
      ['--server', (address) => [['list', '--server', address]]],
      ['REXCTL_SERVER', (address) => [['list'], { env: { REXCTL_SERVER: address } }]],
      ['login --server', (address) => [['login', '--server', address]]],
      ['an argument of login', (address) => [['login', address]]],
      ['a job', (address) => [['show', address]]],
      [
        'the answer to a prompt',
        (address) => [
          ['login'],
          {
            env: { REXCTL_SERVER: '', REXCTL_USER: '', REXCTL_TOKEN: '' },
            stdin: `${address}\n`,
            terminal: { stdin: true, stderr: true },
          },
        ],
      ],
    ];
    const cases = ways.flatMap(([name, how]) =>
      ['https://admin:PASS', 'https://ad@min:PASS@x y', 'http:/\\admin:PASS@h'].map(
        (address) => [name, address, how] as const,
      ),
    );

    it.each(cases)('%s %s: 2, and the password is not shown', async (_, address, how) => {
      const ran = await world.run(...how(address));
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr.replace(address, '')).not.toContain('PASS');
      if (_ !== 'the answer to a prompt') expect(ran.stderr).not.toContain('PASS');
    });
  });
});

function messageOf(work: () => unknown): string {
  try {
    work();
    return '';
  } catch (error) {
    return error instanceof Error ? `${error.message} ${'hint' in error ? error.hint : ''}` : '';
  }
}
