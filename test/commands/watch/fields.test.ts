import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  for (const name of hosts) world.server.world.script(name, textScript(['one\n', 'two\n']));
});
afterEach(() => world.close());

const hosts = ['web01.example.com', 'web02.example.com'];
const started = ['run', '--command', 'true', ...hosts.flatMap((name) => ['--host', name])];

/** Each of them stays with job 208 (or one that it starts) until its end. */
const follows: readonly (readonly string[])[] = [
  ['wait', '208'],
  ['watch', '208'],
  ['output', '208', '--follow'],
  started,
  [...started, '--follow'],
  ['rerun', '208'],
  ['rerun', '208', '--follow'],
];
const several: readonly (readonly string[])[] = [
  ['wait', '208', '206'],
  ['watch', '208', '206'],
  [...started, '--canary', '1', '--yes'],
];
const sentences = {
  ndjson: '--fields cannot be used with events, which differ in their fields. Nothing was sent',
  table: '--fields cannot be used with the progress of a running job. Nothing was sent',
} as const;

async function finished(): Promise<number> {
  await world.run([...started, '--quiet']);
  return world.server.requests.length;
}

describe('--fields of a command that follows', () => {
  test.each(follows)('chooses from the document: %s %s %s %s', async (...argv) => {
    await finished();
    const names = ['--fields', 'name,status,summary.outcome,job.counts.total'];
    const json = await world.run([...argv, ...names, '--json']);
    expect(json, json.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(json.json).toEqual({
      schema: 'rexctl/1',
      hosts: hosts.map((name) => ({ name, status: 'succeeded' })),
      summary: { outcome: 'succeeded' },
      job: { counts: { total: 2 } },
    });
    const yaml = await world.run([...argv, ...names, '--format', 'yaml']);
    expect(parse(yaml.stdout)).toEqual(json.json);
    const csv = await world.run([...argv, '--format', 'csv', '--fields', 'name,summary.outcome']);
    expect(csv.stdout).toBe(
      `name,summary.outcome\n${hosts.map((name) => `${name},succeeded\n`).join('')}`,
    );
  });

  test.each(several)('chooses from the jobs of several: %s %s %s', async (...argv) => {
    await finished();
    const names = ['--fields', 'job.id,summary.exit_code,hosts.status'];
    const json = await world.run([...argv, ...names, '--json']);
    expect(Object.keys(json.json)).toEqual(['schema', 'jobs']);
    expect(json.json.jobs).toHaveLength(2);
    for (const job of json.json.jobs) {
      expect(Object.keys(job)).toEqual(['job', 'summary', 'hosts']);
      expect(job.summary).toEqual({ exit_code: 0 });
      for (const host of job.hosts) expect(host).toEqual({ status: 'succeeded' });
    }
    const csv = await world.run([...argv, '--format', 'csv', '--fields', 'job_id,name']);
    expect(csv.stdout).toMatch(/^job_id,name\n(?:\d+,[a-z0-9.]+\n)+$/);
  });

  const all = [...follows, ...several];
  test.each(
    all.flatMap((argv) =>
      ['json', 'yaml', 'csv', 'ndjson', 'table'].map((format) => ({ argv, format })),
    ),
  )('refuses a wrong name before anything is asked: $argv, $format', async ({ argv, format }) => {
    const mark = await finished();
    const ran = await world.run([...argv, '--fields', 'name,outcom', '--format', format]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('unknown field `');
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test.each(
    [...all, ['cancel', '208'], ['resume', '208'], [...started, '--detach']].map((argv) => ({
      argv,
    })),
  )('says that events have none: $argv', async ({ argv }) => {
    const mark = await finished();
    const right = argv.includes('208') && argv.includes('206') ? 'job.id' : 'job';
    const name = argv.includes('--canary') ? 'job.id' : right;
    const ran = await world.run([...argv, '--fields', name, '--format', 'ndjson']);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(JSON.parse(ran.stderr).error).toMatchObject({
      message: sentences.ndjson,
      hint: 'use --json for one document at the end, or filter the events with jq',
    });
    expect(world.requestsSince(mark)).toEqual([]);
  });

  test.each(all.flatMap((argv) => ['table', 'plain'].map((format) => ({ argv, format }))))(
    'says that a live view has none: $argv, $format',
    async ({ argv, format }) => {
      const mark = await finished();
      const ran = await world.run([...argv, '--fields', 'summary.exit_code', '--format', format]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toBe(
        `rexctl: ${sentences.table}\n        add --json, --format yaml or --format csv\n`,
      );
      expect(world.requestsSince(mark)).toEqual([]);
    },
  );

  test('says where a name of the summary stands', async () => {
    await finished();
    const ran = await world.run(['wait', '208', '--json', '--fields', 'failed_hosts']);
    expect(JSON.parse(ran.stderr).error.hint).toContain('did you mean `summary.failed_hosts`?');
  });
});

describe('--fields of output that was printed so far', () => {
  test.each([[[]], [['--raw']]])(
    'is refused where lines are printed as they are: %j',
    async (more) => {
      const mark = await finished();
      const ran = await world.run(['output', '208', ...more, '--fields', 'name']);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(
        '--fields cannot be used with the plain output of hosts. Nothing was sent',
      );
      expect(world.requestsSince(mark)).toEqual([]);
    },
  );

  test.each([[[]], [['--raw']], [['--group']], [['--diff']], [['--dir', 'never-made']]])(
    'must exist, before anything is asked: %j',
    async (more) => {
      const mark = await finished();
      const ran = await world.run(['output', '208', ...more, '--json', '--fields', 'nonsense']);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain('unknown field `nonsense`');
      expect(world.requestsSince(mark)).toEqual([]);
    },
  );
});
