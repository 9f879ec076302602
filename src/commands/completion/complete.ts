import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { CompletionWord } from '../../settings/caches.ts';
import { type Candidates, candidatesFor } from './candidates.ts';
import { completionText, type Shell, shells } from './shells.ts';
import { readTypedLine } from './typed-line.ts';

/** A key press may not take longer. */
const limitMs = 1000;

/**
 * What the completion scripts call. Asks no question, prints no error, and exits with 0 within
 * about a second, whatever the server does.
 */
export const complete = command({
  description: 'Prints words for the completion scripts.',
  arguments: [
    new Argument('<shell>', 'shell whose script calls').choices(shells),
    new Argument('<line>', 'the command line up to the cursor'),
    new Argument('[breaks]', 'characters after which the shell starts to replace').default(''),
  ],
  globals: { input: false, timeout: limitMs },
  run: (context, { shell, line, breaks }) => runComplete(shell, line, breaks, context),
});

async function runComplete(
  shell: Shell,
  line: string,
  breaks: string,
  context: Context,
): Promise<number> {
  const typed = readTypedLine(line, breaks);
  const { words, paths, live } = candidatesFor(await context.runtime.commandModel(), typed);
  const all = [...words, ...(await liveWords(context, live))];
  await context.io.out.write(completionText(shell, typed, { words: all, paths }));
  return 0;
}

/** What asks servers is loaded only for their names. */
async function liveWords(
  context: Context,
  live: Candidates['live'],
): Promise<readonly CompletionWord[]> {
  if (live === undefined) return [];
  const { serverWords } = await import('./server-words.ts');
  const words = await serverWords(live.of, live.prefix, context);
  return words.map(({ word, about }) => ({ word: live.before + word, about }));
}
