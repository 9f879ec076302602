import { isFinal } from '../../jobs/hosts/host-run.ts';
import { counted } from '../../text/counts.ts';
import type { Format } from '../answers/answer.ts';
import { endWord, isFailure } from '../nouns/host.ts';
import { type HostPage, hostPageEnd, lastServerText } from '../nouns/host-page.ts';
import type { Io } from '../terminal/io.ts';
import { screenOf } from '../terminal/screen.ts';
import type { LineTimes } from '../time/timestamps.ts';
import { maxFailedHosts } from './failed-hosts.ts';
import { hostLines, openHostPrefix } from './host-lines.ts';
import { everyLine, filteredPage, type LineFilter } from './line-filter.ts';
import type { TemplatedLines } from './line-template.ts';
import { notePrinter } from './notices.ts';
import { pipeLines } from './pipe-output.ts';

/** How `rexctl output` without `--follow` prints. */
export interface SnapshotView {
  /** The names of all hosts to print, which are aligned. */
  readonly hostNames: readonly string[];
  /** The domain that is left out of names on a terminal. */
  readonly domain: string;
  /** Lines have the name of their host, because several hosts could be meant. */
  readonly named: boolean;
  readonly format: Format;
  readonly quiet: boolean;
  readonly filter?: LineFilter;
  /** The number of last lines of each host. */
  readonly tail?: number;
  readonly times?: LineTimes;
  readonly templated?: TemplatedLines;
}

/** Prints the pages of hosts one after the other. */
interface SnapshotPrinter {
  print(page: HostPage): Promise<void>;
  /** Prints the failed hosts on standard error, if the output does not show them. */
  end(): Promise<void>;
}

/**
 * A printer for the human formats. On a terminal, named hosts have prefixes and exit lines.
 * Elsewhere it prints the unchanged output of one host, or lines after `host: `, and failures on
 * standard error.
 */
export async function snapshotPrinter(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  if (view.format === 'table' && io.out.isTerminal && view.templated === undefined)
    return terminalSnapshot(view, io, clock);
  return pipeSnapshot(view, io);
}

async function terminalSnapshot(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  const filter = view.filter ?? everyLine;
  const screen = await screenOf(io.out, io, clock);
  const { named } = view;
  const prefix = openHostPrefix(screen, { named, domainOf: () => view.domain });
  for (const name of view.hostNames) prefix.know(name);
  const lines = hostLines(prefix, screen, view);
  let heading = prefix.heading();
  return {
    async print(page) {
      const shown = filteredPage(page, filter, view.tail);
      const text = shown.lines.map((line) => lines.output(page.name, line)).join('');
      const silent = page.lines.length === 0 && page.complete ? 'printed nothing' : null;
      const notice = page.notice === null ? silent : noticeOf(page);
      const note = notice === null ? '' : lines.note(page.name, notice);
      const hasEndLine = isFinal(page.status) && (named || page.status !== 'succeeded');
      const { id, name } = page;
      const end = hasEndLine ? lines.end({ ...hostPageEnd(page), id, name }) : '';
      await io.out.write(heading + text + note + end);
      heading = '';
    },
    end: async () => undefined,
  };
}

function pipeSnapshot(view: SnapshotView, io: Io): SnapshotPrinter {
  const filter = view.filter ?? everyLine;
  const lineText = pipeLines(io, view);
  let failures = 0;
  const printNote = notePrinter(view, io);
  return {
    async print(page) {
      const { lines } = filteredPage(page, filter, view.tail);
      const printed = lines.filter(({ stream }) => stream !== 'debug' || filter.debug === 'output');
      await io.out.write(printed.map((line) => lineText(page.name, line)).join(''));
      const notice = noticeOf(page);
      if (notice !== null) await printNote(`${page.name}: ${notice}`);
      if (!isFailure(page)) return;
      failures++;
      const reason = lastServerText(page);
      const why = reason === null ? '' : `: ${reason}`;
      if (failures <= maxFailedHosts)
        await printNote(`${page.name}: ${endWord(hostPageEnd(page))}${why}`);
    },
    async end() {
      const rest = failures - maxFailedHosts;
      if (rest > 0) await printNote(`${counted(rest, 'more host')} did not succeed`);
    },
  };
}

/** The notice of a page; `null` if its end already says the same. */
function noticeOf(page: HostPage): string | null {
  return page.notice === endWord(hostPageEnd(page)) ? null : page.notice;
}
