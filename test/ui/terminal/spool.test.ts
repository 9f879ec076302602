import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openSpoolFile } from '../../../src/ui/terminal/spool.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (read: Uint8Array) => new TextDecoder().decode(read);

const folder = mkdtempSync(join(tmpdir(), 'spool-test-'));
afterEach(() => rmSync(folder, { recursive: true }));

it('the temporary file of long output gives back what was put in, and leaves nothing behind', () => {
  const spool = openSpoolFile(folder);
  expect(spool.append(bytes('één'))).toBe(0);
  expect(spool.append(bytes('two'))).toBe(5);
  expect(text(spool.read(5, 3))).toBe('two');
  expect(text(spool.read(0, 5))).toBe('één');
  spool.close();
  expect(readdirSync(folder)).toEqual([]);
});
