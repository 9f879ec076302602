import type { Clock } from '../../clock.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import type { Io } from '../terminal/io.ts';
import { deferredPrinter } from './deferred-printer.ts';
import type { FollowPrinter, FollowView } from './view.ts';

export type { FollowPrinter, FollowView } from './view.ts';

/**
 * The printer that fits streams and format. A live screen needs both streams to be terminals: bytes
 * that go through a pipe may come out on the same terminal (`| tee`) and would tear it.
 */
export function followPrinter(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  return filtered(view, deferredPrinter(loadPrinter(view, io, clock)));
}

async function loadPrinter(view: FollowView, io: Io, clock: Clock): Promise<FollowPrinter> {
  if (view.format === 'ndjson') return (await import('./ndjson-printer.ts')).ndjsonPrinter(io);
  if (view.format !== 'table' && view.format !== 'plain') {
    return (await import('./document-printer.ts')).documentPrinter(view, io, clock);
  }
  const drawable = view.format === 'table' && io.out.isTerminal && io.out.isDumb !== true;
  const live = drawable && !view.quiet && io.err.isTerminal;
  if (view.what === 'progress') {
    if (live) return (await import('./terminal-progress.ts')).terminalProgress(view, io, clock);
    return (await import('./pipe-progress.ts')).pipeProgress(view, io, clock);
  }
  if (drawable) {
    return (await import('./terminal-output.ts')).terminalOutput(view, io, clock);
  }
  return (await import('./pipe-output.ts')).pipeOutput(view, io, clock);
}

/** Lines that the filter rejects reach no printer, whatever the format. */
function filtered(view: FollowView, printer: FollowPrinter): FollowPrinter {
  const { filter } = view;
  if (filter?.isActive !== true) return printer;
  const passes = (event: FollowEvent) => event.type !== 'output' || filter.accepts(event.line);
  return {
    ...printer,
    accept(event) {
      if (passes(event)) printer.accept(event);
    },
  };
}
