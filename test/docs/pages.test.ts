import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { topics } from '../../src/cli/topics.ts';
import { pageText } from '../../src/ui/pages/page-text.ts';
import { readPage } from '../../src/ui/pages/read-page.ts';
import { plainStyle } from '../../src/ui/terminal/screen.ts';
import { widthOf } from '../../src/ui/terminal/width.ts';

const screen = { style: plainStyle, isTerminal: true, unicode: true, now: 0 };
const pages = fileURLToPath(new URL('../../docs/', import.meta.url));

describe.each(topics.map(({ name }) => name))('the page %s', (name) => {
  const text = readFile(`${pages}${name}.md`, 'utf8');

  it('begins with its title and a paragraph', async () => {
    expect(await text).toMatch(/^# [A-Z].*[^.]\n\n\S/);
    const { title, blocks } = readPage(await text, (page) => ({ kind: 'code', text: page }));
    expect(title).not.toBe('');
    expect(blocks[0]?.kind).toBe('paragraph');
  });

  it.each([64, 80, 100])('fits a terminal of %i columns', async (columns) => {
    const page = readPage(await text, (topic) => ({ kind: 'code', text: `rexctl help ${topic}` }));
    const prose = page.blocks.filter(({ kind }) => kind !== 'code' && kind !== 'list');
    const shown = pageText({ ...page, blocks: prose }, { ...screen, columns });
    expect(shown.split('\n').filter((line) => widthOf(line) > columns)).toEqual([]);
  });

  it('has nothing that a terminal and a man page cannot show', async () => {
    const prose = (await text).replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
    expect(
      prose.match(/&\w+;|!\[|<(?!!-- (?:generated: [\w-]+|end) -->)[^>]*>|^#{4,}/gm),
    ).toBeNull();
  });

  it('links to pages that are packed with it, or shows where another one is', async () => {
    const known: readonly string[] = topics.map((topic) => topic.name);
    const links = [...(await text).matchAll(/\[([^\]]+)\]\(([\w-]+)\.md/g)];
    const other = links.filter(([, , target = '']) => !known.includes(target));
    expect(other.map(([, shown]) => shown)).toEqual(
      other.map(([, , target]) => `docs/${target}.md`),
    );
  });
});
