import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepDamaged, writePrivateFile } from '../../src/settings/private-file.ts';
import { modeOf, temporaryHome } from './temporary-home.ts';

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

describe('a damaged file', () => {
  it('is copied for its owner alone, beside the copies that are there', () => {
    const home = temporaryHome();
    const path = home.file('state/file.json', 'one', 0o644);
    expect(keepDamaged(path)).toBe(`${path}.damaged`);
    expect(modeOf(`${path}.damaged`)).toBe('600');
    home.file('state/file.json', 'two');
    expect(keepDamaged(path)).toBe(`${path}.damaged-2`);
    const texts = readdirSync(dirname(path)).map((name) =>
      readFileSync(`${dirname(path)}/${name}`, 'utf8'),
    );
    expect(texts).toEqual(['two', 'one', 'two']);
  });

  it('that cannot be copied leaves nothing beside it', () => {
    const home = temporaryHome();
    const path = home.file('state/file.json', 'one');
    rmSync(path);
    expect(() => keepDamaged(path)).toThrow(`cannot write \`${path}.damaged\``);
    expect(readdirSync(dirname(path))).toEqual([]);
    rmSync(dirname(path), { recursive: true });
    expect(() => keepDamaged(path)).toThrow(`cannot write \`${path}.damaged\``);
  });
});
