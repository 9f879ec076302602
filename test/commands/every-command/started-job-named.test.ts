import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { Failure } from '../../../src/errors.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

const host = ['--host', 'db01.example.com'];
const fullDisk: RunOptions = {
  onStdout: (_, interrupts) =>
    interrupts.abort(new Failure('output_failed', 'cannot write to standard output: ENOSPC')),
};
const closed: RunOptions = { onStdout: (_, interrupts) => interrupts.press('EPIPE') };

describe('the id of a started job is reported, whatever fails afterwards', () => {
  test.each<readonly [string, readonly string[], RunOptions, number]>([
    ['detached, as JSON, onto a full disk', ['--detach', '--json'], fullDisk, 1],
    ['detached, quiet, onto a full disk', ['--detach', '--quiet'], fullDisk, 1],
    ['detached, as events, onto a full disk', ['--detach', '--format', 'ndjson'], fullDisk, 1],
    ['detached, as JSON, to a reader that has gone', ['--detach', '--json'], closed, 0],
    ['followed, as events, onto a full disk', ['--follow', '--format', 'ndjson'], fullDisk, 1],
    [
      'followed, as events, to a reader that has gone',
      ['--follow', '--format', 'ndjson'],
      closed,
      141,
    ],
  ])('%s', async (_, flags, options, code) => {
    world = await openWorld();
    const ran = await world.run(
      ['run', '--command', 'echo hi; sleep 60', ...host, ...flags],
      options,
    );
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain('job 208 was started and keeps running: rexctl watch 208');
  });

  test('once: where it was printed already, it is not printed again', async () => {
    world = await openWorld();
    const ran = await world.run(['run', '--command', 'sleep 60', ...host, '--detach'], fullDisk);
    expect(ran.code).toBe(1);
    expect(ran.stderr.match(/208/g)).toHaveLength(2);
    expect(ran.stderr).toContain('Job 208 started.  Return with: rexctl watch 208');
  });

  test('not beside other words that name it', async () => {
    world = await openWorld();
    const command = ['run', '--command', 'echo hi; sleep 60', ...host, '--follow'];
    const ran = await world.run(command, closed);
    expect(ran.code).toBe(141);
    expect(ran.stderr).toContain('Job 208 started.');
    expect(ran.stderr).not.toContain('was started and keeps running');
  });
});

test.each([
  ['json', []],
  ['yaml', []],
  ['json', ['--canary', '1', '--host', 'db02.example.com']],
])(
  'a full spool ends a follow with a sentence, not with half of the output (%s %j)',
  async (format, flags) => {
    world = await openWorld();
    const texts = Array.from({ length: 2000 }, (_, at) => `${at} ${'x'.repeat(1000)}\n`);
    for (const name of ['db01', 'db02'])
      world.server.world.script(`${name}.example.com`, textScript(texts, { everyMs: 10 }));
    const notAFolder = join(world.home, 'full');
    writeFileSync(notAFolder, '');
    vi.stubEnv('TMPDIR', notAFolder);
    const command = ['run', '--command', 'true', ...host, ...flags, '--follow', '--format', format];
    const ran = await world.run(command);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(`cannot store output in \`${notAFolder}\``);
    expect(ran.stderr).toContain('set TMPDIR to a folder with more space, or use --format ndjson');
    expect(ran.stderr).toContain('job 208 was started and keeps running');
  },
);
