import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { CommandModel } from '../../cli/command-model.ts';
import { isMachine } from '../../cli/command-output.ts';
import type { Context } from '../../cli/context.ts';
import { topics } from '../../cli/topics.ts';
import { commandFor } from '../../cli/words/command-words.ts';
import { topicInstead } from '../../cli/words/topic-words.ts';
import { usageError } from '../../errors.ts';
import { closest } from '../../text/suggestion.ts';
import { listTopics, printTopic, topicOf } from './topic.ts';
import { topicAbout } from './topic-about.ts';

/** Prints the help of a command, a page of the manual, or the list of topics. */
export const help = command({
  description: 'Shows the help of a command, or the manual page of a topic.',
  arguments: [new Argument('[name...]', 'a command with its subcommand, or a topic').default([])],
  examples: [
    ['rexctl help run', 'show the help of a command'],
    ['rexctl help schedule list', 'show the help of a subcommand'],
    ['rexctl help topics', 'list all topics'],
    ['rexctl help search', 'show the manual page of a topic'],
  ],
  answers: ({ name: [word, ...more] }) => {
    if (more.length > 0 || word === undefined) return undefined;
    if (word === 'topics') return { schemas: ['topics'] };
    return topicOf(word) === undefined
      ? undefined
      : { schemas: ['topic'], isRecord: true, text: 'a manual page' };
  },
  paged: () => true,
  isText: true,
  run: async (context, { name: [word, ...more] }) => {
    if (word === undefined) return commandHelp([], context);
    const topic = topicOf(word);
    if (topic === undefined && word !== 'topics') return commandHelp([word, ...more], context);
    if (more.length > 0)
      throw usageError(`unexpected argument \`${more[0]}\``, `try: rexctl help ${word}`);
    return topic === undefined ? listTopics(context) : printTopic(topic, context);
  },
});

/** Prints the help of a command like `--help` does, always as text. */
async function commandHelp(words: readonly string[], context: Context): Promise<number> {
  await refuseUnknown(words, await context.runtime.commandModel(), context.runtime.page);
  const { format, json, query, color } = context.globals;
  if (isMachine(format))
    throw usageError(
      `the help of a command is text and cannot be printed as ${format}`,
      `omit ${query !== undefined ? '--query' : json === true ? '--json' : `--format ${format}`}`,
    );
  return context.rexctl(
    [...words, '--help', ...(color === undefined ? [] : [`--color=${color}`])],
    {},
  );
}

type PageOf = (name: string) => Promise<string>;

async function refuseUnknown(words: readonly string[], root: CommandModel, pageOf: PageOf) {
  let here = root;
  for (const [index, word] of words.entries()) {
    const next = here.commands.find(({ names }) => names.includes(word));
    if (next === undefined) {
      const about = index === 0 ? await aboutWord(word, pageOf) : undefined;
      throw about === undefined ? unknown(words.slice(0, index + 1), here) : explained(word, about);
    }
    here = next;
  }
}

/** The topic for a word: one with another name, or one whose page is about it. */
async function aboutWord(word: string, pageOf: PageOf): Promise<string | undefined> {
  const topic = topicInstead(word);
  if (topic !== undefined || commandFor(word) !== undefined) return topic;
  return topicAbout(word, pageOf);
}

function explained(word: string, topic: string) {
  return usageError(`unknown command or topic \`${word}\``, `read about it: rexctl help ${topic}`);
}

/** The failure for an unknown command or topic. Below the first word, topics are not suggested. */
function unknown(words: readonly string[], { path, commands }: CommandModel) {
  const isTop = path === '';
  const typed = words.at(-1) ?? '';
  const message = `unknown ${isTop ? 'command or topic' : 'command'} \`${words.join(' ')}\``;
  const other = commandFor(words.join(' '));
  if (other !== undefined) return usageError(message, `try: ${other}`);
  const names = commands.flatMap((one) => one.names);
  const known = isTop ? [...names, 'topics', ...topics.map(({ name }) => name)] : names;
  const near = closest(typed, known);
  const meant = [path, near].join(' ').trim();
  return near === undefined
    ? usageError(message, `try: ${['rexctl help', path].join(' ').trim()}`)
    : usageError(`${message}; did you mean \`${meant}\`?`, `try: rexctl help ${meant}`);
}
