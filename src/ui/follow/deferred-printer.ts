import type { FollowEvent } from '../../jobs/event.ts';
import type { FollowPrinter } from './view.ts';

/**
 * A printer that can be used at once although its code is still being loaded; events wait in order
 * until then.
 */
export function deferredPrinter(loading: Promise<FollowPrinter>): FollowPrinter {
  let printer: FollowPrinter | undefined;
  let aborted = false;
  let waiting: FollowEvent[] = [];
  const ready = loading.then((loaded) => {
    printer = loaded;
    for (const event of waiting) loaded.accept(event);
    waiting = [];
    if (aborted) loaded.abort();
    return loaded;
  });
  // A failure to load is told by `end`.
  const settled = ready.then(
    () => undefined,
    () => undefined,
  );
  return {
    accept(event) {
      if (printer === undefined) waiting.push(event);
      else printer.accept(event);
    },
    room: () => (printer === undefined && waiting.length > 0 ? settled : printer?.room()),
    pause: async () => (await ready).pause(),
    end: async () => (await ready).end(),
    abort() {
      aborted = true;
      waiting = [];
      printer?.abort();
    },
  };
}
