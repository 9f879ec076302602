import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type RunOptions, type World } from '../world/run.ts';
import { createdJob, writes } from './job-requests.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const web01 = ['--host', 'web01.example.com'];
const run = ['run', '--command', 'true', ...web01];
const setPassword = ['run', '--template', 'Set Password', '-i', 'login=root', ...web01];
const onTerminal = { terminal: { stdin: true, stderr: true } };

function file(name: string, text: string, mode = 0o600): string {
  const path = join(world.home, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const kinds = [
  ['ssh-password', 'REXCTL_SSH_PASSWORD', { password: 's3cret' }],
  ['key-passphrase', 'REXCTL_KEY_PASSPHRASE', { key_passphrase: 's3cret' }],
  [
    'effective-user-password',
    'REXCTL_EFFECTIVE_USER_PASSWORD',
    { ssh: { effective_user_password: 's3cret' } },
  ],
] as const;

describe('secrets: passwords of a run', () => {
  test.each(kinds)(
    '%s from a file, standard input, the environment and a prompt',
    async (kind, variable, sent) => {
      const ways: readonly (readonly [readonly string[], RunOptions])[] = [
        [[`--${kind}-file`, file(kind, 's3cret\r\nmore\n')], {}],
        [[`--${kind}-file`, '-'], { stdin: 's3cret\n' }],
        [[], { env: { [variable]: 's3cret' } }],
        [[`--ask-${kind}`], { ...onTerminal, stdin: 's3cret\n' }],
        [[`--${kind}-file`, file(`${kind}-2`, 's3cret')], { env: { [variable]: 'another' } }],
      ];
      for (const [argv, how] of ways) {
        const mark = world.server.requests.length;
        const ran = await world.run([...run, ...argv, '--detach', '--verbose'], how);
        expect(ran.code, ran.stderr).toBe(0);
        expect(ran.stdout + ran.stderr).not.toContain('s3cret');
        expect(createdJob(world, mark)).toMatchObject(sent);
      }
    },
  );

  test.each(kinds)('%s is masked in a dry run', async (kind, variable) => {
    const how = { env: { [variable]: 's3cret' } };
    const text = await world.run([...run, '--dry-run'], how);
    const json = await world.run([...run, '--dry-run', '--json', '--verbose'], how);
    expect(json.code).toBe(0);
    expect(JSON.stringify(json.json.request.body)).toContain('"*****"');
    expect(text.stdout + text.stderr + json.stdout + json.stderr, kind).not.toContain('s3cret');
    expect(writes(world)).toEqual([]);
  });

  test('the password of the effective user stands beside the user', async () => {
    const how = { env: { REXCTL_EFFECTIVE_USER_PASSWORD: 's3cret' } };
    await world.run([...run, '--effective-user', 'backup', '--detach'], how);
    expect(createdJob(world).ssh).toEqual({ effective_user: 'backup', effective_user_password: 's3cret' });
  });

  test('a file that others can read is told of', async () => {
    const path = file('open', 's3cret\n', 0o644);
    const ran = await world.run([...run, '--ssh-password-file', path, '--detach']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      `others can read \`${path}\` (--ssh-password-file); close it with: chmod 600 ${path}`,
    );
  });

  test('a series is told that the server forgets it', async () => {
    const how = { env: { REXCTL_SSH_PASSWORD: 's3cret' } };
    const ran = await world.run([...run, '--cron', '@daily', '--static', '--yes'], how);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain('the server forgets passwords when a run has ended');
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'no such file',
      ['--ssh-password-file', '/nowhere/x'],
      /--ssh-password-file `\/nowhere\/x` cannot be read: there is no such file/,
    ],
    ['an empty one', ['--ssh-password-file', '-'], /the SSH password is empty/],
    [
      'two sources',
      ['--ssh-password-file', 'x', '--ask-ssh-password'],
      /--ssh-password-file and --ask-ssh-password cannot be used together/,
    ],
    ['nobody to ask', ['--ask-key-passphrase'], /--key-passphrase-file FILE/],
    [
      'standard input twice',
      ['--ssh-password-file', '-', '--key-passphrase-file', '-'],
      /cannot both read standard input/,
    ],
    [
      'standard input for an input, too',
      ['--ssh-password-file', '-', '-i', 'command=-'],
      /cannot both read standard input/,
    ],
  ])('%s: 2, and nothing is sent', async (_, argv, message) => {
    const ran = await world.run([...run, ...argv]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('there is no flag that takes one as its value', async () => {
    for (const flag of ['--ssh-password', '--password', '--key-passphrase']) {
      const ran = await world.run([...run, flag, 's3cret']);
      expect(ran.code).toBe(2);
    }
    expect(writes(world)).toEqual([]);
  });
});

describe('secrets: hidden inputs', () => {
  test.each(['password=s3cret', 'password=@@s3cret', 'password='])(
    'as a literal (%s) are refused',
    async (text) => {
      const ran = await world.run([...setPassword, '-i', text]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('input `password` is hidden, and the command line is not');
      expect(ran.stderr).toContain(
        '--input password=@FILE, --input password=-, or REXCTL_INPUT_PASSWORD in the environment',
      );
      expect(ran.stderr).not.toContain('s3cret');
      expect(writes(world)).toEqual([]);
    },
  );

  test('come from a file, standard input, --inputs-file, the environment and a prompt', async () => {
    const ways: readonly (readonly [readonly string[], RunOptions])[] = [
      [['-i', `password=@${file('secret', 's3cret')}`], {}],
      [['-i', 'password=-'], { stdin: 's3cret' }],
      [['--inputs-file', file('inputs.yaml', 'password: s3cret\n')], {}],
      [[], { env: { REXCTL_INPUT_PASSWORD: 's3cret' } }],
      [[], { ...onTerminal, stdin: 's3cret\n' }],
    ];
    for (const [argv, how] of ways) {
      const mark = world.server.requests.length;
      const ran = await world.run([...setPassword, ...argv, '--detach', '--verbose'], how);
      expect(ran.code, ran.stderr).toBe(0);
      expect(ran.stdout + ran.stderr).not.toContain('s3cret');
      expect(createdJob(world, mark).inputs).toEqual({ login: 'root', password: 's3cret' });
    }
  });

  test('the environment gives no input that is not hidden', async () => {
    const ran = await world.run(['run', '--template', 'Set Password', ...web01], {
      env: { REXCTL_INPUT_PASSWORD: 's3cret', REXCTL_INPUT_LOGIN: 'root' },
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('`login`');
  });
});

describe('secrets: of a rerun', () => {
  test('passwords are given again; a rerun of all hosts is copied by the server and refuses them', async () => {
    await world.run(['run', '--command', 'exit 3', ...web01, '--quiet']);
    const mark = world.server.requests.length;
    const path = file('pw', 's3cret\n');
    const all = await world.run(['rerun', '208', '--ssh-password-file', path]);
    expect(all.code).toBe(2);
    expect(all.stderr).toContain('--ssh-password-file goes with --failed');
    expect(writes(world, mark)).toEqual([]);
    const ran = await world.run(['rerun', '208', '--failed', '--ssh-password-file', path, '--detach']);
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world, mark).password).toBe('s3cret');
  });

  test('hidden inputs come from the environment or --inputs-file, and never from the command line', async () => {
    await world.run([...setPassword, '--detach'], { env: { REXCTL_INPUT_PASSWORD: 'old' } });
    await world.clock.sleep(60_000);
    const again = ['rerun', '208', '--host', 'web01.example.com', '--detach'];
    expect((await world.run([...again, '-i', 'password=new'])).code).toBe(2);
    for (const [argv, how] of [
      [[], { env: { REXCTL_INPUT_PASSWORD: 'new' } }],
      [['--inputs-file', file('again.json', '{"password":"new"}')], {}],
    ] as const) {
      const mark = world.server.requests.length;
      const ran = await world.run([...again, ...argv], how);
      expect(ran.code, ran.stderr).toBe(0);
      expect(createdJob(world, mark).inputs).toEqual({ login: 'root', password: 'new' });
      await world.clock.sleep(60_000);
    }
  });
});

test('secrets: whatever they are, they arrive unchanged and are shown nowhere', async () => {
  const secret = fc
    .string({ unit: 'binary', minLength: 6, maxLength: 40 })
    .filter((text) => !/[\r\n\0\ufeff]/.test(text));
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom(...kinds), async (value, [kind, variable]) => {
      const usual = await world.run([...run, '--dry-run', '--json']);
      fc.pre(!usual.stdout.includes(value));
      const mark = world.server.requests.length;
      const dry = await world.run([...run, '--dry-run', '--json', '--verbose'], {
        env: { [variable]: value },
      });
      const ran = await world.run([...run, `--${kind}-file`, '-', '--detach', '--verbose'], { stdin: value });
      expect(ran.code, ran.stderr).toBe(0);
      expect(dry.stdout + dry.stderr + ran.stdout + ran.stderr).not.toContain(value);
      expect(JSON.stringify(createdJob(world, mark))).toContain(JSON.stringify(value));
    }),
    { numRuns: 25 },
  );
}, 60_000);
