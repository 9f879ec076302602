import type { GlobalOptions } from '../../cli/options/global-options.ts';
import type { HelpBlock } from '../../cli/packed-help.ts';
import type { Runtime } from '../../cli/runtime.ts';
import { helpText, pipe } from './help-layout.ts';

type HelpRuntime = Pick<
  Runtime,
  'stdin' | 'stdout' | 'stderr' | 'env' | 'platform' | 'openPager' | 'interrupts'
>;

/** Where a help is printed. */
export interface HelpPrinter {
  readonly runtime: HelpRuntime;
  readonly print: (text: string) => void;
}

/**
 * Prints a help in the width and style of the output; on a terminal, a long help opens in a pager.
 */
export async function printHelp(
  blocks: readonly HelpBlock[],
  { color, input, pager }: Partial<Pick<GlobalOptions, 'color' | 'input' | 'pager'>>,
  { runtime, print }: HelpPrinter,
): Promise<void> {
  if (!('isTTY' in runtime.stdout && runtime.stdout.isTTY === true))
    return print(helpText(blocks, pipe));
  const [{ createIo }, { pagedOutput }] = await Promise.all([
    import('../../ui/terminal/io.ts'),
    import('../../cli/paged-output.ts'),
  ]);
  const io = createIo(runtime, { color, noInput: true });
  const paged = pagedOutput(io, { input, pager }, runtime);
  const { columns, colorLevel } = (paged ?? io).out;
  const text = helpText(blocks, { columns, bold: colorLevel > 0 });
  if (paged === undefined) return print(text);
  await paged.out.write(text);
  await paged.end();
}
