import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createdJob, web01, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const script = '#!/bin/sh\n# äöü\nuptime | head -1\n\n';

function file(name: string, content: string | Uint8Array): string {
  const path = join(world.home, name);
  writeFileSync(path, content);
  return path;
}

describe('run --script', () => {
  test('sends the text of a file, byte for byte', async () => {
    const ran = await world.run([
      ...['run', '--script', file('check.sh', script), ...web01],
      ...['--detach'],
    ]);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('`uptime | head -1 ...` on 1 host');
    expect(createdJob(world).inputs).toEqual({ command: script });
  });

  test.each([
    ['--script', '-'],
    ['-c', '-'],
    ['-c', '@-'],
    ['-i', 'command=@-'],
  ])('%s %s is standard input', async (flag, value) => {
    const what = flag === '-i' ? ['--template', 'Run Command - Script Default'] : [];
    const argv = ['run', ...what, flag, value, ...web01, '--detach'];
    expect(await world.run(argv, { stdin: script })).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ command: script });
  });

  test('a name that begins with @ or is one dash is a file, too', async () => {
    for (const name of ['@odd.sh', '-']) {
      const mark = world.server.requests.length;
      const path = file(name, script);
      await world.run(['run', '--script', path, ...web01, '--detach']);
      expect(createdJob(world, mark).inputs).toEqual({ command: script });
    }
  });

  test('--dry-run shows the whole text', async () => {
    const argv = ['run', '--script', file('check.sh', script), ...web01, '--dry-run'];
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain(
      'Input command:\n  #!/bin/sh\n  # äöü\n  uptime | head -1\n\nHost search of the job: ',
    );
    const { json } = await world.run([...argv, '--json']);
    expect(json.request.body.job_invocation.inputs).toEqual({ command: script });
    expect(writes(world)).toEqual([]);
  });

  test('a byte order mark is no part of the text', async () => {
    const path = file('bom.sh', `\ufeff${script}`);
    for (const what of [
      ['--script', path],
      ['-c', `@${path}`],
    ]) {
      const mark = world.server.requests.length;
      const ran = await world.run(['run', ...what, ...web01, '--detach']);
      expect(ran.code).toBe(0);
      expect(createdJob(world, mark).inputs).toEqual({ command: script });
    }
  });

  test('Windows line ends are sent as they are, with a warning', async () => {
    const text = '#!/bin/sh\r\nuptime\r\n';
    const path = file('dos.sh', text);
    const warning =
      "has Windows line endings (CR LF), which break most scripts on Linux; remove them: sed -i 's/\\r$//' FILE";
    const ran = await world.run(['run', '--script', path, ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain(`rexctl: --script \`${path}\` ${warning}\n`);
    expect(createdJob(world).inputs).toEqual({ command: text });
    const json = await world.run(['run', '-c', `@${path}`, ...web01, '--detach', '--json']);
    expect(JSON.parse(json.stderr).warning).toBe(`--command @${path} ${warning}`);
    const typed = await world.run(['run', '-c', 'a\r\nb', ...web01, '--detach']);
    expect(typed.stderr).toContain(`rexctl: the command ${warning}\n`);
  });

  test.each<readonly [string, string | Uint8Array, RegExp]>([
    ['empty', ' \n\n', /--script `.*` is empty\n {8}try: rexctl run --command/],
    ['only a byte order mark', '\ufeff', /--script `.*` is empty/],
    ['no text', Buffer.from([0x23, 0xff, 0xfe]), /cannot be read from `.*`: it is not UTF-8 text/],
    ['with a NUL byte', 'echo a\0b\n', /input `command` contains a NUL byte/],
    [
      'too long',
      `${'x'.repeat(1 << 20)}\n`,
      /--script `.*` is 1\.1 MiB long, but the maximum is 1 MiB: the server stores the text for each host\n {8}copy large data/,
    ],
  ])('a file that is %s is refused', async (_, content, message) => {
    const ran = await world.run(['run', '--script', file('bad.sh', content), ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('the longest text is sent', async () => {
    const text = `${'x'.repeat((1 << 20) - 1)}\n`;
    const argv = ['run', '--script', file('long.sh', text), ...web01, '--detach'];
    expect((await world.run(argv)).code).toBe(0);
    expect(createdJob(world).inputs.command).toHaveLength(1 << 20);
  });

  test.each<readonly [string, readonly string[], string]>([
    ['no file', ['--script', 'none.sh'], '--script cannot be read from `none.sh`: no such file\n'],
    [
      'a name with @',
      ['--script', '@none.sh'],
      '--script cannot be read from `@none.sh`: no such file\n        name the file without @: --script none.sh\n',
    ],
    ['an empty name', ['--script', ''], '--script is empty\n'],
    [
      'another command',
      ['--script', 'x', '-c', 'true'],
      '--command and --script cannot be used together\n',
    ],
    [
      'a template',
      ['--script', 'x', '--template', 'Patch hosts'],
      '--script and --template cannot be used together\n',
    ],
    [
      'another reader of standard input',
      ['--script', '-', '-i', 'x=@-'],
      '--script - and -i x=@- cannot both read standard input\n',
    ],
    [
      'the same for -c',
      ['-c', '@-', '--inputs-file', '-'],
      '--command @- and --inputs-file - cannot both read standard input\n',
    ],
  ])('%s is refused', async (_, argv, message) => {
    const ran = await world.run(['run', ...argv, ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: ${message}`);
    expect(writes(world)).toEqual([]);
  });

  test('the same input is not given twice', async () => {
    const argv = ['run', '--script', file('a.sh', script), '-i', 'command=true', ...web01];
    const ran = await world.run(argv);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('--script already sets input `command`');
  });

  test('host names are read from @- as from -', async () => {
    const argv = ['run', '-c', 'true', '--host', '@-', '--dry-run', '--json'];
    const { json } = await world.run(argv, { stdin: 'web[01-02]\n' });
    expect(json.hosts.map(({ name }: { name: string }) => name)).toEqual([
      'web01.example.com',
      'web02.example.com',
    ]);
  });
});
