import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startAside } from '../../src/cli/aside.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-aside-'));
const script = join(folder, 'script.cjs');
writeFileSync(script, "require('node:fs').writeFileSync(process.argv[2], '');\n");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { execPath, env } = process;

it('starts the program with other words, and does not wait for its end', async () => {
  const witness = join(folder, 'witness');
  await startAside([witness], { execPath, argv: [execPath, script], env });
  await expect.poll(() => existsSync(witness), { timeout: 20_000 }).toBe(true);
});

it('leaves it out where it cannot be started', async () => {
  const missing = join(folder, 'missing');
  await expect(
    startAside([], { execPath: missing, argv: [missing, script], env }),
  ).resolves.toBeUndefined();
});
