import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GeneratedFile, generatedFiles } from '../../src/build/generated-files.ts';
import { type Pages, withTables } from '../../src/build/generated-tables.ts';
import type { CommandModel } from '../../src/cli/command-model.ts';
import { allCommands, wholeCommandModel } from '../../src/program/command-model.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

async function checkedIn(): Promise<Pages> {
  const docs = (await readdir(`${root}docs`)).filter((name) => name.endsWith('.md'));
  const paths = ['README.md', ...docs.map((name) => `docs/${name}`)];
  const texts = await Promise.all(
    paths.map(async (path) => [path, await readFile(`${root}${path}`, 'utf8')] as const),
  );
  return Object.fromEntries(texts);
}

let model: CommandModel;
let pages: Pages;
let files: readonly GeneratedFile[];

beforeAll(async () => {
  model = await wholeCommandModel();
  pages = await checkedIn();
  files = await generatedFiles(pages);
});

it('README and manual are what the code says; else: npm run reference', () => {
  for (const [path, text] of Object.entries(pages))
    expect(text, path).toBe(files.find((file) => file.path === path)?.text);
});

it('every command of the help has a summary and stands once in the model', () => {
  const commands = allCommands(model);
  const paths = commands.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(commands.filter(({ summary }) => summary === '')).toEqual([]);
  expect(paths).not.toContain('__complete');
});

describe('the tables of the pages', () => {
  it('keep what stands around them', () => {
    const emptied = Object.entries(pages).map(([path, text]) => [
      path,
      text.replaceAll(/(<!-- generated: .+? -->\n)[\s\S]*?(<!-- end -->)/g, '$1$2'),
    ]);
    expect(JSON.stringify(emptied).length).toBeLessThan(JSON.stringify(pages).length);
    expect(withTables(Object.fromEntries(emptied), model)).toEqual(pages);
  });

  it('must have a place on some page, and be known', () => {
    expect(() => withTables({ 'README.md': '# rexctl\n' }, model)).toThrow(
      /no page shows the table "commands"/,
    );
    const unknown = { 'docs/x.md': '<!-- generated: prices -->\n<!-- end -->' };
    expect(() => withTables(unknown, model)).toThrow(/docs\/x\.md: unknown table "prices"/);
  });
});
