import { topics } from '../../cli/topics.ts';
import { commandTree } from '../../program/command-tree.ts';
import { commandList } from '../../program/commands.ts';
import { examplesOf } from '../../program/help/help-contents.ts';
import { commandPage } from './command-page.ts';
import { type ManPage, roffPage } from './roff-page.ts';
import { rootPage } from './root-page.ts';
import { topicPage } from './topic-page.ts';

interface ManFile {
  /** The path from the top folder. */
  readonly path: string;
  readonly text: string;
}

interface Manual {
  readonly version: string;
  /** The text of CHANGELOG.md, which has the date of the release. */
  readonly changelog: string;
  /** The Markdown of the topics by their names. */
  readonly pages: ReadonlyMap<string, string>;
}

/** All man pages: the program, each command and each topic. */
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

/** The date of the newest release; empty before the first one. */
function releaseDate(changelog: string): string {
  return /^## .*(\d{4}-\d\d-\d\d)/m.exec(changelog)?.[1] ?? '';
}

function pathOf({ name, section }: ManPage): string {
  return `man/${name}.${section}`;
}
