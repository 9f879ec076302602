import type { Clock } from '../../clock.ts';
import type { FollowEvent } from '../../jobs/event.ts';
import type { Io } from '../terminal/io.ts';
import type { Grouping } from './groups/ended-hosts.ts';
import type { FollowPrinter, FollowView, JobsPrinter } from './view.ts';

/**
 * The printer for these streams and this format. A live view needs both streams to be terminals,
 * because a pipe may end on the same terminal (`| tee`) and would disturb it.
 */
export function followPrinter(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  return filtered(view, deferredPrinter(loadPrinter(view, io, clock)));
}

async function loadPrinter(view: FollowView, io: Io, clock: Clock): Promise<FollowPrinter> {
  if (view.group !== undefined) return loadGroups(view, view.group, io, clock);
  if (view.files !== undefined)
    return (await import('./files-printer.ts')).filesPrinter(view, view.files, io, clock);
  if (view.format === 'ndjson')
    return (await import('./machine/ndjson-printer.ts')).ndjsonPrinter(io);
  if (view.format !== 'table' && view.format !== 'plain') {
    return (await import('./machine/document-printer.ts')).documentPrinter(view, io, clock);
  }
  if (view.what === 'progress') {
    return isLive(view, io)
      ? (await import('./terminal-progress.ts')).terminalProgress(view, io, clock)
      : (await import('./pipe-progress.ts')).pipeProgress(view, io, clock);
  }
  return isDrawable(view, io) && view.templated === undefined
    ? (await import('./terminal-output.ts')).terminalOutput(view, io, clock)
    : (await import('./pipe-output.ts')).pipeOutput(view, io, clock);
}

async function loadGroups(
  view: FollowView,
  grouping: Grouping,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  if (view.format === 'table' || view.format === 'plain')
    return (await import('./groups/group-printer.ts')).groupPrinter(view, grouping, io, clock);
  const { documentGroups, ndjsonGroups } = await import('./groups/machine-groups.ts');
  return view.format === 'ndjson'
    ? ndjsonGroups(grouping, io)
    : documentGroups(view, grouping, io, clock);
}

type Look = Pick<FollowView, 'format' | 'quiet' | 'fields'>;

/** The same for the progress of several jobs. */
export async function jobsPrinter(view: Look, io: Io, clock: Clock): Promise<JobsPrinter> {
  if (view.format === 'ndjson')
    return (await import('./machine/ndjson-printer.ts')).ndjsonJobs(io, clock);
  if (view.format !== 'table' && view.format !== 'plain') {
    const { documentJobs } = await import('./machine/document-printer.ts');
    return documentJobs({ ...view, what: 'progress' }, io, clock);
  }
  return isLive(view, io)
    ? (await import('./terminal-progress.ts')).terminalJobs(io, clock)
    : (await import('./pipe-progress.ts')).pipeJobs(view, io, clock);
}

function isDrawable({ format }: Look, { out }: Io): boolean {
  return format === 'table' && out.isTerminal && out.isDumb !== true;
}

function isLive(view: Look, io: Io): boolean {
  return isDrawable(view, io) && !view.quiet && io.err.isTerminal;
}

/** Passes only matching lines to the printer, in every format; groups filter lines themselves. */
function filtered(view: FollowView, printer: FollowPrinter): FollowPrinter {
  const { filter, group } = view;
  if (filter?.isActive !== true || group !== undefined) return printer;
  const passes = (event: FollowEvent) => event.type !== 'output' || filter.accepts(event.line);
  return {
    ...printer,
    accept(event) {
      if (passes(event)) printer.accept(event);
    },
  };
}

/** A printer that can be used while its code is loading; events wait meanwhile. */
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
  // If loading fails, `end` rejects.
  const settled = ready.then(
    () => undefined,
    () => undefined,
  );
  return {
    accept(event) {
      if (printer === undefined) waiting.push(event);
      else printer.accept(event);
    },
    drained: () => (printer === undefined && waiting.length > 0 ? settled : printer?.drained()),
    pause: async () => (await ready).pause(),
    end: async () => (await ready).end(),
    abort() {
      aborted = true;
      waiting = [];
      printer?.abort();
    },
  };
}
