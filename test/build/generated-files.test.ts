import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { allCommands, commandModel } from '../../src/build/command-model.ts';
import { type GeneratedFile, generatedFiles } from '../../src/build/generated-files.ts';
import { withTables } from '../../src/build/readme-tables.ts';
import { commandTree } from '../../src/program/command-tree.ts';
import { commandList } from '../../src/program/commands.ts';

const scripts = ['completions/rexctl.bash', 'completions/_rexctl', 'completions/rexctl.fish'];

function checkedIn(path: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}

/** A command of Commander's tree with all below it. */
function below(command: Command): Command[] {
  return [command, ...command.commands.flatMap(below)];
}

let program: Command;
let files: readonly GeneratedFile[];

beforeAll(async () => {
  program = await commandTree({ version: '' });
  files = await generatedFiles(await checkedIn('README.md'));
});

it.each([...scripts, 'README.md'])(
  '%s is what the command tree says; else: npm run reference',
  async (path) => {
    const made = files.find((file) => file.path === path)?.text;
    expect(await checkedIn(path)).toBe(made);
  },
);

describe.each(scripts)('%s', (path) => {
  let text: string;

  beforeAll(async () => {
    text = await checkedIn(path);
  });

  it('knows every option of every command', () => {
    const options = below(program).flatMap((command) =>
      command.options.filter(({ hidden }) => !hidden),
    );
    expect(options.length).toBeGreaterThan(50);
    const dashes = path.endsWith('.fish') ? '-l ' : '--';
    const missing = options.filter(({ long }) => !text.includes(`${dashes}${long?.slice(2)}`));
    expect(missing.map(({ flags }) => flags)).toEqual([]);
  });

  it('knows every command and its short name, but not the hidden one', () => {
    for (const { name, alias, hidden } of commandList.filter((row) => !row.hidden)) {
      expect(hidden).toBeUndefined();
      expect(text).toMatch(new RegExp(`\\b${name}\\b`));
      expect(text).toMatch(new RegExp(`\\b${alias ?? name}\\b`));
    }
    expect(text).not.toMatch(/__complete['" ]*[):]/);
  });

  it('asks the server for jobs, hosts, templates and features', () => {
    for (const kind of ['jobs', 'hosts', 'templates', 'features']) {
      expect(text).toMatch(new RegExp(`live ${kind}\\b`));
    }
  });

  it('names nothing of the machine it was made on', () => {
    expect(text).not.toContain(fileURLToPath(new URL('../../', import.meta.url)));
  });
});

it('every command of the help has a summary and stands once in the model', () => {
  const commands = allCommands(commandModel(program));
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
    expect(withTables(emptied, commandModel(program))).toBe(readme);
  });

  it('must have a place, and be known', () => {
    expect(() => withTables('# rexctl\n', commandModel(program))).toThrow(
      /no place for the table "commands"/,
    );
    expect(() =>
      withTables('<!-- generated: prices -->\n<!-- end -->', commandModel(program)),
    ).toThrow(/table "prices" that nobody makes/);
  });
});
