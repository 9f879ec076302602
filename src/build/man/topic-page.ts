import { topics } from '../../cli/topics.ts';
import type { Inline } from '../../ui/pages/page.ts';
import { readPage } from '../../ui/pages/read-page.ts';
import type { ManBlock, ManPage } from './roff-page.ts';

type Topic = (typeof topics)[number];

/** The man page of a topic, with the contents of `rexctl help TOPIC`. */
export function topicPage({ name, summary }: Topic, markdown: string): ManPage {
  const blocks = blocksOf(markdown);
  const seeAlso = blocks.some((block) => block.kind === 'heading' && isSeeAlso(block.text));
  return {
    name: `rexctl-${name}`,
    section: 7,
    summary,
    blocks: [section('Description'), ...blocks, ...(seeAlso ? [] : references(['rexctl(1)']))],
  };
}

/** The blocks of a page, with links to other pages as names of man pages. */
export function blocksOf(markdown: string): readonly ManBlock[] {
  return readPage(markdown, manualOf).blocks;
}

function manualOf(page: string): Inline {
  const isTopic = topics.some(({ name }) => name === page);
  return { kind: 'code', text: isTopic ? manualName(page) : '' };
}

export function manualName(topic: string): string {
  return `rexctl-${topic}(7)`;
}

function isSeeAlso(text: readonly Inline[]): boolean {
  return /^see also$/i.test(text.map(({ text: word }) => word).join(''));
}

export function section(title: string): ManBlock {
  return { kind: 'heading', depth: 2, text: [{ kind: 'text', text: title }] };
}

/** The last section, with the names of other man pages, e.g. `rexctl-run(1)`. */
export function references(pages: readonly string[]): readonly ManBlock[] {
  const text = pages.flatMap((page, index): readonly Inline[] => [
    ...(index === 0 ? [] : [{ kind: 'text', text: ', ' } as const]),
    { kind: 'code', text: page },
  ]);
  return [section('See also'), { kind: 'paragraph', text }];
}
