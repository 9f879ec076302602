import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createdJob, writes } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

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

describe('secrets: a server that repeats in an error what it was sent', () => {
  const sent = ['s3cret-ssh', 's3cret-key', 's3cret-eff', 's3c&ret <new>'];
  const env = {
    REXCTL_SSH_PASSWORD: 's3cret-ssh',
    REXCTL_KEY_PASSPHRASE: 's3cret-key',
    REXCTL_EFFECTIVE_USER_PASSWORD: 's3cret-eff',
  };
  const bodies = [
    (text: string) => JSON.stringify({ error: { message: `Validation failed: ${text}` } }),
    (text: string) =>
      JSON.stringify({ error: { full_messages: [`INSERT INTO x VALUES (${text})`] } }),
    (text: string) =>
      `<html><title>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</title></html>`,
    (text: string) => JSON.stringify({ message: encodeURIComponent(text) }),
    (text: string) => JSON.stringify({ id: text }),
  ];
  const statuses = [200, 403, 404, 422, 500, 503];
  test.each(statuses)('with a %i, passwords and hidden inputs are not shown', async (status) => {
    for (const body of bodies)
      for (const format of ['table', 'json']) {
        const text = body(sent.join(' , '));
        const effect = { kind: 'answer', status, body: text } as const;
        world.server.faults.rules.push({ method: 'POST', path: /job_invocations$/, effect });
        const hidden = `password=@${file('new', `${sent[3]}\n`)}`;
        const argv = [...setPassword, '-i', hidden, '--detach', '--verbose', '--format', format];
        const ran = await world.run(argv, { env });
        expect(ran.code, ran.stderr).toBeGreaterThan(0);
        for (const part of ['s3cret', 's3c', 'ret <new>', 'new&', 'new%'])
          expect(ran.stdout + ran.stderr).not.toContain(part);
      }
  });
});

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
    expect(createdJob(world).ssh).toEqual({
      effective_user: 'backup',
      effective_user_password: 's3cret',
    });
  });

  test('a file that others can read is reported', async () => {
    const path = file('open', 's3cret\n', 0o644);
    const ran = await world.run([...run, '--ssh-password-file', path, '--detach']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      `other users can read \`${path}\` (--ssh-password-file); restrict it: chmod 600 ${path}`,
    );
  });

  test.each([
    [
      ['--cron', '@daily', '--static', '--yes'],
      'and passes them from run to run until the series ends',
    ],
    [['--at', 'in 2h'], 'the server stores the passwords, encrypted, until the job finishes'],
  ])('what waits at the server is reported: %j', async (schedule, sentence) => {
    const how = { env: { REXCTL_SSH_PASSWORD: 's3cret' } };
    const ran = await world.run([...run, ...schedule], how);
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(sentence);
    expect(createdJob(world).password).toBe('s3cret');
    const without = await world.run([...run, '--at', 'in 3h']);
    expect(without.stderr).not.toContain('passwords');
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'no such file',
      ['--ssh-password-file', '/nowhere/x'],
      /--ssh-password-file cannot be read from `\/nowhere\/x`: no such file/,
    ],
    [
      'an empty one',
      ['--ssh-password-file', '-'],
      /the SSH password \(first line of --ssh-password-file -\) is empty/,
    ],
    [
      'an empty file',
      ['--key-passphrase-file', '/dev/null'],
      /the Passphrase of the SSH key \(first line of --key-passphrase-file `\/dev\/null`\) is empty/i,
    ],
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

  test.each([
    ['--ssh-password', 'ssh-password'],
    ['--password', 'ssh-password'],
    ['--key-passphrase', 'key-passphrase'],
    ['--effective-user-password', 'effective-user-password'],
  ])(
    'no flag takes one as its value: %s reports what does, and does not repeat it',
    async (flag, name) => {
      for (const argv of [[flag, 's3cret'], [`${flag}=s3\ncret=x`]]) {
        const ran = await world.run([...run, ...argv]);
        expect(ran).toMatchObject({ code: 2, stdout: '' });
        expect(ran.stderr).toContain(`unknown option \`${flag}\``);
        expect(ran.stderr).toContain(`use --${name}-file FILE or --ask-${name}`);
        expect(ran.stderr).not.toMatch(/s3|cret/);
      }
      expect(world.server.requests).toEqual([]);
    },
  );

  test.each([
    ['bytes that are no text', Uint8Array.of(0x61, 0xff, 0x62), /it is not UTF-8 text/],
    ['a NUL byte', Uint8Array.of(0x61, 0, 0x62), /the SSH password contains a NUL byte/],
  ])('%s would arrive as something else: 2, and nothing is sent', async (_, bytes, message) => {
    const path = join(world.home, 'bytes');
    writeFileSync(path, bytes, { mode: 0o600 });
    const ran = await world.run([...run, '--ssh-password-file', path]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });
});

describe('secrets: hidden inputs', () => {
  test.each(['password=s3cret', 'password=@@s3cret', 'password='])(
    'as a literal (%s) are refused',
    async (text) => {
      const ran = await world.run([...setPassword, '-i', text]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('hidden input `password` must not be given on the command line');
      expect(ran.stderr).toContain(
        '--input password=@FILE, --input password=- or the environment variable REXCTL_INPUT_PASSWORD',
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

  test('one that is missing is asked for by what would be taken', async () => {
    const ran = await world.run(setPassword);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('needs input `password`');
    expect(ran.stderr).toContain('add --input password=@FILE');
    expect(writes(world)).toEqual([]);
  });

  test('one that is none of the options is not repeated', async () => {
    world.server.world.addTemplate({
      name: 'Pick',
      inputs: [{ name: 'key', hidden_value: true, options: ['one', 'two'] }],
    });
    const how = { env: { REXCTL_INPUT_KEY: 's3cret' } };
    const ran = await world.run(['run', '--template', 'Pick', ...web01], how);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('invalid value of input `key`: expected one or two');
    expect(ran.stderr).not.toContain('s3cret');
    expect(writes(world)).toEqual([]);
  });

  test.each([
    '|s3cret',
    '>9s3cret',
    '!s3cret x',
    '!x!s3cret x',
    '&s3cret x',
    '*s3cret',
    '"s3cret',
    '"\\us3cret"',
    '"a" s3cret',
    's3cret: x',
    '[s3cret',
  ])('in a file that YAML reads otherwise (%s) are refused and not repeated', async (value) => {
    const path = file('inputs.yaml', `password: ${value}\n`);
    const ran = await world.run([...setPassword, '--inputs-file', path]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`--inputs-file \`${path}\``);
    expect(ran.stderr).not.toMatch(/s3c/);
    expect(writes(world)).toEqual([]);
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
    expect(all.stderr).toContain('--ssh-password-file needs --failed');
    expect(writes(world, mark)).toEqual([]);
    const ran = await world.run([
      'rerun',
      '208',
      '--failed',
      '--ssh-password-file',
      path,
      '--detach',
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    expect(createdJob(world, mark).password).toBe('s3cret');
  });

  test('one in the environment is told to be unused by a rerun of all hosts', async () => {
    await world.run(['run', '--command', 'true', ...web01, '--quiet']);
    const how = { env: { REXCTL_SSH_PASSWORD: 's3cret' } };
    const ran = await world.run(['rerun', '208', '--detach'], how);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toContain('without passwords: REXCTL_SSH_PASSWORD is not sent');
    expect(ran.stderr).not.toContain('s3cret');
  });

  test('a dry run does not know of them', async () => {
    await world.run(['run', '--command', 'true', ...web01, '--quiet']);
    const ran = await world.run(['rerun', '208', ...web01, '--dry-run']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('The server does not report whether job 208 used passwords');
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

/** Ways to give a secret, and where it stands in the request. */
interface SecretWay {
  readonly argv: readonly string[];
  readonly how: RunOptions;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads into bodies of any shape
  readonly sent: (job: any) => unknown;
}

function waysOf(value: string): readonly SecretWay[] {
  const typed = { ...onTerminal, stdin: `${value}\n` };
  const passwords = kinds.flatMap(([kind, variable, body]): SecretWay[] => {
    const sent: SecretWay['sent'] = (job) =>
      'ssh' in body ? job.ssh.effective_user_password : job[Object.keys(body)[0] ?? ''];
    return [
      { argv: [...run, `--${kind}-file`, file(kind, `${value}\n`)], how: {}, sent },
      { argv: [...run, `--${kind}-file`, '-'], how: { stdin: value }, sent },
      { argv: run, how: { env: { [variable]: value } }, sent },
      ...(isTypeable(value) ? [{ argv: [...run, `--ask-${kind}`], how: typed, sent }] : []),
    ];
  });
  const sent: SecretWay['sent'] = (job) => job.inputs.password;
  const yaml = file('inputs.yaml', `password: ${JSON.stringify(value)}\n`);
  return [
    ...passwords,
    { argv: [...setPassword, '-i', `password=@${file('input', value)}`], how: {}, sent },
    { argv: [...setPassword, '-i', 'password=-'], how: { stdin: value }, sent },
    { argv: [...setPassword, '--inputs-file', yaml], how: {}, sent },
    { argv: setPassword, how: { env: { REXCTL_INPUT_PASSWORD: value } }, sent },
    ...(isTypeable(value) ? [{ argv: setPassword, how: typed, sent }] : []),
  ];
}

/** The others are keys of a line editor. */
function isTypeable(value: string): boolean {
  return /^[\x20-\x7e]+$/.test(value);
}

describe('secrets: whatever they are', () => {
  const anyText = fc
    .string({ unit: 'binary', minLength: 6, maxLength: 40 })
    .filter((text) => !/[\r\n\0\ufeff]/.test(text));
  const password = fc.stringMatching(/^[!-~]{8,20}$/);
  const secret = fc.oneof(anyText, password).filter((text) => !/^[\w .*-]{0,7}$/.test(text));
  const pick = fc.nat(1000);

  test('they arrive unchanged, and neither a run nor a dry run shows them', async () => {
    await fc.assert(
      fc.asyncProperty(secret, pick, async (value, index) => {
        const ways = waysOf(value);
        const { argv, how, sent } = ways[index % ways.length] as SecretWay;
        const mark = world.server.requests.length;
        const dry = await world.run([...argv, '--dry-run'], how);
        const json = await world.run([...argv, '--dry-run', '--json', '--verbose'], how);
        expect([dry.code, json.code], dry.stderr + json.stderr).toEqual([0, 0]);
        expect(writes(world, mark)).toEqual([]);
        const ran = await world.run([...argv, '--detach', '--verbose'], how);
        expect(ran.code, ran.stderr).toBe(0);
        expect(sent(createdJob(world, mark))).toBe(value);
        shownNowhere(value, [dry, json, ran]);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test.each([
    ['the server fails', 500],
    ['the user may not', 403],
    ['the server refuses', 422],
  ])(
    'no failure shows them: %s',
    async (_, status) => {
      await fc.assert(
        fc.asyncProperty(secret, pick, async (value, index) => {
          const ways = waysOf(value);
          const { argv, how } = ways[index % ways.length] as SecretWay;
          const body = JSON.stringify({ error: { message: 'Validation failed: Targeting' } });
          world.server.faults.rules.push({
            method: 'POST',
            path: '/api/job_invocations',
            effect: { kind: 'answer', status, body },
          });
          const ran = await world.run([...argv, '--verbose', '--json'], how);
          expect(ran.code).not.toBe(0);
          shownNowhere(value, [ran]);
        }),
        { numRuns: 6 },
      );
    },
    120_000,
  );
});

/** As it is and as JSON writes it. */
function shownNowhere(value: string, runs: readonly { stdout: string; stderr: string }[]): void {
  for (const { stdout, stderr } of runs) {
    expect(stdout + stderr).not.toContain(value);
    expect(stdout + stderr).not.toContain(JSON.stringify(value).slice(1, -1));
  }
}
