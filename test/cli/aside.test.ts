import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startAside } from '../../src/cli/aside.ts';

const folder = mkdtempSync(join(tmpdir(), 'rexctl-aside-'));
const script = join(folder, 'script.cjs');
writeFileSync(
  script,
  `const { writeFileSync, readFileSync, renameSync } = require('node:fs');
const [witness, ...words] = process.argv.slice(2);
writeFileSync(witness + '.new', JSON.stringify([words, readFileSync(0, 'utf8')]));
renameSync(witness + '.new', witness);
`,
);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { execPath, env } = process;

it('starts the program with other words, and does not wait for its end', async () => {
  const witness = join(folder, 'witness');
  await startAside([witness], { execPath, argv: [execPath, script], env });
  await expect.poll(() => existsSync(witness), { timeout: 20_000 }).toBe(true);
});

it('shows the typed line to no other user', async () => {
  const witness = join(folder, 'typed');
  const line = `REXCTL_TOKEN=changeme rexctl show ${'1'.repeat(200_000)}`;
  const started = { execPath, argv: [execPath, script], env };
  await startAside([witness, 'fish', '--', line, '', 'aside'], started);
  await expect.poll(() => existsSync(witness), { timeout: 20_000 }).toBe(true);
  const read: unknown = JSON.parse(readFileSync(witness, 'utf8'));
  expect(read).toEqual([['fish', '--', '-', '', 'aside'], line]);
});

it('leaves it out where it cannot be started', async () => {
  const missing = join(folder, 'missing');
  await expect(
    startAside([], { execPath: missing, argv: [missing, script], env }),
  ).resolves.toBeUndefined();
});
