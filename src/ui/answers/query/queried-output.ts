import type { Output } from '../../terminal/io.ts';
import { sanitise } from '../../terminal/sanitise.ts';
import { jsonLine, jsonText } from '../json.ts';
import { messageOf, type Query } from './compile-query.ts';
import { rawText } from './raw-text.ts';

/** The format of a query's result. */
export type QueryLook = 'json' | 'ndjson' | 'yaml' | 'plain';

/** Standard output of a command, with a query applied to its documents. */
export interface QueriedOutput {
  /** The output for the command; it is not a terminal. */
  readonly out: Output;
  /**
   * Prints the result. If the query fails, the document is printed unchanged, because it reports
   * what the command has done, and the reason of the failure is returned.
   */
  end(): Promise<string | null>;
}

/** The most characters of a document; parsed, it needs several times as much memory. */
const longestDocument = 67_108_864;

export function queriedOutput(
  real: Output,
  query: Query,
  look: QueryLook,
  longest: number = longestDocument,
): QueriedOutput {
  let waiting = '';
  let trouble: string | null = null;
  const print = (text: string) => real.write(text);
  const failed = async (text: string, why: string) => {
    trouble ??= why;
    await print(text);
  };
  const queryOne = async (text: string) => {
    const answer = resultOf(text, query);
    if ('why' in answer) return failed(text, answer.why);
    if (look !== 'ndjson' || answer.result !== null)
      await print(await shownResult(answer.result, look, real.isTerminal));
  };
  const takeLines = async () => {
    const end = waiting.lastIndexOf('\n') + 1;
    const lines = waiting.slice(0, end).match(/[^\n]*\n/g) ?? [];
    waiting = waiting.slice(end);
    for (const line of lines) await queryOne(line);
  };
  let turn = Promise.resolve();
  const out: Output = Object.create(real, {
    isTerminal: { value: false },
    colorLevel: { value: 0 },
    write: {
      value: (text: string, onEnd?: (taken: boolean) => void) => {
        turn = turn.then(async () => {
          waiting += text;
          if (look === 'ndjson') await takeLines();
          if (waiting.length <= longest) return;
          const long = waiting;
          waiting = '';
          await failed(long, `it is longer than ${Math.round(longest / 1_048_576)} MiB`);
        });
        return turn.then(() => onEnd?.(true));
      },
    },
  });
  return {
    out,
    async end() {
      await turn;
      if (trouble !== null || waiting.trim() === '') await print(waiting);
      else await queryOne(waiting);
      waiting = '';
      return trouble;
    },
  };
}

function resultOf(
  text: string,
  query: Query,
): { readonly result: unknown } | { readonly why: string } {
  try {
    const result = query.of(text) ?? null;
    return { result: typeof result === 'function' ? null : result };
  } catch (error) {
    return { why: error instanceof SyntaxError ? 'it is not JSON' : whyFailed(error) };
  }
}

/** The reason in the library's words, without the kind of error. */
function whyFailed(error: unknown): string {
  if (error instanceof RangeError) return 'the result is too long, or nested too deeply';
  return messageOf(error)
    .replace(/^Invalid type: /, '')
    .replace(/ instead\.$/, '')
    .replace('but received type', 'but got');
}

async function shownResult(result: unknown, look: QueryLook, isTerminal: boolean): Promise<string> {
  switch (look) {
    case 'json':
      return jsonText(result, isTerminal);
    case 'ndjson':
      return jsonLine(result);
    case 'yaml':
      return forTerminal((await import('../yaml-text.ts')).yamlText(result), isTerminal);
    case 'plain':
      return forTerminal(rawText(result), isTerminal);
  }
}

/** Removes control sequences on a terminal; scripts get the unchanged text. */
function forTerminal(text: string, isTerminal: boolean): string {
  return isTerminal ? sanitise(text, { color: false }) : text;
}
