import type { Redirection, Word } from './syntax.ts';

/** Where a command reads and writes. */
export interface Streams {
  /** `null` where nothing is piped in. */
  readonly stdin: string | null;
  readonly out: Writer;
  readonly err: Writer;
}

/** Printing takes `afterMs`. */
type Writer = (text: string, afterMs: number) => void;

const nowhere = () => undefined;

/** The streams after these redirections, in their order; files keep nothing. */
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
