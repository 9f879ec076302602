import { Argument } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { CompletionWord } from '../../settings/caches.ts';
import { candidatesFor } from './candidates.ts';
import { completionText, type Shell, type ShellCall, shells, typedLineOf } from './shells.ts';
import type { LiveRequest } from './typed-context.ts';

/** The reason of a call in the background, which reads names for the next key press. */
const aside = 'aside';

/**
 * The command that completion scripts call. It asks no questions, prints no errors, and ends with
 * exit code 0 within about a second, even if the server does not answer.
 */
export const complete = command({
  description: 'Prints words for the completion scripts.',
  arguments: [
    new Argument('<shell>', 'shell whose script calls').choices(shells),
    new Argument('<line>', 'the command line up to the cursor'),
    new Argument('[breaks]', 'characters after which the shell starts to replace').default(''),
    new Argument('[reason]', 'why bash asks, as COMP_TYPE').default(''),
    new Argument('[columns]', 'width of the terminal').default(''),
  ],
  globals: { input: false },
  run: (context, { shell, ...call }) => runComplete(shell, call, context),
});

async function runComplete(shell: Shell, call: ShellCall, context: Context): Promise<number> {
  const typed = typedLineOf(shell, call);
  const { words, paths, live } = candidatesFor(await context.runtime.commandModel(), typed);
  const startAside = () =>
    context.runtime.startAside(['__complete', shell, '--', call.line, call.breaks, aside]);
  const reading = { isAside: call.reason === aside, startAside };
  const names = live === undefined ? [] : await wordsOf(live, context, reading).catch(() => []);
  if (reading.isAside) return 0;
  const all = { words: [...words, ...names], paths };
  await context.io.out.write(completionText(shell, typed, all, call));
  return 0;
}

/** Reads names. The code for requests is loaded only for this. */
async function wordsOf(
  live: LiveRequest,
  { runtime }: Context,
  reading: { readonly isAside: boolean; readonly startAside: () => Promise<void> },
): Promise<readonly CompletionWord[]> {
  const { shownWords } = await import('./live/shown-words.ts');
  return shownWords(live, runtime, reading);
}
