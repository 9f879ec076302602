import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
const script = join(folder, 'append.mjs');

/** Appends lines to a resume file until there is no room. */
const program = `
  import { appendTo, openRegular } from './src/attach/resume/regular-file.ts';
  const file = openRegular(process.argv[2]);
  try {
    for (;;) appendTo(file, 'x'.repeat(999) + '\\n');
  } catch (error) {
    console.log(error.code);
  }
`;

beforeAll(async () => {
  await build({
    stdin: { contents: program, resolveDir: root, loader: 'js' },
    ...{ bundle: true, platform: 'node', format: 'esm', outfile: script, logLevel: 'error' },
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a resume file for which there is no more room keeps whole lines only, so that it can be continued', () => {
  const state = join(folder, 'state');
  const limited = ['-c', 'ulimit -f 8; exec "$@"', 'bash', process.execPath, script, state];
  const { stdout, stderr } = spawnSync('bash', limited, { encoding: 'utf8' });
  expect(stdout, stderr).toBe('EFBIG\n');
  const text = readFileSync(state, 'utf8');
  expect(text).toBe(`${'x'.repeat(999)}\n`.repeat(8));
});
