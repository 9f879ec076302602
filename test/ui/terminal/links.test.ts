import { describe, expect, it, test } from 'vitest';
import { linked, showsLinks, withoutLinks } from '../../../src/ui/terminal/links.ts';
import { widthOf } from '../../../src/ui/terminal/width.ts';
import { fakeIo } from './fake-io.ts';

const terminals: readonly (readonly [boolean, Record<string, string>])[] = [
  [false, {}],
  [false, { TERM: 'xterm-256color' }],
  [true, { TERM: 'xterm-kitty' }],
  [true, { TERM: 'alacritty' }],
  [true, { KITTY_WINDOW_ID: '1' }],
  [true, { WT_SESSION: 'a-b-c' }],
  [false, { VTE_VERSION: '4999' }],
  [false, { VTE_VERSION: '5000' }],
  [true, { VTE_VERSION: '5001' }],
  [true, { VTE_VERSION: '7600' }],
  [false, { VTE_VERSION: 'new' }],
  [false, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.0.15' }],
  [true, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '3.1' }],
  [true, { TERM_PROGRAM: 'iTerm.app', TERM_PROGRAM_VERSION: '4.0' }],
  [false, { TERM_PROGRAM: 'iTerm.app' }],
  [false, { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.71.2' }],
  [true, { TERM_PROGRAM: 'vscode', TERM_PROGRAM_VERSION: '1.100.0' }],
  [true, { TERM_PROGRAM: 'WezTerm', TERM_PROGRAM_VERSION: '20240203-110809-5046fc22' }],
  [true, { TERM_PROGRAM: 'ghostty' }],
  [true, { TERM_PROGRAM: 'zed', TERM_PROGRAM_VERSION: '0.150.1' }],
  [false, { TERM_PROGRAM: 'Apple_Terminal', TERM_PROGRAM_VERSION: '455' }],
  [false, { TERM: 'screen-256color', VTE_VERSION: '7600' }],
  [false, { TERM: 'tmux-256color', KITTY_WINDOW_ID: '1' }],
  [false, { TERM: 'dumb', FORCE_HYPERLINK: '1' }],
  [false, { CI: 'true', VTE_VERSION: '7600' }],
  [true, { CI: 'true', FORCE_HYPERLINK: '1' }],
  [false, { FORCE_HYPERLINK: '0', VTE_VERSION: '7600' }],
  [false, { FORCE_HYPERLINK: 'false', WT_SESSION: 'a' }],
  [true, { FORCE_HYPERLINK: '', WT_SESSION: 'a' }],
];

test.each(terminals)('links are shown (%j) by the terminal %j', (expected, env) => {
  expect(showsLinks(env)).toBe(expected);
});

describe('a stream', () => {
  it('has links only where it is a terminal with color', () => {
    const env = { FORCE_HYPERLINK: '1', TERM: 'xterm' };
    const { io } = fakeIo({ env, terminal: { stdout: false }, noColor: false });
    expect([io.out.hasLinks, io.err.hasLinks]).toEqual([false, true]);
    expect(fakeIo({ env, noColor: true }).io.out.hasLinks).toBe(false);
    expect(fakeIo({ env: { TERM: 'xterm' }, noColor: false }).io.out.hasLinks).toBe(false);
  });
});

it('a link takes no room, and goes without a trace', () => {
  const link = linked('215', 'https://foreman.example.com/job_invocations/215');
  expect(link).toBe(
    '\u001b]8;;https://foreman.example.com/job_invocations/215\u0007215\u001b]8;;\u0007',
  );
  expect([widthOf(link), withoutLinks(`a ${link} b`)]).toEqual([3, 'a 215 b']);
});
