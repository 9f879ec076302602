import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  circles,
  internalImports,
  moduleOf,
  packageImports,
  sourceFiles,
  textOf,
} from './imports.ts';
import { layers, libraries } from './layers.ts';

const arrow = ({ from, to }: { readonly from: string; readonly to: string }) => `${from} → ${to}`;

describe('what imports what', () => {
  test('goes down the table of layers only', () => {
    const upward = internalImports.filter(({ from, to }) => {
      const [above, below] = [moduleOf(from), moduleOf(to)];
      return above !== below && layers[above]?.includes(below) !== true;
    });
    expect(upward.map(arrow)).toEqual([]);
  });

  test('makes no circle, types included', () => {
    expect(circles(internalImports)).toEqual([]);
    const two = { from: 'a.ts', to: 'b.ts' };
    expect(circles([two, { from: 'b.ts', to: 'a.ts' }])).toEqual([['a.ts', 'b.ts']]);
  });

  test('leaves each library to the modules that it is for', () => {
    const unexpected = packageImports.filter(
      ({ from, to }) => libraries[to]?.includes(moduleOf(from)) !== true,
    );
    expect(unexpected.map(arrow)).toEqual([]);
  });

  test('leaves the verbs apart from each other', () => {
    const verb = (file: string) => /^commands\/([^/]+)/.exec(file)?.[1];
    const between = internalImports.filter(({ from, to }) => {
      const [one, other] = [verb(from), verb(to)];
      return one !== undefined && other !== undefined && one !== other;
    });
    expect(between.map(arrow)).toEqual([]);
  });

  test('loads the shapes of documents for the build alone; others know them as types', () => {
    const names = ['documents/schema-names.ts', 'documents/types.ts'];
    const isShape = (file: string) => moduleOf(file) === 'documents' && !names.includes(file);
    const readers = internalImports.filter(({ from, to }) => isShape(to) && !isShape(from));
    expect([...new Set(readers.map(({ from }) => from))].sort()).toEqual([
      'build/generated-files.ts',
      'build/generated-tables.ts',
      'documents/types.ts',
    ]);
  });

  test("leaves the server's restricted rerun, which may run on all hosts, to the tests", () => {
    const client = sourceFiles.filter((file) => moduleOf(file) !== 'demo');
    expect(client.filter((file) => textOf(file).includes('failed_only'))).toEqual([]);
    expect(sourceFiles.some((file) => textOf(file).includes('failed_only'))).toBe(true);
  });

  test('has at most 20 files in a folder, so that a glance finds one', () => {
    const folders = sourceFiles.map((file) => dirname(file));
    const full = new Set(folders.filter((one) => folders.filter((it) => it === one).length > 20));
    expect([...full]).toEqual([]);
  });

  test('is known for every module and for no other', () => {
    const modules = new Set(sourceFiles.map(moduleOf));
    expect(Object.keys(layers).sort()).toEqual([...modules].sort());
    expect(internalImports.length).toBeGreaterThan(1000);
    const unused = Object.keys(libraries).filter(
      (name) => !packageImports.some(({ to }) => to === name),
    );
    expect(unused).toEqual([]);
  });
});
