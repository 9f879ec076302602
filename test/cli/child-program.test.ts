import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type ChildProgram, runChild } from '../../src/cli/child-program.ts';
import { systemClock } from '../../src/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'child-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const parent = { process, env: process.env, clock: systemClock };
const run = (command: ChildProgram['command'], more: Partial<ChildProgram> = {}) =>
  runChild(
    { command, input: '', env: {}, limitMs: 60_000, signal: new AbortController().signal, ...more },
    parent,
  );

describe('a program', () => {
  test('is given its input and variables, and its output is kept in order', async () => {
    const env = { REXCTL_JOB_ID: '$(id)' };
    const command = 'cat; echo "$REXCTL_JOB_ID" >&2';
    const ended = await run(command, { input: 'a\u00e9\n', env });
    expect(ended.trouble).toBeNull();
    expect(ended.output.split('\n').sort()).toEqual(['', '$(id)', 'a\u00e9']);
  });

  test('that reads none of a long input succeeds', async () => {
    const input = 'x'.repeat(8_000_000);
    expect(await run('true', { input })).toEqual({ trouble: null, output: '' });
  });

  test('is a program and its words: no shell reads them', async () => {
    expect(await run(['printf', '[%s]', '$(id)', '`id`'])).toMatchObject({
      output: '[$(id)][`id`]',
    });
  });

  test.each([
    ['exit 3', 'it exited with code 3'],
    ['kill -KILL $$', 'it was killed by SIGKILL'],
    [[join(folder, 'none')], 'it cannot be started: no such file'],
    [[folder], 'it cannot be started: permission denied'],
    [['printf', '\u0000'], 'it cannot be started: its name contains a NUL byte'],
  ] as const)('that fails says why: %j', async (command, trouble) => {
    expect(await run(command)).toMatchObject({ trouble });
  });

  test('that prints without end is cut', async () => {
    const { output } = await run('yes', { limitMs: 300 });
    expect(output).toHaveLength(1 << 20);
  });

  test('whose children keep its streams open is not waited for', async () => {
    const left = join(folder, 'left');
    const command = `echo done; while [ ! -e ${left} ]; do sleep 0.05; done &`;
    expect(await run(command)).toEqual({ trouble: null, output: 'done\n' });
    writeFileSync(left, '');
  });

  test('that is interrupted is ended at once', async () => {
    const signal = AbortSignal.abort();
    expect(await run('sleep 60', { signal })).toMatchObject({
      trouble: 'it was stopped by an interrupt',
    });
  });
});
