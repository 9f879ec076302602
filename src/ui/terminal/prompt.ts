import type { Interface } from 'node:readline/promises';
import { Failure, usageError } from '../../errors.ts';
import type { Io } from './io.ts';
import { oneLine } from './sanitise.ts';

interface AskOptions {
  /** The option that replaces the answer in scripts, e.g. `--token-file FILE`. */
  readonly instead: string;
  /** Aborting it ends the question; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/**
 * Asks `[y/N]` on standard error; only `y` and `yes` are yes. Throws a usage `Failure` without a
 * terminal, and an interrupted one on Ctrl-C.
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

/** Asks for a line of text, trimmed; an empty answer is `fallback`. Throws like `askYesNo`. */
export async function askText(
  io: Io,
  question: string,
  options: AskOptions & { readonly fallback?: string },
): Promise<string> {
  const { fallback = '' } = options;
  const shown = fallback === '' ? `${question}:` : `${question} [${fallback}]:`;
  return (await ask(io, shown, { ...options, silent: false })).trim() || fallback;
}

/** Asks for a secret without showing anything, not even its length. Throws like `askYesNo`. */
export async function askSecret(io: Io, question: string, options: AskOptions): Promise<string> {
  return ask(io, `${question}:`, { ...options, silent: true });
}

interface LineOptions extends AskOptions {
  readonly silent: boolean;
  /** The answer at the end of input (Ctrl-D); absent = that is an error. */
  readonly atEnd?: string;
}

async function ask(io: Io, question: string, options: LineOptions): Promise<string> {
  const shown = `${oneLine(question)} `;
  if (!io.canPrompt) throw cannotAsk(question, options.instead);
  options.signal?.throwIfAborted();
  const reader = await openReader(io, options.silent);
  try {
    if (!options.silent) return await answerOf(reader, shown, options);
    // Listening begins before the question is printed, so that text typed ahead is not lost.
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
  return usageError(
    `cannot ask without a terminal: ${question.replace(/: ?$/, '')}`,
    `answer with ${instead}`,
  );
}

/** Node's line editor; a silent one has no output, so that no character of a secret is shown. */
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

/** The failure of a read. If the terminal is gone, the read may fail before the signal comes. */
function unanswered(cause: NodeJS.ErrnoException): Failure {
  if (cause.code === 'EIO') return new Failure('hung_up', 'the terminal hung up', { cause });
  return new Failure('interrupted', `no answer could be read: ${cause.message}`, { cause });
}

/** Reads the answer. In a prompt Ctrl-C is a key, not a signal, but has the same effect. */
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
