import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../world/run.ts';
import { createdJob, web01, writes } from './job-requests.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const command = ['run', '--command', 'true'];
const onTerminal = { terminal: { stdin: true, stderr: true } };

describe('inputs', () => {
  const packages = (value: string) => ['run', '--template', 'Patch hosts', '-i', `packages=${value}`];

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
    ['two that read standard input', [...packages('-'), '-i', 'x=-'], /cannot both read standard input/],
    [
      '--command together with its own input',
      [...command, '-i', 'command=b'],
      /already sets input `command`/,
    ],
    [
      'a value that is no option',
      ['run', '--feature', 'package_install', '-i', 'package=vim', '-i', 'action=destroy'],
      /`action` cannot be `destroy`: expected one of install, update, remove/,
    ],
    [
      'an input of an included template that is left out of it',
      ['run', '--template', 'Reboot with notice', '-i', 'reason=x', '-i', 'message=x'],
      /unknown input `message` for template "Reboot with notice"; it has reason, delay/,
    ],
    [
      'a user that the template does not let be chosen',
      ['run', '--template', 'Run Playbook - Ansible Default', '-i', 'playbook=x', '--effective-user', 'x'],
      /does not let --effective-user be chosen/,
    ],
  ])('%s is refused before anything is sent', async (_, argv, message) => {
    const ran = await world.run([...argv, ...web01]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('inputs of included templates can be set (trap 70)', async () => {
    const template = ['run', '--template', 'Reboot with notice'];
    await world.run([...template, '-i', 'reason=new kernel', '-i', 'delay=7', ...web01, '--detach']);
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
    const dry = await world.run([...argv, '-i', 'password=-', '--dry-run', '--json'], { stdin: 's3cret' });
    expect(dry.json.request.body.job_invocation.inputs).toEqual({ login: 'root', password: '*****' });
    expect(dry.stdout + dry.stderr).not.toContain('s3cret');
    expect(writes(world, mark)).toEqual([]);
  });
});
