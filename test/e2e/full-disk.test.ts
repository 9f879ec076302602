import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'full-disk-'));
const script = join(folder, 'append.mjs');
const liveScript = join(folder, 'live.mjs');
const metricsScript = join(folder, 'metrics.mjs');

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

/** The same with the file of a host in a folder of outputs. */
const liveProgram = `
  import { LiveFile } from './src/commands/output/folder/live-file.ts';
  const file = new LiveFile(process.argv[2]);
  try {
    for (;;) await file.append(('x'.repeat(299) + '\\n').repeat(5));
  } catch (error) {
    console.log(error.code);
  }
`;

/** Replaces a file of metrics by a longer one. */
const metricsProgram = `
  import { writeMetricsFile } from './src/attach/telling/metrics-file.ts';
  console.log(writeMetricsFile(process.argv[2], 'x'.repeat(20_000), 1));
`;

beforeAll(async () => {
  for (const [contents, outfile] of [
    [program, script],
    [liveProgram, liveScript],
    [metricsProgram, metricsScript],
  ] as const)
    await build({
      stdin: { contents, resolveDir: root, loader: 'js' },
      ...{ bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' },
    });
});

function withLittleRoom(file: string, path: string) {
  const limited = ['-c', 'ulimit -f 8; exec "$@"', 'bash', process.execPath, file, path];
  return spawnSync('bash', limited, { encoding: 'utf8' });
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a resume file for which there is no more room keeps whole lines only, so that it can be continued', () => {
  const state = join(folder, 'state');
  const { stdout, stderr } = withLittleRoom(script, state);
  expect(stdout, stderr).toBe('EFBIG\n');
  const text = readFileSync(state, 'utf8');
  expect(text).toBe(`${'x'.repeat(999)}\n`.repeat(8));
});

it('the file of a host for which there is no more room keeps whole lines only', () => {
  const path = join(folder, 'web01.txt');
  const { stdout, stderr } = withLittleRoom(liveScript, path);
  expect(stdout, stderr).toBe('EFBIG\n');
  expect(readFileSync(path, 'utf8')).toBe(`${'x'.repeat(299)}\n`.repeat(25));
  writeFileSync(path, `${'x'.repeat(299)}\n`.repeat(3) + 'x'.repeat(20));
  expect(withLittleRoom(liveScript, path).stdout).toBe('EFBIG\n');
  expect(readFileSync(path, 'utf8')).toBe(`${'x'.repeat(299)}\n`.repeat(25));
});

it('metrics for which there is no room leave the file as it was, and nothing beside it', () => {
  const place = mkdtempSync(join(folder, 'metrics-'));
  const file = join(place, 'nightly.prom');
  writeFileSync(file, 'before\n');
  const { stdout, stderr } = withLittleRoom(metricsScript, file);
  expect(stdout, stderr).toBe('the file is larger than allowed\n');
  expect(readFileSync(file, 'utf8')).toBe('before\n');
  expect(readdirSync(place)).toEqual(['nightly.prom']);
});
