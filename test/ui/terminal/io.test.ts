import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type ColorChoice, createIo } from '../../../src/ui/terminal/io.ts';
import { plainStyle, screenOf } from '../../../src/ui/terminal/screen.ts';
import { FakeStream, fakeIo, frozen, pipedIo, settled } from './fake-io.ts';

function levelOf(
  env: Record<string, string>,
  more: { noColor?: boolean; color?: ColorChoice; terminal?: boolean } = {},
): number {
  const { noColor = false, color, terminal = true } = more;
  return fakeIo({ env, noColor, color, terminal: { stdout: terminal } }).io.out.colorLevel;
}

describe('colour', () => {
  it.each<[string, Record<string, string>, Parameters<typeof levelOf>[1], number]>([
    ['a terminal with 256 colours', {}, {}, 2],
    ['a terminal with true colour', { COLORTERM: 'truecolor' }, {}, 3],
    ['a simple terminal', { TERM: 'xterm' }, {}, 1],
    ['a pipe', {}, { terminal: false }, 0],
    ['--no-color', {}, { noColor: true }, 0],
    ['NO_COLOR', { NO_COLOR: '1' }, {}, 0],
    ['an empty NO_COLOR, which does not count', { NO_COLOR: '' }, {}, 2],
    ['REXCTL_NO_COLOR', { REXCTL_NO_COLOR: '1' }, {}, 0],
    ['TERM=dumb', { TERM: 'dumb' }, {}, 0],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1', TERM: 'xterm' }, { terminal: false }, 1],
    ['FORCE_COLOR=3 in a pipe', { FORCE_COLOR: '3' }, { terminal: false }, 3],
    ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, {}, 0],
    ['FORCE_COLOR=false on a terminal', { FORCE_COLOR: 'false' }, {}, 0],
    ['an empty FORCE_COLOR, which does not count', { FORCE_COLOR: '' }, { terminal: false }, 0],
    ['NO_COLOR against FORCE_COLOR', { FORCE_COLOR: '2', NO_COLOR: '1' }, {}, 0],
    ['NO_COLOR against CLICOLOR_FORCE', { CLICOLOR_FORCE: '1', NO_COLOR: '1' }, {}, 0],
    ['CLICOLOR_FORCE in a pipe', { CLICOLOR_FORCE: '1', TERM: 'xterm' }, { terminal: false }, 1],
    ['CLICOLOR_FORCE=0 in a pipe', { CLICOLOR_FORCE: '0' }, { terminal: false }, 0],
    ['CLICOLOR_FORCE against CLICOLOR=0', { CLICOLOR_FORCE: '1', CLICOLOR: '0' }, {}, 2],
    ['FORCE_COLOR=0 against CLICOLOR_FORCE', { FORCE_COLOR: '0', CLICOLOR_FORCE: '1' }, {}, 0],
    ['CLICOLOR=0', { CLICOLOR: '0' }, {}, 0],
    ['CLICOLOR=1 in a pipe', { CLICOLOR: '1' }, { terminal: false }, 0],
    ['--color always in a pipe', {}, { color: 'always', terminal: false }, 2],
    ['--color always against NO_COLOR', { NO_COLOR: '1' }, { color: 'always' }, 2],
    ['--color always against REXCTL_NO_COLOR', { REXCTL_NO_COLOR: '1' }, { color: 'always' }, 2],
    ['--color always with TERM=dumb', { TERM: 'dumb' }, { color: 'always' }, 1],
    ['--color always with FORCE_COLOR=3', { FORCE_COLOR: '3' }, { color: 'always' }, 3],
    ['--color auto in a pipe', {}, { color: 'auto', terminal: false }, 0],
    ['--color auto with NO_COLOR', { NO_COLOR: '1' }, { color: 'auto' }, 0],
    ['--color never on a terminal', {}, { color: 'never' }, 0],
    ['--no-color against FORCE_COLOR', { FORCE_COLOR: '2' }, { noColor: true }, 0],
  ])('of %s', (_title, env, more, level) => {
    expect(levelOf(env, more)).toBe(level);
  });

  it('is decided for each stream: standard error may be coloured while standard output is a pipe', () => {
    const { io } = fakeIo({ terminal: { stdout: false }, noColor: false });
    expect([io.out.colorLevel, io.err.colorLevel]).toEqual([0, 2]);
  });
});

describe('a stream', () => {
  it('gives its current size, also after a resize', () => {
    const { io, stdout } = fakeIo({ columns: 120 });
    expect([io.out.columns, io.out.rows]).toEqual([120, 40]);
    stdout.columns = 60;
    expect(io.out.columns).toBe(60);
  });

  it('falls back to COLUMNS, then to 80, where the terminal says 0 columns', () => {
    expect(fakeIo({ columns: 0, env: { COLUMNS: '132' } }).io.out.columns).toBe(132);
    expect(fakeIo({ columns: 0 }).io.out.columns).toBe(80);
  });

  it('has a size for libraries, too, where the terminal reports none, until it is resized', () => {
    const { io, stdout, stderr } = fakeIo({ columns: 0 });
    expect([stdout.columns, stderr.columns, stdout.rows]).toEqual([80, 80, 40]);
    stdout.columns = 132;
    expect([stdout.columns, io.out.columns, io.out.tableColumns]).toEqual([132, 132, 132]);
    stdout.columns = 0;
    expect([stdout.columns, io.out.columns]).toEqual([80, 80]);
  });

  it('is 80 columns wide where it is no terminal', () => {
    expect(pipedIo({ columns: 200 }).io.out.columns).toBe(80);
  });

  it('waits until a full reader has taken what was written', async () => {
    const taken: string[] = [];
    const slow = new Writable({
      highWaterMark: 4,
      write(chunk: Buffer, _encoding, done) {
        taken.push(chunk.toString());
        setImmediate(done);
      },
    });
    const io = createIo({ ...sources(), stdout: slow }, choices);
    await io.out.write('0123456789');
    expect(taken).toEqual(['0123456789']);
    expect(slow.writableLength).toBe(0);
  });

  it('stops waiting when the reader goes away, without another error', async () => {
    const broken = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) =>
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    const errors: string[] = [];
    broken.on('error', (error) => errors.push(error.message));
    const io = createIo({ ...sources(), stdout: broken }, choices);
    await io.out.write('lost');
    await settled();
    await io.out.write('lost, too');
    expect(errors).toEqual(['write EPIPE']);
  });

  it('leaves no listener behind', async () => {
    const stream = new FakeStream(false);
    const io = createIo({ ...sources(), stdout: stream }, choices);
    const before = stream.listenerCount('error');
    for (let at = 0; at < 20; at++) await io.out.write('x'.repeat(40_000));
    expect(stream.listenerCount('error')).toBe(before);
  });
});

describe('questions and symbols', () => {
  it.each([
    ['on a terminal', {}, true],
    ['with --no-input', { noInput: true }, false],
    ['with standard input from a pipe', { terminal: { stdin: false } }, false],
    ['with standard error in a file', { terminal: { stderr: false } }, false],
    ['with only standard output in a pipe', { terminal: { stdout: false } }, true],
  ])('may be asked: %s', (_title, options, expected) => {
    expect(fakeIo(options).io.canPrompt).toBe(expected);
  });

  it.each([
    ['LANG=en_US.UTF-8', {}, true],
    ['LC_ALL=C before LANG', { LC_ALL: 'C' }, false],
    ['LC_CTYPE=de_DE.utf8', { LC_CTYPE: 'de_DE.utf8', LANG: 'C' }, true],
    ['no locale', { LANG: '' }, false],
    ['the Linux console', { TERM: 'linux' }, false],
    ['a dumb terminal', { TERM: 'dumb' }, false],
  ])('beyond ASCII with %s', (_title, env, expected) => {
    expect(fakeIo({ env }).io.unicode).toBe(expected);
  });
});

describe('screenOf', () => {
  it('has no style where the stream has no colour', async () => {
    const { io } = pipedIo();
    const screen = await screenOf(io.out, io, frozen);
    expect(screen.style).toBe(plainStyle);
    expect(screen).toMatchObject({ isTerminal: false, columns: 80, now: frozen.now() });
  });

  it('colours for the level of its own stream', async () => {
    const { io } = fakeIo({ noColor: false });
    const { style } = await screenOf(io.err, io, frozen);
    expect(style.red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(style.bold('x')).toBe('\u001b[1mx\u001b[22m');
  });
});

function sources() {
  return {
    stdin: new FakeStream(false),
    stdout: new FakeStream(false),
    stderr: new FakeStream(false),
    env: {},
    platform: 'linux',
  };
}

const choices = { color: undefined, noInput: false };
