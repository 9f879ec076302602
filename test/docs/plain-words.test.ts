import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allCommands, wholeCommandModel } from '../../src/program/command-model.ts';
import { bannedPhrases } from './banned-phrases.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Everything that people read: what the program says, its comments, and the pages. */
function readFiles(): readonly string[] {
  const tracked = execFileSync('git', ['ls-files', 'src', 'docs', 'bin', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  });
  const isText = /\.(?:ts|mjs|js|md)$/;
  return tracked
    .split('\n')
    .filter((file) => isText.test(file) && !file.startsWith('src/ui/string-width/'));
}

/** The text with each line break, and the mark of a comment after it, as one blank. */
function asProse(text: string): string {
  return text.replaceAll(/\n\s*(?:\*(?!\/)|\/\/)? ?/g, ' ');
}

function findings(file: string, text: string): readonly string[] {
  const prose = asProse(text);
  return bannedPhrases.flatMap(({ phrase, write }) =>
    [...prose.matchAll(new RegExp(phrase, `g${phrase.flags.replace('g', '')}`))].map(
      ({ 0: found, index }) =>
        `${file}: "…${prose.slice(Math.max(0, index - 30), index)}[${found}]…" write: ${write}`,
    ),
  );
}

it('nothing that people read has a phrase that is banned', async () => {
  const files = readFiles();
  expect(files.length).toBeGreaterThan(300);
  const found = await Promise.all(
    files.map(async (file) => findings(file, await readFile(`${root}${file}`, 'utf8'))),
  );
  expect(found.flat()).toEqual([]);
});

it('the check finds phrases across lines and in comments', () => {
  expect(findings('a.ts', '/**\n * The job goes\n * on.\n */')).toHaveLength(1);
  expect(findings('a.md', 'A job that goes\non.')).toHaveLength(1);
  expect(findings('a.md', 'A job that keeps running.')).toEqual([]);
});

it('summaries are imperatives in lower case without a full stop', async () => {
  const summaries = allCommands(await wholeCommandModel())
    .slice(1)
    .map(({ summary }) => summary);
  expect(summaries.filter((summary) => !/^[a-z][^.]*$/.test(summary))).toEqual([]);
});
