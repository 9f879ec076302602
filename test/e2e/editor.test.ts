import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type DemoServer, startDemoServer } from '../../src/demo/http/server.ts';
import { environmentOf, onTerminal, program, type TerminalSession } from '../world/program.ts';

const home = mkdtempSync(join(tmpdir(), 'rexctl-editor-'));
const editor = join(home, 'editor');
const out = join(home, 'out');
let server: DemoServer;

beforeEach(async () => {
  server = await startDemoServer({ clock: systemClock });
  // Adds the line that is typed; Ctrl-C is a key to it.
  writeFileSync(
    editor,
    '#!/bin/sh\ntrap "echo pressed" INT\necho "begun on $(cat "$1" | tail -1)"\n' +
      'while ! read -r line; do :; done\necho "$line" >> "$1"\nexit 0\n',
    { mode: 0o755 },
  );
});
afterEach(() => server.close());
afterAll(() => rmSync(home, { recursive: true, force: true }));

function edits(more: string): TerminalSession {
  const env = { ...environmentOf(server, home), NODE: process.execPath, REXCTL: program };
  const argv = 'run -c uptime --edit --host db01.example.com --detach';
  const script = `"$NODE" "$REXCTL" ${argv} ${more}; echo "code=$?="; stty -a; echo done=`;
  return onTerminal('/bin/sh', ['-c', `trap : INT; ${script}`], {
    columns: 200,
    env: { ...env, EDITOR: editor, TMPDIR: home },
  });
}

const left = () => readdirSync(home).filter((name) => name.startsWith('rexctl-edit-'));

describe('the editor of run --edit', () => {
  it('has the terminal, also where standard output is a file, and gets Ctrl-C as a key', async () => {
    const session = edits(`> '${out}'`);
    await session.shows(/begun on uptime/);
    session.pty.write('\u0003');
    await session.shows(/pressed/);
    session.pty.write('hostname\r');
    const shown = await session.shows(/done=/);
    expect(shown).toContain('code=0=');
    expect(readFileSync(out, 'utf8')).toBe('208\n');
    expect(server.jobs.get(208)?.inputs).toEqual({ command: 'uptime\nhostname\n' });
    expect(left()).toEqual([]);
    expect(shown).toMatch(/(?<!-)icanon\b/);
  });

  it('is ended with rexctl by a termination, and what was saved is kept', async () => {
    writeFileSync(
      editor,
      '#!/bin/sh\necho "half" >> "$1"\necho "pid=$PPID="\nwhile :; do sleep 0.05; done\n',
    );
    const session = edits('');
    const [, pid = ''] = /pid=(\d+)=/.exec(await session.shows(/pid=\d+=/)) ?? [];
    process.kill(Number(pid), 'SIGTERM');
    const shown = await session.shows(/done=/);
    expect(shown).toContain('code=143=');
    const [, path = ''] = /your text is kept in (\S+)\r/.exec(shown) ?? [];
    expect(readFileSync(path, 'utf8')).toBe('uptime\nhalf\n');
    expect(server.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});
