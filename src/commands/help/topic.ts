import type { Context } from '../../cli/context.ts';
import { topics } from '../../cli/topics.ts';
import type { Answered } from '../../documents/types.ts';
import { screenOf } from '../../ui/terminal/screen.ts';

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

/** Prints the manual page of a topic, on a terminal with a pager where it is long. */
export async function printTopic({ name, summary }: Topic, context: Context): Promise<number> {
  const text = await context.runtime.page(name);
  const [{ readPage }, { pageText }] = await Promise.all([
    import('../../ui/pages/read-page.ts'),
    import('../../ui/pages/page-text.ts'),
  ]);
  const page = readPage(text, commandOf);
  const screen = await screenOf(context.io.out, context.io, context.clock);
  if (await isShownInPager(pageText(page, screen), context)) return 0;
  context.signal.throwIfAborted();
  await context.print({
    document: { topic: name, title: page.title, summary, text } satisfies Answered<'topic'>,
    prose: (screen) => pageText(page, screen),
  });
  return 0;
}

/** What to type for another page of the manual. */
function commandOf(page: string) {
  return { kind: 'code', text: topicOf(page) === undefined ? '' : `rexctl help ${page}` } as const;
}

/** A page that is longer than the screen of a terminal with a keyboard; nothing else is paged. */
async function isShownInPager(text: string, context: Context): Promise<boolean> {
  const { globals, runtime } = context;
  const { out, input } = context.io;
  const chosen = runtime.env.PAGER;
  const pager = (chosen ?? 'less').trim();
  const isTerminal = out.isTerminal && out.isDumb !== true && input.isTTY === true;
  const isPage = globals.format === 'table' && globals.fields === undefined;
  if (!isTerminal || !isPage || !globals.input || pager === '') return false;
  if (text.split('\n').length <= out.rows) return false;
  const isShown = await runtime.showInPager(pager, text);
  if (!isShown && chosen !== undefined) await context.warn(`the pager \`${pager}\` failed (PAGER)`);
  return isShown;
}
