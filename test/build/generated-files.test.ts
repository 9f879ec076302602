import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GeneratedFile, generatedFiles } from '../../src/build/generated-files.ts';
import { withTables } from '../../src/build/readme-tables.ts';
import type { CommandModel } from '../../src/cli/command-model.ts';
import { allCommands, wholeCommandModel } from '../../src/program/command-model.ts';

function checkedIn(path: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}

let model: CommandModel;
let files: readonly GeneratedFile[];

beforeAll(async () => {
  model = await wholeCommandModel();
  files = await generatedFiles(await checkedIn('README.md'));
});

it.each(['README.md'])(
  '%s is what the command tree says; else: npm run reference',
  async (path) => {
    const made = files.find((file) => file.path === path)?.text;
    expect(await checkedIn(path)).toBe(made);
  },
);

it('every command of the help has a summary and stands once in the model', () => {
  const commands = allCommands(model);
  const paths = commands.map(({ path }) => path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(commands.filter(({ summary }) => summary === '')).toEqual([]);
  expect(paths).not.toContain('__complete');
});

describe('the tables of the README', () => {
  it('keep what stands around them', async () => {
    const readme = await checkedIn('README.md');
    const emptied = readme.replaceAll(/(<!-- generated: .+? -->\n)[\s\S]*?(<!-- end -->)/g, '$1$2');
    expect(emptied.length).toBeLessThan(readme.length);
    expect(withTables(emptied, model)).toBe(readme);
  });

  it('must have a place, and be known', () => {
    expect(() => withTables('# rexctl\n', model)).toThrow(/no place for the table "commands"/);
    expect(() => withTables('<!-- generated: prices -->\n<!-- end -->', model)).toThrow(
      /table "prices" that nobody makes/,
    );
  });
});
