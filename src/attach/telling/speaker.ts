import type { Context } from '../../cli/context.ts';
import { sanitise } from '../../ui/terminal/sanitise.ts';

/** Prints the output of other programs, and warnings when they fail. */
export interface Speaker {
  /** Prints the output of a command. */
  print(output: string): Promise<void>;
  warn(sentence: string): Promise<void>;
}

/** Prints on standard error, without control sequences that could harm a terminal. */
export function speakerOf(context: Context): Speaker {
  const { err } = context.io;
  return {
    async print(output) {
      if (output === '') return;
      const shown = err.isTerminal ? sanitise(output, { color: err.colorLevel > 0 }) : output;
      await err.write(shown.endsWith('\n') ? shown : `${shown}\n`);
    },
    warn: (sentence) => context.warn(sentence),
  };
}

/** The same, but waits until the live view is no longer drawn. */
export function laterSpeaker(now: Speaker): Speaker & { flush(): Promise<void> } {
  const waiting: (() => Promise<void>)[] = [];
  return {
    print: async (output) => void waiting.push(() => now.print(output)),
    warn: async (sentence) => void waiting.push(() => now.warn(sentence)),
    async flush() {
      for (const speak of waiting.splice(0)) await speak();
    },
  };
}
