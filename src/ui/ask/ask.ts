import { Failure } from '../../errors.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine } from '../terminal/sanitise.ts';
import { fitted } from '../terminal/width.ts';

/** The part of a command's context that a question needs. */
export interface AskPlace {
  readonly io: Io;
  /** Aborting it ends the question; its reason is thrown. */
  readonly signal: AbortSignal;
}

/** An item of a list; its value is never empty. */
export interface Choice {
  readonly value: string;
  /** By default the value. */
  readonly label?: string;
  /** Shown beside the item under the cursor. */
  readonly hint?: string | null;
}

interface LineQuestion {
  readonly message: string;
  /** The initial answer, which can be changed. */
  readonly initial?: string;
  /** Shown while nothing is typed. */
  readonly example?: string;
  /** The mistake in an answer, in words; `undefined` = none. */
  check(answer: string): string | undefined;
}

interface ListQuestion {
  readonly message: string;
  readonly choices: readonly Choice[];
  /** The item under the cursor at first. */
  readonly initial?: string;
}

type Prompts = typeof import('@clack/prompts');
type Streams = Required<Pick<Parameters<Prompts['text']>[0], 'input' | 'output' | 'signal'>>;

/**
 * Asks on standard error for an item of a list, which can be searched by typing. Throws an
 * interrupted `Failure` on Ctrl-C, Esc and Ctrl-D.
 */
export function askChoice(
  place: AskPlace,
  { message, choices, initial }: ListQuestion,
): Promise<string> {
  const options = choices.map((choice) => shown(place, choice));
  return answered(place, (prompts, streams) =>
    prompts.autocomplete({
      ...{ ...streams, message: oneLine(message), options, initialValue: initial },
      ...{ maxItems: 10, validate: oneIsChosen },
    }),
  );
}

/** Asks for one of a few items, without a search. Throws in the same cases. */
export async function askNext<Value extends string>(
  place: AskPlace,
  message: string,
  choices: Readonly<Partial<Record<Value, string>>>,
): Promise<Value> {
  const options = Object.entries(choices).map(([value, label]) =>
    shown(place, { value, label: String(label) }),
  );
  const answer = await answered(place, (prompts, streams) =>
    prompts.select({ ...streams, message: oneLine(message), options }),
  );
  return answer as Value;
}

/** Asks for one or several items of a list. Throws in the same cases. */
export function askChoices(
  place: AskPlace,
  { message, choices }: Omit<ListQuestion, 'initial'>,
): Promise<readonly string[]> {
  const options = choices.map((choice) => shown(place, choice));
  return answered(place, (prompts, streams) =>
    prompts.autocompleteMultiselect({
      ...{ ...streams, message: oneLine(message), options },
      ...{ maxItems: 10, required: true },
    }),
  );
}

/** Asks for a line of text; a refused answer can be changed. Throws in the same cases. */
export async function askLine(place: AskPlace, question: LineQuestion): Promise<string> {
  const { message, initial, example, check } = question;
  const answer = await answered(place, (prompts, streams) =>
    prompts.text({
      ...{ ...streams, message: oneLine(message), initialValue: initial, placeholder: example },
      validate: (text = '') => {
        const trouble = check(text);
        return trouble === undefined ? undefined : oneLine(trouble);
      },
    }),
  );
  return answer;
}

function oneIsChosen(value: unknown): string | undefined {
  return value === undefined ? 'Choose one from the list' : undefined;
}

/** An item on one line of the terminal. */
function shown({ io }: AskPlace, { value, label = value, hint }: Choice) {
  const columns = Math.max(io.err.columns - 6, 10);
  const text = fitted(oneLine(label), columns, io.unicode ? '…' : '...');
  const more = oneLine(hint ?? '');
  return more === '' ? { value, label: text } : { value, label: text, hint: more };
}

async function answered<T>(
  { io, signal }: AskPlace,
  ask: (prompts: Prompts, streams: Streams) => Promise<T>,
): Promise<Exclude<T, symbol>> {
  signal.throwIfAborted();
  const [prompts, { openPromptStreams }] = await Promise.all([
    import('@clack/prompts'),
    import('./prompt-streams.ts'),
  ]);
  // A new controller for each question: the library listens to it even after the answer.
  const over = new AbortController();
  const stop = () => over.abort();
  let lost: Failure | undefined;
  const { input, output, close } = openPromptStreams(io, (error) => {
    lost = noMoreKeys(error);
    stop();
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = await ask(prompts, { input, output, signal: over.signal });
    if (!prompts.isCancel(answer)) return answer as Exclude<T, symbol>;
    signal.throwIfAborted();
    throw lost ?? new Failure('interrupted', 'interrupted. Nothing was sent');
  } finally {
    signal.removeEventListener('abort', stop);
    close();
  }
}

function noMoreKeys(error: NodeJS.ErrnoException | undefined): Failure {
  if (error?.code === 'EIO') return new Failure('hung_up', 'the terminal hung up');
  return new Failure('interrupted', 'no answer was given. Nothing was sent');
}
