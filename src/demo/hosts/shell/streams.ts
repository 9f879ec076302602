import type { Redirection, Word } from './syntax.ts';

/** The input and outputs of a command. */
export interface Streams {
  /** The text that is piped in; `null` = none. */
  readonly stdin: string | null;
  readonly out: Writer;
  readonly err: Writer;
}

/** Writes a text, after `afterMs` milliseconds of simulated time. */
type Writer = (text: string, afterMs: number) => void;

const nowhere = () => undefined;

/** The streams after these redirections, in their order; text for a file is dropped. */
export function redirected(
  streams: Streams,
  redirections: readonly Redirection[],
  textOf: (word: Word) => string,
): Streams {
  return redirections.reduce((changed, one) => redirectedOnce(changed, one, textOf), streams);
}

function redirectedOnce(
  streams: Streams,
  { stream, to, text }: Redirection,
  textOf: (word: Word) => string,
): Streams {
  const target = to === 'file' ? nowhere : streams[to];
  switch (stream) {
    case 'in':
      return { ...streams, stdin: text === undefined ? '' : textOf(text) };
    case 'out':
      return { ...streams, out: target };
    case 'err':
      return { ...streams, err: target };
    case 'both':
      return { ...streams, out: target, err: target };
  }
}
