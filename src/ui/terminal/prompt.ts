import type { Interface } from 'node:readline/promises';
import { Failure, usageError } from '../../errors.ts';
import type { Io } from './io.ts';
import { oneLine } from './sanitise.ts';

interface AskOptions {
  /** The flag that answers instead, for scripts: `--token-file FILE`. */
  readonly instead: string;
  /** Ends the waiting; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Asks on the error stream, one line, `[y/N]`: only `y` and `yes` are yes. Throws a `Failure`:
 * usage without a terminal to ask on, interrupted on Ctrl-C.
 */
export async function askYesNo(
  io: Io,
  question: string,
  options: Partial<AskOptions> = {},
): Promise<boolean> {
  const answer = await ask(io, `${question} [y/N]`, {
    instead: '--yes',
    ...options,
    silent: false,
    atEnd: '',
  });
  return /^\s*y(?:es)?\s*$/i.test(answer);
}

/**
 * Asks for a line of text; blanks around it are dropped, an empty answer is `fallback`. Throws as
 * `askYesNo` does.
 */
export async function askText(
  io: Io,
  question: string,
  options: AskOptions & { readonly fallback?: string },
): Promise<string> {
  const { fallback = '' } = options;
  const shown = fallback === '' ? `${question}:` : `${question} [${fallback}]:`;
  return (await ask(io, shown, { ...options, silent: false })).trim() || fallback;
}

/** Asks for a secret: nothing of it is shown, not even its length. Throws as `askYesNo` does. */
export async function askSecret(io: Io, question: string, options: AskOptions): Promise<string> {
  return ask(io, `${question}:`, { ...options, silent: true });
}

interface LineOptions extends AskOptions {
  readonly silent: boolean;
  /** What the end of the input (Ctrl-D) answers; absent = it is no answer. */
  readonly atEnd?: string;
}

async function ask(io: Io, question: string, options: LineOptions): Promise<string> {
  const shown = `${oneLine(question)} `;
  if (!io.canPrompt) throw cannotAsk(question, options.instead);
  options.signal?.throwIfAborted();
  const reader = await openReader(io, options.silent);
  try {
    if (!options.silent) return await answerOf(reader, shown, options);
    // Listening first: what was typed ahead would be lost between the question and the listener.
    const [answer] = await Promise.all([answerOf(reader, '', options), io.err.write(shown)]);
    return answer;
  } catch (error) {
    if (!options.silent) await io.err.write('\n');
    throw error;
  } finally {
    reader.close();
    if (options.silent) await io.err.write('\n');
  }
}

function cannotAsk(question: string, instead: string): Failure {
  return usageError(`cannot ask without a terminal: ${question}`, `answer with ${instead}`);
}

/**
 * The platform's line editor; a silent one edits into nothing, so that no character of a secret is
 * echoed.
 */
async function openReader(io: Io, silent: boolean): Promise<Interface> {
  const [{ createInterface }, { Writable }] = await Promise.all([
    import('node:readline/promises'),
    import('node:stream'),
  ]);
  const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
  return createInterface({
    input: io.input,
    output: silent ? nowhere() : io.err.stream,
    terminal: true,
    historySize: 0,
  });
}

/** A terminal that is gone cannot be read, which may show before its signal comes. */
function unanswered(cause: NodeJS.ErrnoException): Failure {
  if (cause.code === 'EIO') return new Failure('hung_up', 'the terminal hung up', { cause });
  return new Failure('interrupted', `no answer could be read: ${cause.message}`, { cause });
}

/** In a prompt Ctrl-C is a key, not a signal: it ends the command as the signal would. */
function answerOf(
  reader: Interface,
  shown: string,
  { signal, atEnd }: LineOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    reader.once('SIGINT', () => reject(new Failure('interrupted', 'interrupted')));
    reader.on('error', (error) => reject(unanswered(error)));
    reader.once('close', () => {
      if (atEnd === undefined) reject(new Failure('interrupted', 'no answer was given'));
      else resolve(atEnd);
    });
    const forget = () => signal?.removeEventListener('abort', stop);
    reader.question(shown).then(resolve, reject).finally(forget).catch(reject);
  });
}
