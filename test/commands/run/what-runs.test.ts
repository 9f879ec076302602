import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { templateRuns, whatRuns } from '../../../src/ui/nouns/job-words.ts';
import { web, web01, worldWithTwoFailures, writes } from '../../world/job-requests.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld({ world: worldWithTwoFailures() });
});
afterEach(() => world.close());

const onTerminal = { terminal: { stdin: true, stderr: true } };

describe('what is said before a start', () => {
  test('a command line is said as it is', async () => {
    const ran = await world.run(['run', '-c', 'uptime', ...web01, '--detach']);
    expect(ran.stderr).toMatch(/^`uptime` on 1 host: web01\.example\.com\n/);
  });

  test('a rerun of all hosts says template, what runs, hosts and their number', async () => {
    await world.run(['run', '-c', 'work', ...web, '--quiet']);
    const ran = await world.run(['rerun', '208', '--detach']);
    expect(ran).toMatchObject({ code: 0, stdout: '209\n' });
    expect(ran.stderr).toMatch(
      /^Rerun job 208, Run Command - Script Default \(`work`\), on 12 hosts: web\[01-12\]\.example\.com\n/,
    );
  });

  test('its dry run shows the hosts, folded, and the request', async () => {
    await world.run(['run', '--template', 'Patch hosts', '-i', 'packages=vim', ...web, '--quiet']);
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', '--dry-run']);
    expect(ran).toMatchObject({
      code: 0,
      stdout: [
        'Would rerun job 208, Patch hosts (packages = vim), on 12 hosts: web[01-12].example.com',
        'The server copies the job: POST /api/job_invocations/208/rerun',
        'Nothing was sent.',
        '',
      ].join('\n'),
    });
    expect(writes(world, mark)).toEqual([]);
  });

  test('a rerun whose hosts the server looks for again reports it', async () => {
    await world.run(['run', '-c', 'work', ...web, '--dynamic', '--quiet']);
    const ran = await world.run(['rerun', '208', '--dry-run']);
    expect(ran.stdout).toContain(
      'on the hosts that its search matches now (last time 12 hosts)\nThe server copies the job',
    );
  });

  test('a rerun of some hosts says the command line', async () => {
    await world.run(['run', '-c', 'echo work', ...web, '--quiet']);
    const ran = await world.run(['rerun', '208', '--failed', '--detach']);
    expect(ran.stderr).toMatch(
      /^Rerun `echo work` on 2 hosts: web0\d\.example\.com, web0\d\.example\.com\n/,
    );
  });
});

describe('what is wrong is reported before a secret is asked for', () => {
  const setPassword = ['run', '--template', 'Set Password'];

  test.each<readonly [string, readonly string[], number, string]>([
    [
      'a visible input that is empty',
      [...setPassword, '-i', 'login=', ...web01],
      2,
      'needs input `login`',
    ],
    [
      'a host that nobody has',
      [...setPassword, '-i', 'login=x', '--host', 'no.example.com'],
      5,
      'no.example.com',
    ],
    [
      'too many hosts',
      [...setPassword, '-i', 'login=x', ...web, '--max-hosts', '2'],
      9,
      '--max-hosts is 2',
    ],
    [
      'a file that is missing',
      [
        ...setPassword,
        '-i',
        'login=x',
        ...web01,
        '--key-passphrase-file',
        '/nowhere/x',
        '--ask-ssh-password',
      ],
      2,
      '/nowhere/x',
    ],
    [
      'an input of another provider',
      [...setPassword, '-i', 'login=x', ...web01, '--provider-input', 'ansible.tags=x'],
      2,
      'ignores inputs of `ansible`',
    ],
  ])('%s', async (_, argv, code, text) => {
    const ran = await world.run(argv, { ...onTerminal, stdin: 's3cret\n' });
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(text);
    expect(ran.stderr).not.toMatch(/password: /i);
    expect(writes(world)).toEqual([]);
  });

  test('also in a rerun, where the template wants another input by now', async () => {
    const first = [...setPassword, '-i', 'login=root', '-i', 'password=-', ...web01, '--quiet'];
    await world.run(first, { stdin: 'old' });
    const mark = world.server.requests.length;
    const ran = await world.run(['rerun', '208', ...web01, '-i', 'login='], {
      ...onTerminal,
      stdin: 'x\n',
    });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('needs input `login`');
    expect(ran.stderr).not.toContain('Value of hidden input');
    expect(writes(world, mark)).toEqual([]);
  });
});

describe('how it is said', () => {
  test.each([
    ['uptime', '`uptime`'],
    ['#!/bin/sh\n# patches\n\nset -e\ndnf -y update\n', '`set -e ...`'],
    ['# nothing but a comment', '`# nothing but a comment`'],
    [`echo ${'x'.repeat(80)}`, `\`echo ${'x'.repeat(55)} ...\``],
    ['echo a\u001b[2Jb', '`echo ab`'],
  ])('%j', (command, said) => {
    expect(whatRuns('T', command)).toBe(said);
  });

  test.each([
    [[], 'T'],
    [[['command', '*****']], 'T (command = *****)'],
    [
      [
        ['a', '1'],
        ['b', ''],
        ['c', '3'],
        ['d', '4'],
        ['e', '5'],
      ],
      'T (a = 1, c = 3, d = 4, ...)',
    ],
  ])('%j', (inputs, said) => {
    const values = inputs.map(([name = '', value = '']) => ({ name, id: null, value }));
    expect(templateRuns({ template_name: 'T', inputs: values })).toBe(said);
  });
});
