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

const command = ['run', '--command', 'true'];
const onTerminal = { terminal: { stdin: true, stderr: true } };

describe('a command line from a file or a pipe', () => {
  const script = '#!/bin/sh\nuptime\n';

  test('@FILE is read, as every other value is', async () => {
    const path = join(world.home, 'script.sh');
    writeFileSync(path, script);
    const ran = await world.run(['run', '-c', `@${path}`, ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ command: script });
  });

  test('- is standard input', async () => {
    const ran = await world.run(['run', '-c', '-', ...web01, '--detach'], { stdin: script });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ command: script });
  });

  test('@@ is a command that begins with @', async () => {
    const ran = await world.run(['run', '-c', '@@echo off', ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ command: '@echo off' });
  });

  test.each<readonly [string, readonly string[], RegExp]>([
    [
      'a file that is not there',
      ['-c', '@none.sh'],
      /--command cannot be read from `none.sh`: no such file\n {8}a value that starts with @ needs another @: @@none.sh/,
    ],
    [
      'an empty standard input',
      ['-c', '-'],
      /--command - is empty\n {8}try: rexctl run --command 'uptime'/,
    ],
    [
      'two that read standard input',
      ['-c', '-', '-i', 'x=-'],
      /--command - and -i x=- cannot both read standard input/,
    ],
  ])('%s is refused before anything is sent', async (_, argv, message) => {
    const ran = await world.run(['run', ...argv, ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });
});

describe("the placeholders of the server in the user's own description", () => {
  const described = (text: string) => [
    'run',
    '-c',
    'uptime',
    ...web01,
    '--description',
    text,
    '--detach',
  ];

  test.each([
    ['Patch %{command}', 'Patch uptime'],
    ['%{template_name}, %{job_category}', 'Run Command - Script Default, Commands'],
    ['100 %{', '100 %{'],
  ])('%s is filled in', async (text, description) => {
    expect(await world.run(described(text))).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).description_format).toBe(text);
    expect(world.server.jobs.get(208)?.description).toBe(description);
  });

  test.each([
    ['Patch %{comand}', 'did you mean %{command}?'],
    ['on %{hostname}', 'it can contain: %{command} %{job_category} %{template_name}'],
  ])('%s: nothing stands for it, so nothing is sent', async (text, hint) => {
    const ran = await world.run(described(text));
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`rexctl: --description: unknown placeholder`);
    expect(ran.stderr).toContain(hint);
    expect(writes(world)).toEqual([]);
  });

  test('a placeholder that an old description happens to have is none in a rerun', async () => {
    await world.run([
      'run',
      '-c',
      "echo '%{x}'",
      '--description',
      'try %{command}',
      ...web01,
      '--quiet',
    ]);
    const mark = world.server.requests.length;
    await world.run(['rerun', '208', ...web01, '--detach']);
    expect(createdJob(world, mark).description_format).toBe("rerun 1 of #208: try echo '% {x}'");
  });
});

describe('inputs', () => {
  const packages = (value: string) => [
    'run',
    '--template',
    'Patch hosts',
    '-i',
    `packages=${value}`,
  ];

  test('@FILE is read byte for byte, also a script of many lines that begins with a bracket (trap 57)', async () => {
    const script = '[ -e /x ] && {\n\techo "ä 日本", a=b\r\n}\n';
    const path = join(world.home, 'script');
    writeFileSync(path, script);
    const ran = await world.run([...packages(`@${path}`), ...web01, '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(createdJob(world).inputs).toEqual({ packages: script });
  });

  test('a file that is no text is refused before anything is sent (trap 48)', async () => {
    const path = join(world.home, 'binary');
    writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0x41));
    const ran = await world.run([...packages(`@${path}`), ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('it is not UTF-8 text');
    expect(writes(world)).toEqual([]);
  });

  test.each([
    ['an input that is given twice', [...packages('a'), '-i', 'packages=b'], /given twice/],
    [
      'two that read standard input',
      [...packages('-'), '-i', 'x=-'],
      /cannot both read standard input/,
    ],
    [
      '--command together with its own input',
      [...command, '-i', 'command=b'],
      /already sets input `command`/,
    ],
    [
      'the mask of a hidden value in place of one',
      ['run', '--template', 'Patch hosts', '-i', 'packages=*****'],
      /input `packages` is `\*{5}`, which the server shows instead of a hidden value\n {8}give the real value: --input packages=@FILE/,
    ],
    [
      'the mask in place of a value for the provider',
      [
        ...['run', '--template', 'Run Playbook - Ansible Default', '-i', 'playbook=x'],
        ...['--provider-input', 'ansible.tags=*****'],
      ],
      /--provider-input `ansible\.tags` is `\*{5}`/,
    ],
    [
      'a value that is no option',
      ['run', '--feature', 'package_install', '-i', 'package=vim', '-i', 'action=destroy'],
      /invalid value `destroy` of input `action`: expected install, update or remove/,
    ],
    [
      'an input of an included template that is left out of it',
      ['run', '--template', 'Reboot with notice', '-i', 'reason=x', '-i', 'message=x'],
      /unknown input `message` of template `Reboot with notice`; it has the inputs reason, delay/,
    ],
    [
      'a user that the template does not let be chosen',
      [
        'run',
        '--template',
        'Run Playbook - Ansible Default',
        '-i',
        'playbook=x',
        '--effective-user',
        'x',
      ],
      /has a fixed effective user: the server would ignore --effective-user/,
    ],
  ])('%s is refused before anything is sent', async (_, argv, message) => {
    const ran = await world.run([...argv, ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('inputs of included templates can be set (trap 70)', async () => {
    const template = ['run', '--template', 'Reboot with notice'];
    await world.run([
      ...template,
      '-i',
      'reason=new kernel',
      '-i',
      'delay=7',
      ...web01,
      '--detach',
    ]);
    expect(createdJob(world).inputs).toEqual({ reason: 'new kernel', delay: '7' });
  });

  test('a hidden input that is missing is asked for on a terminal and shown nowhere', async () => {
    const argv = ['run', '--template', 'Set Password', '-i', 'login=root', ...web01];
    const ran = await world.run([...argv, '--detach'], { ...onTerminal, stdin: 's3cret\n' });
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('Value of hidden input password: ');
    expect(ran.stderr).not.toContain('s3cret');
    expect(createdJob(world).inputs).toEqual({ login: 'root', password: 's3cret' });
    const mark = world.server.requests.length;
    const dry = await world.run([...argv, '-i', 'password=-', '--dry-run', '--json'], {
      stdin: 's3cret',
    });
    expect(dry.json.request.body.job_invocation.inputs).toEqual({
      login: 'root',
      password: '*****',
    });
    expect(dry.stdout + dry.stderr).not.toContain('s3cret');
    expect(writes(world, mark)).toEqual([]);
  });
});
