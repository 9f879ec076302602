import type { Context } from '../../cli/context.ts';
import type { Output } from '../../ui/terminal/io.ts';

/** The stream for the bell and for notices on a terminal. */
export function terminalOf({ io }: Pick<Context, 'io'>): Output | undefined {
  return [io.err, io.out].find(({ isTerminal }) => isTerminal);
}
