import type { Clock } from '../../clock.ts';
import type { Answered } from '../../documents/types.ts';
import { printAnswer } from '../answers/print-answer.ts';
import { type Io, redirected } from '../terminal/io.ts';
import { screenOf } from '../terminal/screen.ts';
import { finalMessage, printFinalMessage } from './final-message.ts';
import { collectJob } from './machine/collected-job.ts';
import { ndjsonPrinter } from './machine/ndjson-printer.ts';
import { notePrinter } from './notices.ts';
import { pipeProgress } from './pipe-progress.ts';
import { openProgressState } from './progress-state.ts';
import { terminalProgress } from './terminal-progress.ts';
import type { FilesView, FollowPrinter, FollowView } from './view.ts';

/**
 * `output --follow --dir`, which prints no lines of hosts. People see progress on standard error
 * and, at the end, the written files on standard output. Machine formats have events or one
 * document.
 */
export async function filesPrinter(
  view: FollowView,
  files: FilesView,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const { format } = view;
  if (format === 'ndjson') return withoutLines(ndjsonPrinter(io));
  if (format === 'table' || format === 'plain') return proseFiles(view, files, io, clock);
  return documentFiles(view, files, io, clock);
}

function withoutLines(printer: FollowPrinter): FollowPrinter {
  return {
    ...printer,
    accept(event) {
      if (event.type !== 'output') printer.accept(event);
    },
  };
}

async function proseFiles(
  view: FollowView,
  files: FilesView,
  io: Io,
  clock: Clock,
): Promise<FollowPrinter> {
  const state = openProgressState(view);
  const isLive =
    view.format === 'table' && !view.quiet && io.err.isTerminal && io.err.isDumb !== true;
  const silent = { ...view, silentEnd: true };
  const progress = isLive
    ? await terminalProgress(silent, io, clock)
    : pipeProgress(silent, redirected(io, { out: io.err }), clock);
  return withoutLines({
    ...progress,
    accept(event) {
      state.accept(event);
      progress.accept(event);
    },
    async end() {
      await progress.end();
      const { prose, note } = files.answer();
      await io.out.write(prose);
      if (note !== null) await notePrinter(view, io)(note);
      const ending = state.ending();
      if (ending === undefined) return;
      if (!isLive) return printFinalMessage({ ...view, what: 'progress' }, ending, io, clock);
      await io.err.write(`\n${finalMessage(ending, await screenOf(io.err, io, clock))}`);
    },
  });
}

function documentFiles(
  { format, fields, ...view }: FollowView,
  files: FilesView,
  io: Io,
  clock: Clock,
): FollowPrinter {
  const collected = collectJob({ ...view, what: 'progress' });
  const documentOf = (): Omit<Answered<'follow-dir'>, 'schema'> => {
    const { job, warnings, summary } = collected.document();
    return { job, ...files.answer().document, warnings, summary };
  };
  return withoutLines({
    accept: collected.accept,
    drained: collected.drained,
    pause: async () => undefined,
    async end() {
      const answer = { document: documentOf(), prose: () => '' };
      await printAnswer(answer, { format, fields, io, clock }).finally(collected.close);
    },
    abort: collected.close,
  });
}
