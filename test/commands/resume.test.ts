import { afterEach, describe, expect, test } from 'vitest';
import { as, writes } from '../world/job-requests.ts';
import { openWorld, type World } from '../world/run.ts';

let world: World;
afterEach(() => world.close());

const post = 'POST /foreman_tasks/api/tasks/bulk_resume';

async function paused(): Promise<number> {
  world = await openWorld({ faults: { pausedTask: true } });
  await world.run(['run', '--command', 'sleep 5', '--host', 'web01.example.com', '--detach']);
  await world.clock.sleep(30_000);
  expect(world.server.jobs.get(208)?.task?.state).toBe('paused');
  return world.server.requests.length;
}

describe('paused tasks: resume', () => {
  test('one request, and the job continues to its end', async () => {
    const mark = await paused();
    world.server.faults.pausedTask = false;
    const ran = await world.run(['resume', '208', '--yes', '--wait', '--quiet']);
    expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(writes(world, mark)).toEqual([post]);
    await world.clock.sleep(20_000);
    expect((await world.run(['resume', '208', '--yes'])).stdout).toBe(
      'Job 208 had already finished. Nothing was sent.\n',
    );
    expect(writes(world, mark)).toHaveLength(1);
  });

  test('in words and for programs', async () => {
    const mark = await paused();
    const dry = await world.run(['resume', '208', '--dry-run', '--json']);
    expect(dry.json).toMatchObject({ resume: 'dry_run', job: { id: 208, outcome: 'paused' } });
    expect(writes(world, mark)).toEqual([]);
    world.server.faults.pausedTask = false;
    const onTerminal = { terminal: { stdin: true, stderr: true }, stdin: 'y\n' };
    const ran = await world.run(['resume', '@last'], onTerminal);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('Job 208 is paused. Resume it? [y/N]');
    expect(ran.stdout).toBe('Job 208 was resumed.\n');
    const { json } = await world.run(['log', '--json']);
    expect(json.entries.at(-1)).toMatchObject({ action: 'resume', job_id: 208, result: 'sent' });
    const events = await world.run(['resume', '208', '--yes', '--format', 'ndjson']);
    expect(JSON.parse(events.stdout)).toMatchObject({
      type: 'summary',
      resume: 'not_paused',
      exit_code: 0,
    });
  });

  test('without the right to edit tasks: 4, with what an administrator can grant', async () => {
    world = await openWorld({ faults: { pausedTask: true } });
    await world.run(
      ['run', '--command', 'sleep 5', '--host', 'web01.example.com', '--detach'],
      as('anna'),
    );
    await world.clock.sleep(30_000);
    const ran = await world.run(['resume', '208', '--yes'], as('anna'));
    expect(ran).toMatchObject({ code: 4, stdout: '' });
    expect(ran.stderr).toMatch(/edit_foreman_tasks/);
    expect(ran.stderr).toMatch(/ask an administrator to add edit_foreman_tasks to a role of anna/);
  });

  test('without a terminal it needs --yes; no is 9', async () => {
    const mark = await paused();
    expect((await world.run(['resume', '208'])).code).toBe(2);
    const onTerminal = { terminal: { stdin: true, stderr: true }, stdin: 'n\n' };
    expect((await world.run(['resume', '208'], onTerminal)).code).toBe(9);
    expect(writes(world, mark)).toEqual([]);
  });

  test('a lost answer: 8, not sent again, and noted', async () => {
    const mark = await paused();
    world.server.faults.rules.push({
      method: 'POST',
      path: 'bulk_resume',
      effect: { kind: 'answer_lost' },
    });
    expect((await world.run(['resume', '208', '--yes'])).code).toBe(8);
    expect(writes(world, mark)).toEqual([post]);
    const { json } = await world.run(['log', '--json']);
    expect(json.entries.at(-1)).toMatchObject({ action: 'resume', result: 'unknown' });
  });

  test('the server skips it: 1', async () => {
    const mark = await paused();
    const body = JSON.stringify({ total: 1, resumed: [], skipped: [{ id: 'x' }] });
    world.server.faults.rules.push({
      method: 'POST',
      path: 'bulk_resume',
      effect: { kind: 'answer', status: 200, body },
    });
    const ran = await world.run(['resume', '208', '--yes']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('the server did not resume job 208');
    expect(writes(world, mark)).toHaveLength(1);
  });

  test.each<readonly [string, readonly string[], number, RegExp]>([
    ['an orphan', ['203'], 9, /never started \(orphan record\)/],
    ['a stranger', ['999'], 5, /no job 999/],
    ['--wait and --dry-run', ['201', '--wait', '--dry-run'], 2, /--wait and --dry-run cannot/],
  ])('%s: nothing is sent', async (_, argv, code, message) => {
    world = await openWorld();
    const ran = await world.run(['resume', ...argv, '--yes']);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toMatch(message);
    expect(writes(world)).toEqual([]);
  });

  test('a follow that ends at a paused task shows how it continues', async () => {
    world = await openWorld({ faults: { pausedTask: true } });
    const ran = await world.run(['run', '--command', 'sleep 5', '--host', 'web01.example.com']);
    expect(ran.code).toBe(8);
    expect(ran.stdout + ran.stderr).toMatch(/paused/);
    const shown = await world.run(['show', '208'], { terminal: { stdout: true, stderr: true } });
    expect(shown.stdout + shown.stderr).toContain('rexctl resume 208');
  });
});
