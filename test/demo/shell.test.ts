import { expect, test } from 'vitest';
import { runShell } from '../../src/demo/hosts/shell.ts';
import { DemoWorld } from '../../src/demo/world/world.ts';

const host = new DemoWorld().addHost({ name: 'web01.example.com' });
const job = {
  id: 1,
  template: 'Run',
  inputs: {},
  script: '',
  effective_user: 'root',
  seed: 1,
  startedAt: Date.parse('2026-11-23T14:00:00Z'),
};

function run(script: string) {
  const { steps, end } = runShell(script, host, job);
  return {
    text: steps.map((step) => step.text).join(''),
    code: end.kind === 'exit' ? end.code : null,
  };
}

test.each([
  ['echo hello world', 'hello world\n', 0],
  ['echo -n "a  b"; echo \'c\'', 'a  bc\n', 0],
  ['hostname', 'web01.example.com\n', 0],
  ['hostname -s', 'web01\n', 0],
  ['uname -r', '6.1.0-28-amd64\n', 0],
  ['true && echo yes || echo no', 'yes\n', 0],
  ['false && echo yes || echo no', 'no\n', 0],
  ['exit 300', '', 44],
  ['echo a; exit 3; echo b', 'a\n', 3],
  ['reboot', 'sh: 1: reboot: not found\n', 127],
  ['constructor', 'sh: 1: constructor: not found\n', 127],
  ['cat /etc/shadow', 'cat: /etc/shadow: No such file or directory\n', 1],
  ['#!/bin/sh\r\nset -e\r\necho done\r\n', 'done\n', 0],
  ['', '', 0],
])('%j prints %j and ends with %j', (script, text, code) => {
  expect(run(script)).toEqual({ text, code });
});

test('uptime and os-release look like themselves', () => {
  expect(run('uptime').text).toMatch(
    /^ 14:00:00 up \d+ days,.*load average: [\d.]+, [\d.]+, [\d.]+\n$/,
  );
  expect(run('cat /etc/os-release').text).toContain('Debian GNU/Linux 12');
});

test('sleep takes time', () => {
  const { steps, end } = runShell('sleep 2; echo x; sleep 0.5', host, job);
  expect(steps[0]?.afterMs).toBe(2005);
  expect(end).toEqual({ kind: 'exit', afterMs: 510, code: 0 });
});
