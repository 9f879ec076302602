import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendAuditLine, readAuditLines } from '../../src/settings/audit-file.ts';
import { openWorld, type World } from '../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const path = () => join(world.home, '.local', 'state', 'rexctl', 'log.ndjson');
const web01 = ['--host', 'web01.example.com'];
const sleeping = ['run', '--command', 'sleep 60', ...web01, '--detach'];
const told = async () => {
  const { json } = await world.run(['log', '--json']);
  return (json.entries as readonly Record<string, unknown>[]).map(
    ({ action, job_id, hosts, result }) => `${action} ${job_id} ${hosts} ${result}`,
  );
};

describe('local log', () => {
  test('of starts, reruns and cancels: when, what, how many hosts, and no word of what ran', async () => {
    await world.run([
      'run',
      '--command',
      'echo s3cret; exit 3',
      ...web01,
      '--quiet',
      '--description',
      's3cret',
    ]);
    await world.run(['rerun', '208', '--failed', '--quiet']);
    await world.run(['rerun', '208', '--detach']);
    await world.run(sleeping);
    await world.clock.sleep(5_000);
    await world.run(['cancel', '211', '--yes']);
    await world.run(['cancel', '211', '--force', '--yes']);
    expect(await told()).toEqual([
      'run 208 1 started',
      'rerun 209 1 started',
      'rerun 210 1 started',
      'run 211 1 started',
      'cancel 211 null sent',
      'force-cancel 211 null sent',
    ]);
    expect(readFileSync(path(), 'utf8')).not.toContain('s3cret');
    expect(JSON.parse(readFileSync(path(), 'utf8').split('\n')[0] ?? '')).toEqual({
      time: expect.stringMatching(/^2026-11-23T14:00:\d\d\.\d{3}Z$/),
      action: 'run',
      job_id: 208,
      series_id: null,
      hosts: 1,
      result: 'started',
      profile: 'default',
      server: world.server.url,
      login: 'admin',
    });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  test('the end of a series is noted with its number', async () => {
    const series = [...world.server.jobs.values()].find((job) => job.recurring_logic_id !== null);
    await world.run(['schedule', 'cancel', String(series?.recurring_logic_id), '--yes']);
    const { json } = await world.run(['log', '--json']);
    expect(json.entries).toMatchObject([
      {
        action: 'cancel-series',
        job_id: null,
        series_id: series?.recurring_logic_id,
        result: 'sent',
      },
    ]);
  });

  test('a lost start is noted as such, and again when it is found', async () => {
    world.server.faults.rules.push({
      method: 'POST',
      path: /job_invocations$/,
      effect: { kind: 'answer_lost' },
    });
    await world.run(sleeping);
    expect(await told()).toEqual(['run null 1 unknown', 'run 208 1 found']);
  });

  test('what the server refused, dry runs and --no-log leave no trace', async () => {
    await world.run([...sleeping, '--no-log']);
    await world.run(['run', '--command', 'true', ...web01, '--dry-run']);
    await world.run(['run', '--command', 'true', ...web01], {
      env: { REXCTL_USER: 'viewer', REXCTL_TOKEN: 'viewer-secret' },
    });
    expect(await told()).toEqual([]);
    const empty = await world.run(['log'], { terminal: { stdout: true, stderr: true } });
    expect(empty.stdout + empty.stderr).toContain('The local history is empty.');
  });

  test('as a table, the newest last, as many as are asked for; --path reports where it is', async () => {
    for (const _ of [1, 2, 3]) await world.run(sleeping);
    const ran = await world.run(['log', '--limit', '2', '--format', 'plain']);
    const rows = ran.stdout.trimEnd().split('\n').slice(-2);
    expect(rows[0]).toContain('209');
    expect(rows[1]).toContain('210');
    expect(ran.stdout).not.toContain('208');
    expect(await world.run(['log', '--path'])).toMatchObject({ code: 0, stdout: `${path()}\n` });
    expect(await world.run(['log', '--path', '--limit', '2'])).toEqual(
      expect.objectContaining({
        code: 2,
        stdout: '',
        stderr: 'rexctl: --limit and --path cannot be used together\n        use only one\n',
      }),
    );
  });

  test('lines that cannot be read are counted', async () => {
    await world.run(sleeping);
    appendFileSync(path(), '{"time":"2026\n{"action":"dance"}\n');
    const ran = await world.run(['log', '--json']);
    expect(ran.json.entries).toHaveLength(1);
    expect(ran.stderr).toContain('2 lines of');
  });

  test('a line that was cut off takes no later one with it', async () => {
    await world.run(sleeping);
    appendFileSync(path(), '{"time":"2026');
    await world.run(sleeping);
    const ran = await world.run(['log', '--json']);
    expect(ran.json.entries).toMatchObject([{ job_id: 208 }, { job_id: 209 }]);
    expect(ran.stderr).toContain('1 line of');
  });

  test('one that cannot be written is reported, and the job runs', async () => {
    mkdirSync(path(), { recursive: true });
    const ran = await world.run(sleeping);
    expect(ran).toMatchObject({ code: 0, stdout: '208\n' });
    expect(ran.stderr).toContain('not recorded in the local history: cannot write');
  });

  test('above a MiB its older half goes, whole lines', async () => {
    mkdirSync(dirname(path()), { recursive: true });
    const line = (at: number) => `${JSON.stringify({ at, text: 'x'.repeat(1_000) })}\n`;
    writeFileSync(path(), Array.from({ length: 1_050 }, (_, at) => line(at)).join(''), {
      mode: 0o600,
    });
    appendAuditLine(path(), { at: 'last' });
    const lines = (await readAuditLines(path(), 'linux')).map((text) => JSON.parse(text).at);
    expect(lines.at(-1)).toBe('last');
    expect(lines.length).toBeLessThan(600);
    expect(lines.slice(0, -1)).toEqual(
      Array.from({ length: lines.length - 1 }, (_, at) => 1_051 - lines.length + at),
    );
  });

  test('lines of several processes do not mix', async () => {
    mkdirSync(dirname(path()), { recursive: true });
    const code = [
      "const { appendFileSync } = require('node:fs');",
      'const [, path, name] = process.argv;',
      "for (let at = 0; at < 200; at++) appendFileSync(path, JSON.stringify({ name, at, text: 'y'.repeat(500) }) + '\\n');",
    ].join('\n');
    const children = ['a', 'b', 'c', 'd'].map((name) =>
      spawn(process.execPath, ['-e', code, path(), name]),
    );
    for (let at = 0; at < 200; at++)
      appendAuditLine(path(), { name: 'here', at, text: 'z'.repeat(500) });
    await Promise.all(children.map((child) => once(child, 'close')));
    const lines = (await readAuditLines(path(), 'linux')).map(
      (text) => JSON.parse(text) as { name: string; at: number },
    );
    for (const name of ['a', 'b', 'c', 'd', 'here'])
      expect(lines.filter((one) => one.name === name).map(({ at }) => at)).toEqual(
        Array.from({ length: 200 }, (_, at) => at),
      );
  });
});
