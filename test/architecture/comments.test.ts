import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const top = fileURLToPath(new URL('../../', import.meta.url));

/** Pages that a reader of the repository does not have; put together here, to be no citation. */
const pages = ['DESIGN', 'PROTOCOL', 'SCREENS', 'HOUSE', 'MODELS', 'PEERS', 'WORDS'];
const citation = new RegExp(`\\b(?:${pages.join('|')}) ?(?:\\u00a7|\\.md)|\\u00a7 ?\\d`);

const files = ['src', 'test', 'docs', 'README.md'].flatMap(filesOf);

function filesOf(path: string): string[] {
  if (statSync(join(top, path)).isFile()) return [path];
  return readdirSync(join(top, path), { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((name) => statSync(join(top, name)).isFile())
    .sort();
}

function textOf(file: string): string {
  return readFileSync(join(top, file), 'utf8');
}

/**
 * Headings of a page that comments name: `docs/PAGE.md, "Heading"`, also over the end of a line.
 */
function headingsNamed(text: string): { page: string; heading: string }[] {
  const flat = text.replace(/\n\s*(?:\*|\/\/) /g, ' ');
  return [...flat.matchAll(/\b(docs\/[a-z/-]+\.md), "([A-Z][a-z ]+)"/g)].map(
    ([, page = '', heading = '']) => ({ page, heading }),
  );
}

describe('comments cite only what the repository has', () => {
  test.each(pages)('a citation of %s is found', (page) => {
    for (const sign of ['\u00a7', '\u00a71', '.md']) {
      expect(`/** The rule (${page} ${sign}). */`).toMatch(citation);
      expect(`/** The rule (${page}${sign}). */`).toMatch(citation);
    }
  });

  test('no file cites a page that is not here', () => {
    expect(files.length).toBeGreaterThan(500);
    const cited = files.flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, at) => (citation.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
    );
    expect(cited).toEqual([]);
  });

  test('every heading that a comment names is there', () => {
    const named = files.flatMap((file) =>
      headingsNamed(textOf(file)).map((one) => ({ file, ...one })),
    );
    expect(named).not.toEqual([]);
    const lost = named.filter(
      ({ page, heading }) => !new RegExp(`^#+ ${heading}$`, 'm').test(textOf(page)),
    );
    expect(lost).toEqual([]);
  });
});

test('comments end at column 100', () => {
  const comment = /^\s*(?:\*|\/\*\*|\/\/)(?! biome-ignore)/;
  const long = files
    .filter((file) => /\.(?:ts|mjs|cjs)$/.test(file))
    .flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, at) =>
          comment.test(line) && line.length > 100 ? [`${file}:${at + 1}`] : [],
        ),
    );
  expect(long).toEqual([]);
});
