import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onTerminal, program } from '../world/program.ts';

it('a page in less can be scrolled, and is left with q', async () => {
  const home = mkdtempSync(join(tmpdir(), 'less-'));
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'en_US.UTF-8',
    TERM: 'xterm-256color',
  };
  const argv = [program, 'help', 'search'];
  const { pty, terminal, shows, ended } = onTerminal(process.execPath, argv, { columns: 80, env });
  await shows(/\n:/);
  expect((await terminal.lines())[0]).toBe('Search');
  pty.write('G');
  await shows(/\(END\)/);
  pty.write('\u0003');
  // The terminal drops keys that are pressed right after Ctrl-C.
  const pressing = setInterval(() => pty.write('q'), 50);
  expect(await ended).toBe(0);
  clearInterval(pressing);
  rmSync(home, { recursive: true, force: true });
});
