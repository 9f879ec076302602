import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { demoWorld } from '../../../src/demo/http/server.ts';
import { wholeCommandModel } from '../../../src/program/command-model.ts';
import { noKeyring } from '../../world/fake-keyring.ts';
import { foreman, machine } from '../account/login-world.ts';

const login = { REXCTL_USER: 'admin', REXCTL_TOKEN: 'changeme' };

/** A source tree loads more slowly than the second that a key press may take. */
beforeAll(async () => {
  await wholeCommandModel();
  await import('../../../src/commands/completion/live/shown-words.ts');
  await import('../../../src/commands/completion/live/connection.ts');
  await import('../../../src/commands/completion/live/read-words.ts');
  await import('../../../src/api/open-connection.ts');
});

function tab(line: string, reason = ''): string[] {
  return ['__complete', 'fish', '--', `rexctl ${line}`, '', reason];
}

function wordsOf(out: string): string[] {
  return out.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('the Tab key offers', () => {
  async function words(line: string, world = demoWorld()): Promise<readonly string[]> {
    const server = await foreman({ world });
    const ran = await machine().run(tab(line), { env: { ...login, REXCTL_SERVER: server.url } });
    expect(ran).toMatchObject({ code: 0, err: '' });
    return wordsOf(ran.out);
  }

  it('the hosts of the job that stands before them, with how they fared', async () => {
    const server = await foreman();
    const env = { ...login, REXCTL_SERVER: server.url };
    const { run } = machine();
    const shown = await run(['show', '205', '--hosts', '--json'], { env });
    const names = shown.json().hosts.map(({ name }: { name: string }) => name);
    for (const line of ['show 205 ', 'output 205 ', 'why 205 ', 'rerun 205 --host ']) {
      const ran = await run(tab(line), { env });
      expect(wordsOf(ran.out).sort(), line).toEqual(names.toSorted());
      expect(ran.out).toMatch(/\t(failed|succeeded)$/m);
    }
    for (const line of ['cancel 205 --host=', 'output 205 --diff=', 'wait 205 --for hosts=']) {
      const before = line.split(' ').at(-1);
      const ran = await run(tab(line), { env });
      const expected = names.map((name: string) => `${before}${name}`);
      expect(wordsOf(ran.out).sort(), line).toEqual(expected.toSorted());
    }
  });

  it('those of @last, and none for a job that the shell will put there', async () => {
    const server = await foreman();
    const env = { ...login, REXCTL_SERVER: server.url };
    const { run } = machine();
    const last = await run(tab('show @last:failed '), { env });
    expect(last.out).toBe((await run(tab('show 205 '), { env })).out);
    expect(last.out).toMatch(/example\.com\tfailed$/m);
    for (const line of [
      'show $JOB ',
      'show 999999 ',
      'show abc ',
      'show http://other.example/job_invocations/205 ',
    ])
      expect(await run(tab(line), { env }), line).toMatchObject({
        code: 0,
        err: '',
        out: expect.not.stringContaining('example.com\t'),
      });
  });

  it.each<[line: string, expected: readonly string[]]>([
    ['run --bookmark ', ['databases', 'web']],
    ['run --host db01.example.com,web1', ['db01.example.com,web10.example.com']],
    ['run --host web11.example.com --host web11', []],
    ["run --host 'web[01-", []],
    ['run --template "Service Action - Script Default" -i ', ['action=', 'service=']],
    ['run --template "Service Action - Script Default" -i action=', ['action=restart']],
    ['run --template "Service Action - Script Default" -i action=status -i ', ['service=']],
    ['run --feature run_script -i ', ['command=']],
    ['rerun 205 -i ', ['command=']],
    ['run --organization ', ['Acme']],
    ['config set organization ', ['Acme']],
    ['profile set x organization=', ['organization=Acme']],
    ['list --fields id,', ['id,outcome']],
    ['why 205 --fields ', ['hosts', 'reason']],
  ])('%s', async (line, expected) => {
    const found = await words(line);
    expect(found).toEqual(expect.arrayContaining([...expected]));
    if (expected.length === 0) expect(found).toEqual([]);
  });

  it('profiles by their servers, without asking one', async () => {
    const { run, configFile } = machine();
    mkdirSync(dirname(configFile), { recursive: true });
    const profiles = { prod: { server: 'https://prod.example.com' }, 'a b': {} };
    writeFileSync(configFile, JSON.stringify({ profiles }), { mode: 0o600 });
    for (const line of ['--profile ', 'profile use ', 'login --profile '])
      expect((await run(tab(line))).out, line).toBe('prod\thttps://prod.example.com\na b\t\n');
  });

  it('what begins with the first and the last of more hosts than are asked for', async () => {
    const world = demoWorld();
    world.addHosts(300, 'many#.example.com');
    const found = await words('run --host ', world);
    expect(found).toHaveLength(251);
    expect(found.at(-1)).toMatch(/^web/);
  });

  it('no name that a terminal does not print or that would be an option', async () => {
    const world = demoWorld();
    for (const name of ['-evil', '--yes', '123', 'x\u001b[2J', 'y\nz', 'w\u202e', 'fine one'])
      world.addTemplate({ name });
    const found = await words('template show ', world);
    expect(found).toContain('fine one');
    expect(found.filter((word) => /^(-|\d|[wxy])/.test(word))).toEqual([]);
    expect(await words('run --template=-', world)).toEqual([
      '--template=--yes',
      '--template=-evil',
    ]);
  });
});

describe('the server that is asked', () => {
  it.each<[how: string, line: (url: string) => string]>([
    ['--server', (url) => `--server ${url} template show `],
    ['an equals sign', (url) => `template show --server=${url} `],
    ['the profile', () => '--profile other template show '],
  ])('is that of the line: %s', async (_, line) => {
    const [own, other] = [await foreman(), await foreman()];
    const { run, configFile } = machine();
    mkdirSync(dirname(configFile), { recursive: true });
    const profiles = { other: { server: other.url, login: 'admin', token: 'changeme' } };
    writeFileSync(configFile, JSON.stringify({ profiles }), { mode: 0o600 });
    const isProfile = line(other.url).startsWith('--profile');
    const env = { ...login, ...(isProfile ? {} : { REXCTL_SERVER: own.url }) };
    expect(wordsOf((await run(tab(line(other.url)), { env })).out)).toContain('Patch hosts');
    expect([own.requests.length, other.requests.length]).toEqual([0, 1]);
  });

  it('is that of variables before the program, and none where the shell has to fill it in', async () => {
    const [own, other] = [await foreman(), await foreman()];
    const { run } = machine();
    const env = { ...login, REXCTL_SERVER: own.url };
    const line = (text: string) => ['__complete', 'fish', '--', text];
    await run(line(`REXCTL_SERVER=${other.url} rexctl template show `), { env });
    expect([own.requests.length, other.requests.length]).toEqual([0, 1]);
    for (const text of ['rexctl --server $X ', 'REXCTL_SERVER=$X rexctl ']) {
      const ran = await run(line(`${text}template show `), { env });
      expect(ran).toMatchObject({ code: 0, err: '' });
      expect(wordsOf(ran.out).filter((word) => !word.startsWith('-'))).toEqual([]);
    }
    expect([own.requests.length, other.requests.length]).toEqual([0, 1]);
  });
});

describe('no key press asks for a secret', () => {
  it('a credential command is never started; the session of an earlier command is used', async () => {
    const server = await foreman();
    const { run, configFile, home } = machine();
    const witness = join(home, 'asked');
    mkdirSync(dirname(configFile), { recursive: true });
    const command = `echo x >> ${witness}; echo changeme`;
    const profile = { server: server.url, login: 'admin', credential_command: command };
    writeFileSync(configFile, JSON.stringify({ profiles: { default: profile } }), { mode: 0o600 });
    expect(await run(tab('template show '))).toMatchObject({ code: 0, out: '', err: '' });
    expect([existsSync(witness), server.requests.length]).toEqual([false, 0]);
    await run(['list']);
    const ran = await run(tab('template show '));
    expect(wordsOf(ran.out)).toContain('Patch hosts');
    expect(readFileSync(witness, 'utf8')).toBe('x\n');
  });

  it('a keyring stays shut; the session of an earlier command is used', async () => {
    const server = await foreman();
    const { run, configFile } = machine();
    let reads = 0;
    const keyring = {
      ...noKeyring(),
      read: async () => {
        reads += 1;
        return 'changeme';
      },
    };
    mkdirSync(dirname(configFile), { recursive: true });
    const profile = { server: server.url, login: 'admin', keyring_entry: 'an entry' };
    writeFileSync(configFile, JSON.stringify({ profiles: { default: profile } }), { mode: 0o600 });
    const before = await run(tab('template show '), { keyring });
    expect(before).toMatchObject({ code: 0, out: '', err: '' });
    expect([reads, server.requests.length]).toEqual([0, 0]);
    expect(await run(['list'], { keyring })).toMatchObject({ code: 0 });
    const ran = await run(tab('template show '), { keyring });
    expect(wordsOf(ran.out)).toContain('Patch hosts');
    expect(reads).toBe(1);
  });

  it('a pipe is not read, because the command itself needs it', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const { execFileSync } = await import('node:child_process');
    execFileSync('mkfifo', [join(home, 'pipe')]);
    const env = {
      REXCTL_SERVER: server.url,
      REXCTL_USER: 'admin',
      REXCTL_TOKEN_FILE: join(home, 'pipe'),
    };
    expect(await run(tab('template show '), { env })).toMatchObject({ code: 0, out: '', err: '' });
  });
});

describe('what is kept', () => {
  const file = (home: string) => join(home, '.cache', 'rexctl', 'completions.json');

  it('answers again within a quarter of an hour where the server has gone', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...login, REXCTL_SERVER: server.url };
    const first = await run(tab('template show '), { env });
    const text = readFileSync(file(home), 'utf8');
    const aged = (by: number) =>
      text.replaceAll(/"at":(\d+)/g, (_, at: string) => `"at":${Number(at) - by}`);
    await server.close();
    writeFileSync(file(home), aged(10 * 60_000));
    expect((await run(tab('template show '), { env })).out).toBe(first.out);
    writeFileSync(file(home), aged(16 * 60_000));
    expect((await run(tab('template show '), { env })).out).toBe('');
  });

  it('is shown by a server that is slow, and read again aside, once', async () => {
    const server = await foreman();
    const { run, home } = machine();
    const env = { ...login, REXCTL_SERVER: server.url };
    const first = await run(tab('template show '), { env });
    const text = readFileSync(file(home), 'utf8');
    const old = text.replaceAll(/"at":(\d+)/g, (_, at: string) => `"at":${Number(at) - 120_000}`);
    writeFileSync(file(home), old.replaceAll('Patch hosts', 'Patch all hosts'));
    server.faults.rules.push({ path: '/api/', times: 9, effect: { kind: 'slow', ms: 30_000 } });
    const asides: (readonly string[])[] = [];
    const onAside = (argv: readonly string[]) => void asides.push(argv);
    for (let presses = 0; presses < 3; presses++) {
      const ran = await run(tab('template show '), { env, onAside });
      expect(wordsOf(ran.out)).toContain('Patch all hosts');
    }
    const again = ['__complete', 'fish', '--', 'rexctl template show ', '', 'aside'];
    expect(asides).toEqual([again]);
    server.faults.rules.length = 0;
    await run(again, { env });
    expect((await run(tab('template show '), { env, onAside })).out).toBe(first.out);
    expect(asides).toHaveLength(1);
  });

  it('of a part of the hosts is enough for a longer name', async () => {
    const server = await foreman();
    const { run } = machine();
    const env = { ...login, REXCTL_SERVER: server.url };
    await run(tab('run --host web'), { env });
    const asked = server.requests.length;
    expect(wordsOf((await run(tab('run --host web11'), { env })).out)).toEqual([
      'web11.example.com',
    ]);
    expect(server.requests).toHaveLength(asked);
  });

  it('is neither asked for nor looked up for a text that is no name', async () => {
    const server = await foreman();
    const { run } = machine();
    const env = { ...login, REXCTL_SERVER: server.url };
    const pasted = 'a'.repeat(100_000);
    for (const line of [
      `run --host ${pasted}`,
      `run --host web01,${pasted}`,
      `rerun 205 --host ${pasted}`,
      `run --template ${pasted} -i `,
    ])
      expect(await run(tab(line), { env })).toEqual(
        expect.objectContaining({ code: 0, out: '', err: '' }),
      );
    expect(server.requests).toEqual([]);
    expect(wordsOf((await run(tab('run --host web11'), { env })).out)).toEqual([
      'web11.example.com',
    ]);
  });

  it('stays within its limits', async () => {
    const world = demoWorld();
    for (let at = 0; at < 400; at++) world.addTemplate({ name: `${at} ${'x'.repeat(200)}` });
    const server = await foreman({ world });
    const { run, home } = machine();
    for (const organization of ['', '1', '2', '3', '4', '5', '6', '7']) {
      const env = { ...login, REXCTL_SERVER: server.url, REXCTL_ORGANIZATION: organization };
      await run(tab('template show ', 'aside'), { env });
    }
    expect(statSync(file(home)).size).toBeLessThan(600_000);
  });

  it('is read again for nobody by a call that prints nothing', async () => {
    const server = await foreman();
    const { run } = machine();
    const env = { ...login, REXCTL_SERVER: server.url };
    expect(await run(tab('template show ', 'aside'), { env })).toMatchObject({
      code: 0,
      out: '',
      err: '',
    });
    const asked = server.requests.length;
    expect(wordsOf((await run(tab('template show '), { env })).out)).toContain('Patch hosts');
    expect(server.requests).toHaveLength(asked);
  });
});

describe('without a word about what is wrong', () => {
  it.each<[what: string, spoil: (home: string, configFile: string) => void]>([
    [
      'settings with an error',
      (_, configFile) => writeFileSync(configFile, '{"profiles":{"default":{"hostlimit":1}}}'),
    ],
    ['settings that are no JSON', (_, configFile) => writeFileSync(configFile, '{')],
    [
      'settings that others can read',
      (_, configFile) => writeFileSync(configFile, '{}', { mode: 0o644 }),
    ],
    [
      'a folder in place of the cache',
      (home) => mkdirSync(join(home, '.cache', 'rexctl', 'completions.json'), { recursive: true }),
    ],
    ['a file in place of the folder of caches', (home) => writeFileSync(join(home, '.cache'), '')],
  ])('%s', async (_, spoil) => {
    const server = await foreman();
    const { run, home, configFile } = machine();
    mkdirSync(dirname(configFile), { recursive: true });
    spoil(home, configFile);
    const ran = await run(tab('run --template '), { env: { ...login, REXCTL_SERVER: server.url } });
    expect(ran).toMatchObject({ code: 0, err: '' });
  });

  it.each<[what: string, argv: readonly string[]]>([
    ['a shell that is unknown', ['__complete', 'tcsh', '--', 'rexctl ']],
    ['no line', ['__complete', 'bash']],
    ['an option', ['__complete', '--nonsense']],
  ])('%s', async (_, argv) => {
    expect(await machine().run(argv)).toMatchObject({ code: 0, out: '', err: '' });
  });

  it('names are there where nothing can be kept', async () => {
    const server = await foreman();
    const { run, home } = machine();
    writeFileSync(join(home, '.cache'), '');
    chmodSync(join(home, '.cache'), 0o400);
    const ran = await run(tab('run --template '), { env: { ...login, REXCTL_SERVER: server.url } });
    expect(wordsOf(ran.out)).toContain('Patch hosts');
  });
});
