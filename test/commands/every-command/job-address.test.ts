import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const commands = [
  ['show', 'JOB'],
  ['show', 'JOB', '--hosts'],
  ['output', 'JOB'],
  ['output', 'JOB', '--follow'],
  ['watch', 'JOB'],
  ['watch', '1', 'JOB'],
  ['wait', 'JOB'],
  ['wait', '1', 'JOB'],
  ['cancel', 'JOB', '--yes'],
  ['cancel', '1', 'JOB', '--yes'],
  ['rerun', 'JOB', '--yes'],
  ['rerun', 'JOB', '--failed', '--yes'],
  ['resume', 'JOB'],
  ['schedule', 'show', 'job:JOB'],
];

function withJob(argv: readonly string[], job: string): string[] {
  return argv.map((word) => word.replace('JOB', job));
}

describe('the address of a job of another server', () => {
  it.each(commands)('is refused before anything is sent: %s %s %s', async (...argv) => {
    const other = 'https://other.example.com';
    const job = `${other}/job_invocations/217`;
    const { code, stdout, stderr } = await world.run(withJob(argv, job));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      [
        `rexctl: the job is on ${other}, but this command uses ${world.server.url}. Nothing was sent`,
        `        add --server ${other}`,
        '',
      ].join('\n'),
    );
    expect(world.requestsSince(0)).toEqual([]);
  });

  it('names the profile of that server', async () => {
    const folder = join(world.home, '.config', 'rexctl');
    mkdirSync(folder, { recursive: true });
    const profiles = { staging: { server: 'https://other.example.com/foreman' } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ profiles }), { mode: 0o600 });
    const job = 'https://other.example.com/foreman/new/job_invocations/217';
    const { code, stderr } = await world.run(['show', job]);
    expect(code).toBe(2);
    expect(stderr).toContain('add --profile staging --server https://other.example.com/foreman\n');
    const { code: without, stderr: hint } = await world.run(['show', job], {
      env: { REXCTL_SERVER: '' },
    });
    expect([without, hint]).toEqual([4, expect.stringContaining('no server given')]);
  });
});

describe('the address of a job of this server', () => {
  it.each(['/job_invocations/', '/new/job_invocations/', '/api/job_invocations/'])(
    'means the job: %s',
    async (path) => {
      const start = ['run', '-c', 'true', '--search', 'name ~ web', '--detach'];
      const { stdout } = await world.run([...start, '--yes']);
      const job = stdout.trim();
      const address = `${world.server.url}${path}${job}?page=1#hosts`;
      for (const argv of [
        ['show', 'JOB'],
        ['wait', 'JOB'],
        ['output', 'JOB'],
        ['output', 'JOB', '--follow'],
      ]) {
        const typed = await world.run(withJob([...argv, '--json'], job));
        const pasted = await world.run(withJob([...argv, '--json'], address));
        expect([pasted.code, pasted.stderr]).toEqual([typed.code, typed.stderr]);
        expect(Object.keys(pasted.json)).toEqual(Object.keys(typed.json));
      }
    },
  );
});
