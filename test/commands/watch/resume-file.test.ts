import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textScript } from '../../../src/demo/http/server.ts';
import { openWorld, type Ran, type RunOptions, type World } from '../../world/run.ts';

let world: World;
let state: string;
beforeEach(async () => {
  world = await openWorld();
  state = join(world.home, 'state');
});
afterEach(() => world.close());

const names = ['db01.example.com', 'db02.example.com'];

/** Starts a job whose hosts print the given number of lines, one a second. */
async function started(count: number): Promise<void> {
  for (const name of names) {
    const texts = Array.from({ length: count }, (_, at) => `${name.slice(0, 4)} says ${at}\n`);
    world.server.world.script(name, textScript(texts, { everyMs: 1000 }));
  }
  const hosts = names.flatMap((name) => ['--host', name]);
  await world.run(['run', '--command', 'true', ...hosts, '--detach']);
}

const wanted = (count: number) =>
  ['db01', 'db02']
    .flatMap((name) => Array.from({ length: count }, (_, at) => `${name} says ${at}`))
    .sort();

const saidIn = (text: string) => (text.match(/db0\d says \d+(?=\n|\r|\u001b)/g) ?? []).sort();

const follow = (options: RunOptions = {}, ...flags: readonly string[]): Promise<Ran> =>
  world.run(['output', '208', '--follow', '--resume', state, ...flags], options);

/**
 * As if the process were killed in the middle of the n-th write: what it remembered then is all
 * that is left.
 */
async function killed(atWrite: number, options: RunOptions = {}): Promise<string> {
  let writes = 0;
  let printed = '';
  await follow({
    ...options,
    onStdout(text, interrupts) {
      if (++writes <= atWrite) printed += text;
      if (writes !== atWrite) return;
      copyFileSync(state, `${state}.death`);
      interrupts.press('EPIPE');
    },
  });
  if (existsSync(`${state}.death`)) renameSync(`${state}.death`, state);
  return printed;
}

describe('--resume into a pipe', () => {
  test.each(['plain', 'ndjson'])(
    'a call that ended in order repeats nothing at the next (%s)',
    async (format) => {
      await started(150);
      const left = await follow(
        { onStdout: (text, interrupts) => text.includes('says 70') && interrupts.press('SIGTERM') },
        '--format',
        format,
      );
      expect(left.code).toBe(143);
      const rest = await follow({}, '--format', format);
      expect(rest.code, rest.stderr).toBe(0);
      expect(rest.stderr).toBe('');
      const all = (left.stdout + rest.stdout).replaceAll('\\n"', '\n"');
      expect(saidIn(all)).toEqual(wanted(150));
      const again = await follow({}, '--format', format);
      expect(saidIn(again.stdout.replaceAll('\\n"', '\n"'))).toEqual([]);
      expect(again).toMatchObject({ code: 0, stderr: '' });
    },
  );

  test('a call that was killed prints what may not have got through again, and reports it', async () => {
    await started(20);
    const before = await killed(3);
    const rest = await follow();
    expect(rest.stderr).toContain(
      'standard output cannot be read back: the last lines before the interruption may be printed twice',
    );
    expect(new Set(saidIn(before + rest.stdout))).toEqual(new Set(wanted(20)));
    expect(saidIn(rest.stdout).length).toBeLessThan(2 * 20);
    expect(await follow()).toMatchObject({ code: 0, stdout: '', stderr: '' });
  });

  test('a reader that stopped before the kill loses nothing that waited for it', async () => {
    await started(40);
    const stop = { taken: () => new Promise<never>(() => undefined) };
    let first = '';
    void follow({
      ...stop,
      onStdout(text) {
        first += text;
      },
    });
    await world.clock.sleep(60_000);
    copyFileSync(state, `${state}.death`);
    state = `${state}.death`;
    const rest = await follow();
    expect(first).not.toBe('');
    expect(saidIn(rest.stdout)).toEqual(wanted(40));
  });
});

describe('--resume into a file in which something else was written, too', () => {
  const torn = 'standard output has other content';

  async function stoppedAndResumed(change: (printed: string) => string) {
    await started(20);
    let file = '';
    const options: RunOptions = { stdoutFile: () => file };
    let writes = 0;
    await follow({
      ...options,
      onStdout(text, interrupts) {
        if (++writes > 4) return;
        file += text;
        if (writes < 4) return;
        copyFileSync(state, `${state}.death`);
        file = change(file);
        interrupts.press('EPIPE');
      },
    });
    renameSync(`${state}.death`, state);
    const rest = await follow({
      ...options,
      onStdout: (text) => {
        file += text;
      },
    });
    expect(rest.code).toBe(0);
    return { file, stderr: rest.stderr };
  }

  test("the shell's `Killed` after all that was printed: every line once", async () => {
    const { file, stderr } = await stoppedAndResumed((printed) => `${printed}Killed\n`);
    expect(saidIn(file)).toEqual(wanted(20));
    expect(file).toContain('Killed\n');
    expect(stderr).toBe('');
  });

  test('`Killed` in the middle of a line: that line is printed again, and that is reported', async () => {
    const { file, stderr } = await stoppedAndResumed(
      (printed) => `${printed.slice(0, -5)}Killed\n`,
    );
    expect(new Set(saidIn(file))).toEqual(new Set(wanted(20)));
    expect(stderr).toContain(torn);
  });

  test('as much of something else as was to be printed: no line is lost', async () => {
    const { file, stderr } = await stoppedAndResumed((printed) => {
      const last = printed.lastIndexOf('\n', printed.length - 2) + 1;
      return `${printed.slice(0, last)}${'x'.repeat(printed.length - last - 1)}\n`;
    });
    expect(new Set(saidIn(file))).toEqual(new Set(wanted(20)));
    expect(stderr).toContain(torn);
  });
});

describe('two processes with one --resume file', () => {
  test('the second is refused while the first runs, and not afterwards', async () => {
    await started(10);
    let second: Promise<Ran> | undefined;
    const first = await follow({
      onStdout: () => {
        second ??= follow();
      },
    });
    const refused = await second;
    expect(refused).toMatchObject({ code: 9, stdout: '' });
    expect(refused?.stderr).toContain(`\`${state}\` is in use by process ${process.pid} on here`);
    expect(refused?.stderr).toContain(`rm '${state}.lock'`);
    expect(saidIn(first.stdout)).toEqual(wanted(10));
    expect(existsSync(`${state}.lock`)).toBe(false);
    expect(await follow()).toMatchObject({ code: 0, stdout: '' });
  });

  test('a lock that is held is kept fresh for those who cannot look at its owner', async () => {
    await started(300);
    const ages: number[] = [];
    await follow({
      onStdout: () => void ages.push(world.clock.now() - statSync(`${state}.lock`).mtimeMs),
    });
    expect(ages.length).toBeGreaterThan(10);
    expect(Math.max(...ages)).toBeLessThanOrEqual(20_000);
  });

  test.each([
    ['one that has died leaves it to the next', { pid: 999_999, host: 'here' }, 0],
    [
      'one of before the machine started anew',
      { pid: process.pid, host: 'here', boot: 'earlier' },
      0,
    ],
    ['one of another machine', { pid: 999_999, host: 'there' }, 9],
    [
      'one of another machine that has not been heard of for minutes',
      { pid: 1, host: 'there', silent: true },
      0,
    ],
    [
      'one of this machine that is silent, and lives',
      { pid: process.pid, host: 'here', silent: true },
      9,
    ],
    ['one of another container', { pid: 999_999, host: 'here', space: 'pid:[7]' }, 9],
    ['one that nobody can read', 'nonsense', 9],
  ])('%s', async (_, owner, code) => {
    await started(1);
    writeFileSync(`${state}.lock`, typeof owner === 'string' ? owner : JSON.stringify(owner));
    const isSilent = typeof owner !== 'string' && 'silent' in owner;
    const touched = (world.clock.now() - (isSilent ? 180_000 : 60_000)) / 1000;
    utimesSync(`${state}.lock`, touched, touched);
    expect((await follow()).code).toBe(code);
    expect(existsSync(`${state}.lock`)).toBe(code === 9);
    expect(existsSync(state)).toBe(code === 0);
  });
});

describe('a --resume file that is none', () => {
  test('a link is refused, and what it leads to is not touched', async () => {
    await started(1);
    const precious = join(world.home, 'precious');
    writeFileSync(precious, '');
    symlinkSync(precious, state);
    const ran = await follow();
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(`--resume needs a regular file, but \`${state}\` is a link`);
    expect(readFileSync(precious, 'utf8')).toBe('');
    expect(lstatSync(state).isSymbolicLink()).toBe(true);
    symlinkSync(join(world.home, 'nowhere'), `${state}2`);
    state = `${state}2`;
    expect((await follow()).code).toBe(2);
    expect(existsSync(join(world.home, 'nowhere'))).toBe(false);
  });

  test('a pipe and a device are refused', async () => {
    await started(1);
    expect(spawnSync('mkfifo', [state]).status).toBe(0);
    const ran = await follow();
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('is a pipe or a device');
    expect(existsSync(`${state}.lock`)).toBe(false);
  });

  test.each([
    ['no hosts', '{"at":0,"text":""}'],
    ['hosts that are no list', '{"at":0,"text":"","hosts":7}'],
    ['a host without changes', '{"at":0,"text":"","hosts":[[13]]}'],
    ['a size below nothing', '{"at":-1,"text":"","hosts":[]}'],
    ['no JSON', 'oh no'],
    ['nothing', 'null'],
    ['a change that is none', '{"at":0,"text":"","hosts":[[99,[{"keys":"all"}]]]}'],
  ])('a damaged one gets a sentence before anything is printed: %s', async (_, line) => {
    await started(3);
    const head = JSON.stringify({
      schema: 'rexctl/resume/1',
      server: world.server.url,
      job_id: 208,
    });
    const text = `${head}\n{"at":null,"text":"","hosts":[]}\n${line}\n`;
    writeFileSync(state, text);
    const ran = await follow();
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(
      /^rexctl: `.*` is damaged( in line 3)?: it is unknown what was already printed\n/,
    );
    expect(readFileSync(state, 'utf8')).toBe(text);
  });
});

describe('--resume on a terminal', () => {
  const terminal = { stdout: true, stderr: true };

  test('every line once, at whichever frame it is left', async () => {
    await started(30);
    const left = await follow({
      terminal,
      onStdout: (text, interrupts) => text.includes('says 9') && interrupts.press('SIGTERM'),
    });
    expect(left.stderr).not.toContain('EBADF');
    const rest = await follow({ terminal });
    expect(rest.code, rest.stderr).toBe(0);
    expect(saidIn(left.stdout + rest.stdout)).toEqual(wanted(30));
  });

  test.each([1, 2, 3, 5, 8, 13])('killed at write %i: no line is lost', async (write) => {
    await started(30);
    const before = await killed(write, { terminal });
    const rest = await follow({ terminal });
    expect(rest.code, rest.stderr).toBe(0);
    expect(new Set(saidIn(before + rest.stdout))).toEqual(new Set(wanted(30)));
  });
});
