import type { Context } from '../../cli/context.ts';
import { topics } from '../../cli/topics.ts';
import type { Answered } from '../../documents/types.ts';

type Topic = (typeof topics)[number];

export function topicOf(word: string): Topic | undefined {
  return topics.find(({ name }) => name === word);
}

export async function listTopics(context: Context): Promise<number> {
  await context.print<Topic>({
    document: { topics } satisfies Answered<'topics'>,
    rowsKey: 'topics',
    rows: topics,
    columns: [
      { key: 'name', header: 'NAME', value: ({ name }) => name },
      { key: 'summary', header: 'SUMMARY', value: ({ summary }) => summary, shrinks: true },
    ],
    note: 'Read one with rexctl help NAME.',
  });
  return 0;
}

/** Prints the manual page of a topic. */
export async function printTopic({ name, summary }: Topic, context: Context): Promise<number> {
  const text = await context.runtime.page(name);
  const [{ readPage }, { pageText }] = await Promise.all([
    import('../../ui/pages/read-page.ts'),
    import('../../ui/pages/page-text.ts'),
  ]);
  const page = readPage(text, commandOf);
  await context.print({
    document: { topic: name, title: page.title, summary, text } satisfies Answered<'topic'>,
    prose: (screen) => pageText(page, screen),
  });
  return 0;
}

/** The command for a link to another page of the manual. */
function commandOf(page: string) {
  return { kind: 'code', text: topicOf(page) === undefined ? '' : `rexctl help ${page}` } as const;
}
