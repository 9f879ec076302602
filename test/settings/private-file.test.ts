import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePrivateFile } from '../../src/settings/private-file.ts';
import { temporaryHome } from './temporary-home.ts';

describe('a private file that cannot be written', () => {
  it.each([{}, { survivesCrash: true }])(
    'keeps its old text, and no draft is left beside it: %j',
    (how) => {
      const home = temporaryHome();
      const path = home.file('state/file.json', 'old');
      // As on a full disk: the draft is there, and writing to it fails.
      const unwritable = Symbol('never text') as unknown as string;
      for (let turn = 0; turn < 3; turn++)
        expect(() => writePrivateFile(path, unwritable, 1, how)).toThrow(
          `cannot write \`${path}\``,
        );
      expect(readFileSync(path, 'utf8')).toBe('old');
      expect(readdirSync(dirname(path))).toEqual(['file.json']);
      writePrivateFile(path, 'new', 1, how);
      expect(readFileSync(path, 'utf8')).toBe('new');
    },
  );

  it('leaves no draft where its place is taken by a directory either', () => {
    const home = temporaryHome();
    const inner = home.file('state/file.json/inner', 'old');
    const path = dirname(inner);
    expect(() => writePrivateFile(path, 'new', 1)).toThrow(`cannot write \`${path}\``);
    expect(readdirSync(dirname(path))).toEqual(['file.json']);
  });
});
