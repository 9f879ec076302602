import type { Context } from '../../cli/context.ts';
import { sanitise } from '../../ui/terminal/sanitise.ts';

/** Where what others print, and that they failed, is shown. */
export interface Speaker {
  /** What a command printed. */
  print(output: string): Promise<void>;
  warn(sentence: string): Promise<void>;
}

/** On standard error, harmless for a terminal. */
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

/** The same, when a live screen is no longer in the way. */
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
