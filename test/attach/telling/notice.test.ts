import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChildEnd, ChildProgram } from '../../../src/cli/child-program.ts';
import { desktopNotice } from '../../../src/cli/desktop-notice.ts';
import { textScript } from '../../../src/demo/http/server.ts';
import { noticeSequence } from '../../../src/ui/terminal/notice.ts';
import { hostileText } from '../../world/hostile-text.ts';
import { web, web01 } from '../../world/job-requests.ts';
import { openWorld, type RunOptions, type World } from '../../world/run.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const terminal = { stdout: true, stderr: true };
const onTerminal = { terminal, env: { TERM: 'xterm-kitty' } };
const bad = () =>
  world.server.world.script('web02.example.com', textScript(['bad\n'], { code: 1 }));

/** A desktop, whose program ends like this. */
function desktop(end: ChildEnd, given: (readonly string[])[]): RunOptions {
  const onChild = ({ command }: ChildProgram) => {
    given.push([...command]);
    return end;
  };
  return { env: { DISPLAY: ':0', TERM: 'xterm-kitty' }, onChild };
}

const shown: ChildEnd = { trouble: null, output: '' };
const missing: ChildEnd = { trouble: 'it cannot be started: no such file', output: '' };

describe('--bell', () => {
  test('rings once, when all is printed', async () => {
    const ran = await world.run(['run', '-c', 'true', ...web01, '--bell'], { terminal });
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(/succeeded.*\n\u0007$/s);
    expect((ran.stdout + ran.stderr).split('\u0007')).toHaveLength(2);
  });

  test('rings on standard output where only that is a terminal, and not after Ctrl-C', async () => {
    const only = { terminal: { stdout: true } };
    const argv = ['run', '-c', 'sleep 600', ...web01, '--bell'];
    const limited = await world.run([...argv, '--timeout', '30s'], only);
    expect(limited).toMatchObject({ code: 7, stdout: expect.stringMatching(/\u0007$/) });
    const left = await world.run(['watch', '208', '--bell'], {
      ...only,
      onStdout: (_, interrupts) => interrupts.press('SIGINT'),
    });
    expect(left.code).toBe(130);
    expect(left.stdout + left.stderr).not.toContain('\u0007');
  });

  test('rings for each of several jobs', async () => {
    for (const host of ['web01', 'web02'])
      await world.run(['run', '-c', 'sleep 5', '--host', `${host}.example.com`, '--detach']);
    const ran = await world.run(['wait', '208', '209', '--bell'], { terminal });
    expect(ran.stdout + ran.stderr).toBe('\u0007\u0007');
  });
});

describe('--notify', () => {
  const argv = ['run', '-c', 'true', ...web, '--notify'];

  test('is shown by the terminal where there is no desktop', async () => {
    bad();
    const ran = await world.run(argv, onTerminal);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(
      /\n\u001b\]99;i=rexctl:d=0;Job 208: failed\u0007\u001b\]99;i=rexctl:p=body;1 failed, 11 ok: Run true\u0007$/,
    );
  });

  test('is shown on the desktop where there is one, and not twice', async () => {
    const given: (readonly string[])[] = [];
    const ran = await world.run(argv, { ...desktop(shown, given), terminal });
    expect(ran.code).toBe(0);
    expect(given).toEqual([
      [...['notify-send', '--app-name=rexctl', '--'], ...['Job 208: succeeded', '12 ok: Run true']],
    ]);
    expect(ran.stderr).not.toContain('\u001b]99');
  });

  test('is shown by the terminal where the desktop does not', async () => {
    const ran = await world.run(argv, { ...desktop(missing, []), terminal });
    expect(ran.stderr).toContain('\u001b]99;i=rexctl:d=0;Job 208: succeeded\u0007');
  });

  test('is a warning where neither does; the exit code stays', async () => {
    bad();
    const ran = await world.run([...argv, '--json'], desktop(missing, []));
    expect(ran.code).toBe(3);
    expect(ran.stderr).toBe(
      '{"warning":"no notice was shown: `notify-send` failed: it cannot be started: no such file"}\n',
    );
  });

  test('says what is known of a job whose end was not seen', async () => {
    const given: (readonly string[])[] = [];
    const slow = ['run', '-c', 'sleep 600', ...web01, '--notify', '--timeout', '30s'];
    expect(await world.run(slow, desktop(shown, given))).toMatchObject({ code: 7 });
    expect(given[0]?.slice(3)).toEqual([
      'Job 208: result unknown',
      'time limit reached; job 208 is still running (1 host has not finished)',
    ]);
  });

  test('is harmless whatever the description of the job is', async () => {
    const description = 'a\u001b]0;x\u0007b;c\u001b[2J<b>&\u202e';
    const ran = await world.run(
      ['run', '-c', 'true', ...web01, '--notify', '--description', description],
      onTerminal,
    );
    expect(ran.stderr).toMatch(/p=body;1 ok: ab;c<b>&<U\+202E>\u0007$/);
  });
});

describe('is refused where nobody would notice, and nothing is sent', () => {
  test.each([
    [['--bell'], {}, '--bell needs a terminal'],
    [['--notify'], {}, '--notify needs a desktop or a terminal that shows notices'],
    [['--notify'], { terminal, env: { TERM: 'linux' } }, '--notify needs'],
    [['--notify'], { env: { DISPLAY: ':0', SSH_CONNECTION: '1 2 3 4' } }, '--notify needs'],
  ])('%j %j', async (options, how, message) => {
    const ran = await world.run(['run', '-c', 'true', ...web01, ...options], how);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(world.server.requests).toEqual([]);
  });
});

describe('the sequence of a terminal', () => {
  const notice = { title: 'Job 1; failed', body: '2 failed' };
  const osc9 = '\u001b]9;Job 1; failed: 2 failed\u0007';
  const osc777 = '\u001b]777;notify;Job 1, failed;2 failed\u0007';
  const osc99 =
    '\u001b]99;i=rexctl:d=0;Job 1; failed\u0007\u001b]99;i=rexctl:p=body;2 failed\u0007';

  test.each([
    ['kitty, also over ssh', { TERM: 'xterm-kitty' }, osc99],
    ['kitty with another TERM', { TERM: 'xterm-256color', KITTY_WINDOW_ID: '1' }, osc99],
    ['iTerm2', { TERM: 'xterm-256color', TERM_PROGRAM: 'iTerm.app' }, osc9],
    ['WezTerm', { TERM: 'xterm-256color', TERM_PROGRAM: 'WezTerm' }, osc777],
    ['foot', { TERM: 'foot-extra' }, osc777],
    ['Ghostty', { TERM: 'xterm-ghostty' }, osc777],
    ['GNOME Terminal', { TERM: 'xterm-256color', VTE_VERSION: '7600' }, osc777],
    ['one that is not known', { TERM: 'xterm-256color' }, osc9 + osc777],
    ['a console', { TERM: 'linux' }, null],
    ['dumb', { TERM: 'dumb' }, null],
    ['none', {}, null],
  ])('%s', (_, env, expected) => {
    expect(noticeSequence(notice, env)).toBe(expected);
  });

  test('goes through tmux and screen', () => {
    const tmux = { TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0', VTE_VERSION: '7600' };
    expect(noticeSequence(notice, tmux)).toBe(`\u001bPtmux;\u001b${osc777}\u001b\\`);
    const screen = { TERM: 'screen-256color', STY: '1.pts-0.host' };
    expect(noticeSequence(notice, screen)).toBe(`\u001bP${osc9}\u001b\\\u001bP${osc777}\u001b\\`);
  });

  test('contains no control character of the text, and is not too long', () => {
    const harmless = '[^\\u0000-\\u001f\\u007f-\\u009f]*';
    const whole = new RegExp(
      `^\u001b\\]99;i=rexctl:d=0;${harmless}\u0007\u001b\\]99;i=rexctl:p=body;${harmless}\u0007$`,
    );
    fc.assert(
      fc.property(hostileText, (text) => {
        const hostile = { title: text, body: text.repeat(100) };
        const sequence = noticeSequence(hostile, { TERM: 'xterm-kitty' }) ?? '';
        expect([...sequence].length).toBeLessThan(500);
        expect(sequence).toMatch(whole);
      }),
    );
  });
});

test('the program of the desktop is given text, not markup or options', () => {
  const notice = { title: '-t', body: '<b>a</b> & "b"' };
  expect(desktopNotice(notice, { WAYLAND_DISPLAY: 'wayland-0' }, 'linux')?.slice(-3)).toEqual([
    ...['--', '-t', '&lt;b&gt;a&lt;/b&gt; &amp; "b"'],
  ]);
  expect(desktopNotice(notice, {}, 'darwin')?.slice(-2)).toEqual(['-t', '<b>a</b> & "b"']);
  expect(desktopNotice(notice, {}, 'win32')).toBeNull();
});
