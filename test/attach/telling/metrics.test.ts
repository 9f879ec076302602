import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { earlierRunOf, metricsText } from '../../../src/attach/telling/metrics-text.ts';
import { textScript } from '../../../src/demo/http/server.ts';
import { web, web01 } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';
import { samplesOf, valuesOf } from './prometheus-text.ts';

let world: World;
let file: string;
beforeEach(async () => {
  world = await openWorld();
  mkdirSync(join(world.home, 'textfiles'));
  file = join(world.home, 'textfiles', 'patching.prom');
});
afterEach(() => world.close());

const bad = (...names: string[]) => {
  for (const name of names)
    world.server.world.script(`${name}.example.com`, textScript(['bad\n'], { code: 1 }));
};
const good = (name: string) =>
  world.server.world.script(`${name}.example.com`, textScript(['good\n']));
const measured = (argv: readonly string[], options?: RunOptions) =>
  world.run([...argv, '--metrics', file], options);
const values = () => valuesOf(readFileSync(file, 'utf8'));
const labelsOf = () => samplesOf(readFileSync(file, 'utf8'))[0]?.labels;
const now = () => world.clock.now() / 1000;
const named = ['run', '--name', 'patching', '-c', 'sleep 5', ...web];

describe('the file of --metrics', () => {
  test('has the result of a run, and is readable for others', async () => {
    bad('web02', 'web07');
    const ran = await measured(named);
    expect(ran.code).toBe(3);
    expect(values()).toEqual({
      last_run_timestamp_seconds: now(),
      last_success_timestamp_seconds: 0,
      duration_seconds: expect.any(Number),
      exit_code: 3,
      id: 208,
      'hosts succeeded': 10,
      'hosts failed': 2,
      'hosts cancelled': 0,
      'hosts unfinished': 0,
      'hosts not_run': 0,
    });
    const template = 'Run Command - Script Default';
    expect(labelsOf()).toEqual({ name: 'patching', template, profile: 'default' });
    expect(values().duration_seconds).toBeGreaterThan(4);
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(world.home, 'textfiles'))).toEqual(['patching.prom']);
  });

  test('keeps the time of the last success over runs that fail', async () => {
    await measured(named);
    const success = now();
    expect(values()).toMatchObject({ last_success_timestamp_seconds: success, exit_code: 0 });
    world.clock.advance(3_600_000);
    bad('web02');
    await measured(named);
    expect(values()).toMatchObject({
      last_run_timestamp_seconds: now(),
      last_success_timestamp_seconds: success,
      exit_code: 3,
    });
    world.clock.advance(3_600_000);
    good('web02');
    await measured(['rerun', '209', '--failed']);
    expect(values()).toMatchObject({
      last_success_timestamp_seconds: now(),
      exit_code: 0,
      id: 210,
    });
    expect(labelsOf()).toMatchObject({ name: 'patching' });
  });

  test.each([
    ['no host matches', ['run', '--name', 'patching', '-c', 'x', '--search', 'name = no'], 9],
    ['an unknown template', ['run', '--name', 'patching', '--template', 'no', ...web01], 5],
    ['a wrong password', named, 4],
    ['no server', named, 8],
  ])('is written where no job could be started, in the same series: %s', async (_, argv, code) => {
    await measured(named);
    const [labels, success] = [labelsOf(), now()];
    world.clock.advance(60_000);
    const wrong = { REXCTL_TOKEN: 'wrong' };
    const gone = { REXCTL_SERVER: 'http://127.0.0.1:1' };
    const env = code === 4 ? wrong : code === 8 ? gone : {};
    const ran = await measured([...argv, '--give-up-after', '1s'], { env });
    expect(ran.code).toBe(code);
    expect(values()).toEqual({
      last_run_timestamp_seconds: now(),
      last_success_timestamp_seconds: success,
      exit_code: code,
    });
    expect(labelsOf()).toEqual(labels);
  });

  test('is written where the result is unknown, and where a signal ends the command', async () => {
    const ran = await measured(['run', '-c', 'sleep 600', ...web01, '--timeout', '1m']);
    expect(ran.code).toBe(7);
    expect(values()).toMatchObject({ exit_code: 7, 'hosts unfinished': 1, id: 208 });
    const stopped = await measured(['watch', '208'], {
      onStdout: (_, interrupts) => interrupts.press('SIGTERM'),
    });
    expect(stopped.code).toBe(143);
    expect(values()).toMatchObject({ exit_code: 143, id: 208, last_success_timestamp_seconds: 0 });
    expect(values()).not.toHaveProperty('duration_seconds');
  });

  test('stays as it is where the run is skipped, because the last one has not finished', async () => {
    await measured(named);
    const before = readFileSync(file, 'utf8');
    await world.run(['run', '--name', 'patching', '-c', 'sleep 600', ...web01, '--detach']);
    const ran = await measured([...named, '--if-running', 'skip']);
    expect(ran.code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('has success where nothing is left to rerun', async () => {
    await world.run(named);
    expect(await measured(['rerun', '208', '--failed'])).toMatchObject({ code: 0 });
    expect(values()).toMatchObject({ last_success_timestamp_seconds: now(), exit_code: 0 });
  });

  test('has both jobs of a canary, and the hosts that nothing ran on', async () => {
    bad('web02');
    const ran = await measured([...named, '--canary', '3']);
    expect(ran.code).toBe(3);
    expect(values()).toMatchObject({
      id: 208,
      'hosts succeeded': 2,
      'hosts failed': 1,
      'hosts not_run': 9,
    });
    good('web02');
    await measured([...named, '--canary', '3']);
    expect(values()).toMatchObject({ id: 210, 'hosts succeeded': 12, 'hosts not_run': 0 });
  });

  test('is of wait and resume, too; the title names a job without a name', async () => {
    world.server.faults.pausedTask = true;
    const id = (await world.run(['run', '-c', 'true', ...web, '--detach'])).stdout.trim();
    await measured(['wait', id, '--give-up-after', '1m']);
    expect(values()).toMatchObject({ exit_code: 8, id: 208 });
    expect(labelsOf()).toMatchObject({ name: 'Run true' });
    world.server.faults.pausedTask = false;
    expect(await measured(['resume', id, '--wait', '--yes'])).toMatchObject({ code: 0 });
    expect(values()).toMatchObject({ exit_code: 0, 'hosts succeeded': 12 });
    const before = readFileSync(file, 'utf8');
    world.clock.advance(60_000);
    expect(await measured(['resume', id, '--wait', '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('keeps neither success nor template of the file of another job', async () => {
    await measured(named);
    await measured(['run', '--name', 'other', '-c', 'x', '--search', 'name = no']);
    expect(values()).toMatchObject({ last_success_timestamp_seconds: 0, exit_code: 9 });
    expect(labelsOf()).toEqual({ name: 'other', template: '', profile: 'default' });
    writeFileSync(file, 'up{job="a"} 1\n');
    await measured(['watch', '999']);
    expect(labelsOf()).toEqual({ name: '', template: '', profile: 'default' });
  });
});

describe('is checked before anything is sent', () => {
  const posts = () => world.server.requests.filter(({ method }) => method === 'POST');

  test.each([
    ['a name that node_exporter does not read', 'patching.txt', 'whose name ends in .prom'],
    ['no name but the ending', '.prom', 'whose name ends in .prom'],
    ['a folder that is missing', 'no/a.prom', 'its folder does not exist'],
    ['a folder that is a file', 'plain/a.prom', 'a part of its path is not a folder'],
    ['a folder of that name', 'folder.prom', 'it is not a regular file'],
    ['a link', 'link.prom', 'it is not a regular file'],
  ])('%s', async (_, name, why) => {
    writeFileSync(join(world.home, 'plain'), '');
    mkdirSync(join(world.home, 'folder.prom'));
    symlinkSync(join(world.home, 'plain'), join(world.home, 'link.prom'));
    const ran = await world.run(['run', '-c', 'x', ...web01, '--metrics', join(world.home, name)]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(why);
    expect(posts()).toEqual([]);
  });

  test('several jobs', async () => {
    const ran = await measured(['watch', '204', '205']);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('exactly one job') });
    expect(existsSync(file)).toBe(false);
  });
});

test('a file that cannot be written at the end is a warning; exit code and old file stay', async () => {
  await measured(named);
  const before = readFileSync(file, 'utf8');
  const [folder, aside] = [join(world.home, 'textfiles'), join(world.home, 'aside')];
  const ran = await measured([...named, '--format', 'ndjson'], {
    onStdout: () => {
      if (existsSync(folder)) renameSync(folder, aside);
    },
  });
  expect(ran.code).toBe(0);
  expect(ran.stderr).toBe(
    `{"warning":"the metrics were not written to \`${file}\`: no such file"}\n`,
  );
  expect(readFileSync(join(aside, 'patching.prom'), 'utf8')).toBe(before);
  expect(readdirSync(aside)).toEqual(['patching.prom']);
});

describe('the text', () => {
  const label = fc.string({ unit: 'binary' });

  test('is one that Prometheus reads, whatever the labels are, and is read back', () => {
    fc.assert(
      fc.property(label, label, label, fc.nat(), (name, template, profile, seconds) => {
        const labels = { name, template, profile };
        const run = {
          last_run: 1,
          duration: 0.25,
          exit_code: 0,
          job_id: null,
          hosts: { failed: 2 },
        };
        const text = metricsText({ ...run, labels, last_success: seconds });
        for (const sample of samplesOf(text)) expect(sample.labels).toMatchObject(labels);
        expect(earlierRunOf(text)).toEqual({ labels, last_success: seconds });
      }),
    );
  });
});
