import type { Context } from '../../cli/context.ts';
import type { Output } from '../../ui/terminal/io.ts';

/** The stream that bells and notices for a terminal go to. */
export function terminalOf({ io }: Pick<Context, 'io'>): Output | undefined {
  return [io.err, io.out].find(({ isTerminal }) => isTerminal);
}
