import { topics } from '../../cli/topics.ts';
import { commandTree } from '../../program/command-tree.ts';
import { commandList } from '../../program/commands.ts';
import { examplesOf } from '../../program/help/help-contents.ts';
import { commandPage } from './command-page.ts';
import { type ManPage, roffPage } from './roff-page.ts';
import { rootPage } from './root-page.ts';
import { topicPage } from './topic-page.ts';

interface ManFile {
  /** From the top folder. */
  readonly path: string;
  readonly text: string;
}

interface Manual {
  readonly version: string;
  /** Where the date of the release stands. */
  readonly changelog: string;
  /** Markdown of the topics, by their names. */
  readonly pages: ReadonlyMap<string, string>;
}

/** The whole manual: the program, each command, each topic. */
export async function manPages({ version, changelog, pages }: Manual): Promise<readonly ManFile[]> {
  const commands = commandList.filter(({ hidden }) => hidden !== true);
  const root = await commandTree({ version }, []);
  const all = [
    rootPage({ description: root.description(), examples: examplesOf(root), commands, pages }),
    ...(await Promise.all(commands.map(commandPage))),
    ...topics.map((topic) => topicPage(topic, pages.get(topic.name) ?? '')),
  ];
  const edition = { version, date: releaseDate(changelog) };
  return all.map((page) => ({ path: pathOf(page), text: roffPage(page, edition) }));
}

/** Of the newest section that has one; before the first release there is none. */
function releaseDate(changelog: string): string {
  return /^## .*(\d{4}-\d\d-\d\d)/m.exec(changelog)?.[1] ?? '';
}

function pathOf({ name, section }: ManPage): string {
  return `man/${name}.${section}`;
}
