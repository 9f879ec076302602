import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foreman, machine } from './account/login-world.ts';

const demoUser = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };

function wordsOf(out: string): string[] {
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('rexctl __complete', () => {
  it('tells jobs with what they are, newest first, and the words for the newest', async () => {
    const server = await foreman();
    const ran = await machine().run(['__complete', 'jobs'], {
      env: { ...demoUser, REXCTL_SERVER: server.url },
    });
    expect(ran).toMatchObject({ code: 0, err: '' });
    const words = wordsOf(ran.out);
    expect(words).toContain('@last:failed');
    const ids = words.filter((word) => /^\d+$/.test(word)).map(Number);
    expect(ids).toEqual([...server.jobs.keys()].sort((one, other) => other - one));
    expect(ran.out).toMatch(/^20\d\tfailed: .+$/m);
  });

  it.each<[kind: string, prefix: string, expected: RegExp]>([
    ['templates', 'Patch', /^Patch hosts\t/],
    ['features', 'run_', /^run_script\t/m],
    ['hosts', 'web11', /^web11\.example\.com\t$/m],
    ['jobs', '@last:fa', /^@last:failed\t.+\n$/],
  ])('tells %s that begin with %s, and no others', async (kind, prefix, expected) => {
    const server = await foreman();
    const ran = await machine().run(['__complete', kind, prefix], {
      env: { ...demoUser, REXCTL_SERVER: server.url },
    });
    expect(ran.out).toMatch(expected);
    for (const word of wordsOf(ran.out)) expect(word.startsWith(prefix)).toBe(true);
  });

  it('does not ask the server again within a minute, but does for another user', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url };
    const first = await run(['__complete', 'templates'], { env });
    const asked = server.requests.length;
    const second = await run(['__complete', 'templates'], { env });
    expect(second.out).toBe(first.out);
    expect(server.requests.length).toBe(asked);
    await run(['__complete', 'templates'], { env: { ...env, REXCTL_USER: 'operator' } });
    expect(server.requests.length).toBeGreaterThan(asked);
    expect(statSync(join(home, '.cache', 'rexctl', 'completions.json')).mode & 0o777).toBe(0o600);
  });

  it('asks again when what is kept is older than a minute, from the future, or broken', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url };
    const fresh = await run(['__complete', 'features'], { env });
    const file = join(home, '.cache', 'rexctl', 'completions.json');
    const kept = readFileSync(file, 'utf8');
    const aged = (by: number) =>
      kept
        .replace(/"at":(\d+)/, (_, at: string) => `"at":${Number(at) + by}`)
        .replaceAll('run_script', 'old');
    for (const text of [aged(-60_001), aged(600_000), '{', '{"entries":{"x":{"at":"now"}}}']) {
      writeFileSync(file, text);
      expect((await run(['__complete', 'features'], { env })).out).toBe(fresh.out);
    }
  });

  it.each<[what: string, argv: string[], env: Record<string, string>]>([
    ['without any server', ['__complete', 'jobs', '2'], {}],
    [
      'with a server that is not there',
      ['__complete', 'hosts'],
      { REXCTL_SERVER: 'http://127.0.0.1:9' },
    ],
    ['without a password', ['__complete', 'hosts'], { REXCTL_TOKEN: '' }],
    ['with a wrong password', ['__complete', 'hosts'], { REXCTL_TOKEN: 'wrong' }],
    ['for a prefix that cannot be searched for', ['__complete', 'hosts', '\u0001'], {}],
  ])('tells nothing and ends well %s', async (_, argv, changes) => {
    const server = await foreman();
    const env =
      argv[1] === 'jobs' ? changes : { ...demoUser, REXCTL_SERVER: server.url, ...changes };
    expect(await machine().run(argv, { env, answers: [] })).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });

  it('gives up on a server that does not answer', async () => {
    const server = await foreman({
      faults: { rules: [{ path: '/api/', times: 9, effect: { kind: 'slow', ms: 20_000 } }] },
    });
    const ran = await machine().run(['__complete', 'hosts', 'web'], {
      env: { ...demoUser, REXCTL_SERVER: server.url },
    });
    expect(ran).toMatchObject({ code: 0, out: '', err: '' });
    expect(server.requests).toHaveLength(1);
  });

  it('leaves a server alone that refused the password, because that would lock the address', async () => {
    const server = await foreman();
    const { run } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url, REXCTL_TOKEN: 'wrong' };
    await run(['__complete', 'hosts', 'web'], { env });
    await run(['__complete', 'hosts', 'web0'], { env });
    await run(['__complete', 'templates'], { env });
    expect(server.requests).toHaveLength(1);
  });

  it('is not in the help', async () => {
    expect((await machine().run(['--help'])).out).not.toContain('__complete');
  });
});

describe('rexctl --version', () => {
  it.each([['--version'], ['-V'], ['--version', 'list'], ['--json', '--version']])(
    'prints the version once: %s %s',
    async (...argv) => {
      expect(await machine().run(argv)).toMatchObject({ code: 0, out: '0.0.0\n', err: '' });
    },
  );
});
