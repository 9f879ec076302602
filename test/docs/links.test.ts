import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

const isPage = (name: string) => name.endsWith('.md');
const pages = [
  ...(await readdir(root)).filter(isPage),
  ...(await readdir(`${root}docs`, { recursive: true }))
    .filter(isPage)
    .map((name) => `docs/${name}`),
];

/** A page without its code, in which brackets mean something else. */
async function proseOf(page: string): Promise<string> {
  const text = await readFile(`${root}${page}`, 'utf8');
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** Where the links and pictures of a page point to. */
async function linksOf(page: string): Promise<readonly string[]> {
  const prose = await proseOf(page);
  const found = [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)];
  return found.map(([, markdown, html]) => markdown ?? html ?? '');
}

/** The anchors that forges give to headings. */
async function anchorsOf(file: string): Promise<readonly string[]> {
  const headings = [...(await readFile(file, 'utf8')).matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (page) => {
  it('links to files and headings that exist', async () => {
    const broken: string[] = [];
    for (const link of await linksOf(page)) {
      if (/^https?:/.test(link)) continue;
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? `${root}${page}` : resolve(dirname(`${root}${page}`), path);
      const isThere =
        existsSync(file) && (anchor === undefined || (await anchorsOf(file)).includes(anchor));
      if (!isThere) broken.push(link);
    }
    expect(broken).toEqual([]);
  });

  it('names other servers by https only', async () => {
    const addresses = (await linksOf(page)).filter((link) => /^[a-z]+:/.test(link));
    expect(addresses.filter((address) => !URL.canParse(address))).toEqual([]);
    expect(addresses.filter((address) => !address.startsWith('https://'))).toEqual([]);
  });
});

it('the README leads to every page', async () => {
  const links = await linksOf('README.md');
  const linked = links.map((link) => link.split('#')[0]);
  expect(pages.filter((page) => page !== 'README.md' && !linked.includes(page))).toEqual([]);
});
