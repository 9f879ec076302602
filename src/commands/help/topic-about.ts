import { topics } from '../../cli/topics.ts';

const code = /^```[\s\S]*?^```$/gm;
const heading = /^(#{1,3}) (.+)$/gm;

/**
 * The topic with a heading about a word, e.g. `environment` for `color`. Higher headings have
 * priority.
 */
export async function topicAbout(
  word: string,
  pageOf: (name: string) => Promise<string>,
): Promise<string | undefined> {
  const wanted = singular(word);
  const found = await Promise.all(
    topics.map(async ({ name }) => ({ name, level: levelOf(wanted, await pageOf(name)) })),
  );
  const [first] = found
    .filter(({ level }) => level !== null)
    .sort((one, other) => Number(one.level) - Number(other.level));
  return first?.name;
}

/** The level of the highest heading with the word (1 = title); `null` = there is none. */
function levelOf(wanted: string, page: string): number | null {
  const levels = [...page.replaceAll(code, '').matchAll(heading)]
    .filter(([, , text = '']) => text.split(/[^\w-]+/).some((one) => singular(one) === wanted))
    .map(([, marks = '']) => marks.length);
  return levels.length === 0 ? null : Math.min(...levels);
}

function singular(word: string): string {
  return word.toLowerCase().replace(/(?<=..)s$/, '');
}
