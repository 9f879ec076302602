import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { wholeCommandModel } from '../../../src/program/command-model.ts';
import { foreman, machine } from '../account/login-world.ts';

const demoUser = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };

/** A source tree loads more slowly than the second that a key press may take. */
beforeAll(async () => {
  await wholeCommandModel();
  await import('../../../src/commands/completion/live/shown-words.ts');
  await import('../../../src/commands/completion/live/connection.ts');
  await import('../../../src/commands/completion/live/read-words.ts');
  await import('../../../src/settings/open-settings.ts');
  await import('../../../src/api/open-connection.ts');
});

/** The Tab key in fish at the end of this line. */
function tab(line: string): string[] {
  return ['__complete', 'fish', '--', `rexctl ${line}`];
}

function wordsOf(out: string): string[] {
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('rexctl __complete', () => {
  it('reports jobs with what they are, newest first, and the words for the newest', async () => {
    const server = await foreman();
    const env = { ...demoUser, REXCTL_SERVER: server.url };
    // What a request loads takes longer than that second in a source tree on a busy machine.
    expect(await machine().run(['list'], { env })).toMatchObject({ code: 0 });
    const ran = await machine().run(tab('show '), { env });
    expect(ran).toMatchObject({ code: 0, err: '' });
    const words = wordsOf(ran.out);
    expect(words).toContain('@last:failed');
    const ids = words.filter((word) => /^\d+$/.test(word)).map(Number);
    expect(ids).toEqual([...server.jobs.keys()].sort((one, other) => other - one));
    expect(ran.out).toMatch(/^20\d\tfailed: .+$/m);
  });

  it.each<[line: string, prefix: string, expected: RegExp]>([
    ['template show ', 'Patch', /^Patch hosts\t/],
    ['run --feature ', 'run_', /^run_script\t/m],
    ['list --category ', 'Comm', /^Commands\t$/m],
    ['list --series ', '1', /^1\tactive: \S+ \S+ \S+ \S+ \S+$/m],
    ['schedule show ', '1', /^1\tactive: /m],
    ['run --host ', 'web11', /^web11\.example\.com\t$/m],
    ['show ', '@last:fa', /^@last:failed\t.+\n$/],
  ])('for %s reports what begins with %s, and no others', async (line, prefix, expected) => {
    const server = await foreman();
    const ran = await machine().run(tab(line + prefix), {
      env: { ...demoUser, REXCTL_SERVER: server.url },
    });
    expect(ran.out).toMatch(expected);
    for (const word of wordsOf(ran.out)) expect(word.startsWith(prefix)).toBe(true);
  });

  it('does not ask the server again within a minute, but does for another user', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url };
    const first = await run(tab('template show '), { env });
    const asked = server.requests.length;
    const second = await run(tab('template show '), { env });
    expect(second.out).toBe(first.out);
    expect(server.requests.length).toBe(asked);
    await run(tab('template show '), { env: { ...env, REXCTL_USER: 'operator' } });
    expect(server.requests.length).toBeGreaterThan(asked);
    expect(statSync(join(home, '.cache', 'rexctl', 'completions.json')).mode & 0o777).toBe(0o600);
  });

  it('asks again when what is kept is older than a minute, from the future, or broken', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url };
    const fresh = await run(tab('run --feature '), { env });
    const file = join(home, '.cache', 'rexctl', 'completions.json');
    const kept = readFileSync(file, 'utf8');
    const aged = (by: number) =>
      kept
        .replace(/"at":(\d+)/, (_, at: string) => `"at":${Number(at) + by}`)
        .replaceAll('run_script', 'old');
    for (const text of [aged(-60_001), aged(600_000), '{', '{"entries":{"x":{"at":"now"}}}']) {
      writeFileSync(file, text);
      expect((await run(tab('run --feature '), { env })).out).toBe(fresh.out);
    }
  });

  it.each<[what: string, line: string, env: Record<string, string>]>([
    ['without any server', 'show 2', {}],
    ['with a server that is not there', 'run --host ', { REXCTL_SERVER: 'http://127.0.0.1:9' }],
    ['without a password', 'run --host ', { REXCTL_TOKEN: '' }],
    ['with a wrong password', 'run --host ', { REXCTL_TOKEN: 'wrong' }],
    ['for a prefix that cannot be searched for', 'run --host \u0001', {}],
  ])('reports nothing and ends well %s', async (_, line, changes) => {
    const server = await foreman();
    const env =
      line === 'show 2' ? changes : { ...demoUser, REXCTL_SERVER: server.url, ...changes };
    expect(await machine().run(tab(line), { env, answers: [] })).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
  });

  it('gives up on a server that does not answer', async () => {
    const server = await foreman({
      faults: { rules: [{ path: '/api/', times: 9, effect: { kind: 'slow', ms: 20_000 } }] },
    });
    const ran = await machine().run(tab('run --host web'), {
      env: { ...demoUser, REXCTL_SERVER: server.url },
    });
    expect(ran).toMatchObject({ code: 0, out: '', err: '' });
    expect(server.requests).toHaveLength(1);
  });

  it('leaves a server alone that refused the password, because that would lock the address', async () => {
    const server = await foreman();
    const { run } = machine();
    const env = { ...demoUser, REXCTL_SERVER: server.url, REXCTL_TOKEN: 'wrong' };
    await run(tab('run --host web'), { env });
    await run(tab('run --host web0'), { env });
    await run(tab('template show '), { env });
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
