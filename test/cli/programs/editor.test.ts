import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { editorCommands, openEditor } from '../../../src/cli/programs/editor.ts';

const folder = mkdtempSync(join(tmpdir(), 'editor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = join(folder, "a file's $(name)");
const never = { platform: 'linux', signal: new AbortController().signal };

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}

test('the program of Windows is notepad, unless one is named', () => {
  expect(editorCommands({}, 'win32')).toEqual(['notepad']);
  expect(editorCommands({ EDITOR: 'vim' }, 'win32')).toEqual(['vim']);
});

describe('an editor', () => {
  it('is given its options and the file, whose name no shell reads', async () => {
    const given = join(folder, 'given');
    const editor = script('writes', `printf '[%s]' "$@" > '${given}'`);
    expect(await openEditor(`${editor} -w --line=1`, file, never)).toBe(0);
    expect(readFileSync(given, 'utf8')).toBe(`[-w][--line=1][${file}]`);
    expect(await openEditor(`WORD=x; '${editor}' "$WORD y"`, file, never)).toBe(0);
    expect(readFileSync(given, 'utf8')).toBe(`[x y][${file}]`);
  });

  test.each<readonly [string, () => string, number | string]>([
    ['missing', () => 'no-such-editor-anywhere', 'missing'],
    ['missing, with options', () => `${join(folder, 'none')} -w`, 'missing'],
    ['failing', () => script('fails', 'exit 3'), 3],
    ['crashing', () => script('crashes', 'kill -KILL $$'), 'SIGKILL'],
  ])('that is %s is reported', async (_what, editor, end) => {
    expect(await openEditor(editor(), file, never)).toBe(end);
  });

  it('is ended by the signal, which is the reason then', async () => {
    const stop = new AbortController();
    const editor = script('stays', `trap 'exit 5' TERM; while :; do sleep 0.05; done`);
    const reason = new Error('over');
    const ended = openEditor(editor, file, { ...never, signal: stop.signal });
    setTimeout(() => stop.abort(reason), 100);
    await expect(ended).rejects.toBe(reason);
    await expect(openEditor(editor, file, { ...never, signal: stop.signal })).rejects.toBe(reason);
  });
});
