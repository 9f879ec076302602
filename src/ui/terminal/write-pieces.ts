import type { Output } from './io.ts';

const writeAfter = 65_536;

/**
 * Piece by piece, no faster than the stream takes them, so that memory does not depend on how long
 * the text is.
 */
export async function writePieces(
  pieces: Iterable<string>,
  out: Pick<Output, 'write'>,
): Promise<void> {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < writeAfter) continue;
    await out.write(waiting);
    waiting = '';
  }
  await out.write(waiting);
}
