import { isTerminal } from '../../jobs/host-run.ts';
import type { Format } from '../answer.ts';
import { endWord } from '../compare/host-end.ts';
import { type HostPage, hostPageEnd, printedText } from '../compare/host-page.ts';
import { number } from '../hosts-text.ts';
import type { Io } from '../io.ts';
import { oneLine, sanitise } from '../sanitise.ts';
import { screenOf } from '../screen.ts';
import { isFailure, mostFailedHosts } from './failed-hosts.ts';
import { hostLines } from './host-lines.ts';
import { openHostPrefix } from './host-prefix.ts';
import { everyLine, type LineFilter } from './line-filter.ts';

/** What `rexctl output` without `--follow` shows. */
export interface SnapshotView {
  /** All hosts that will be printed: names are shortened and aligned for them. */
  readonly hostNames: readonly string[];
  readonly format: Format;
  readonly quiet: boolean;
  readonly filter?: LineFilter;
}

/** Prints the pages of hosts one after the other, in the order given. */
export interface SnapshotPrinter {
  print(page: HostPage): Promise<void>;
  /** Says on standard error what the bytes do not tell: which hosts failed. */
  end(): Promise<void>;
}

/**
 * On a terminal: several hosts with prefixes and their exit lines, one host plain. Elsewhere the bytes of one host, or
 * lines after `host: `; how hosts ended is then told on standard error, for failures only. For the human formats.
 */
export async function snapshotPrinter(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  if (view.format === 'table' && io.out.isTerminal) return terminalSnapshot(view, io, clock);
  return pipeSnapshot(view, io);
}

/** A page without the lines that the filter rejects; what the server says about the host stays. */
export function filteredPage(page: HostPage, filter: LineFilter): HostPage {
  if (!filter.isActive) return page;
  const lines = page.lines.filter(({ stream, text }) => stream === 'debug' || filter.accepts(text));
  return { ...page, lines };
}

async function terminalSnapshot(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  const filter = view.filter ?? everyLine;
  const screen = await screenOf(io.out, io, clock);
  const named = view.hostNames.length > 1;
  const prefix = openHostPrefix(screen, named);
  for (const name of view.hostNames) prefix.know(name);
  const lines = hostLines(prefix, screen, filter);
  let head = prefix.domain() === '' ? '' : `${screen.style.dim(`(host names without ${prefix.domain()})`)}\n`;
  return {
    async print(page) {
      const shown = filteredPage(page, filter);
      const text = shown.lines.map((line) => lines.output(page.name, line)).join('');
      const notice = page.notice ?? (page.lines.length === 0 && page.complete ? 'printed nothing' : null);
      const note = notice === null ? '' : lines.note(page.name, notice);
      const tellsEnd = isTerminal(page.status) && (named || page.status !== 'succeeded');
      const end = tellsEnd ? lines.end({ ...hostPageEnd(page), id: page.id, name: page.name }) : '';
      await io.out.write(head + text + note + end);
      head = '';
    },
    end: async () => undefined,
  };
}

function pipeSnapshot(view: SnapshotView, io: Io): SnapshotPrinter {
  const filter = view.filter ?? everyLine;
  const named = view.hostNames.length > 1;
  let failures = 0;
  const say = async (text: string) => {
    if (!view.quiet) await io.err.write(`rexctl: ${oneLine(text)}\n`);
  };
  return {
    async print(page) {
      await io.out.write(pipeText(filteredPage(page, filter), io, named));
      if (page.notice !== null) await say(`${page.name}: ${page.notice}`);
      if (!isFailure(page)) return;
      failures++;
      const end = hostPageEnd(page);
      const why = printedText(page) === '' && end.last_line !== null ? `: ${end.last_line}` : '';
      if (failures <= mostFailedHosts) await say(`${page.name}: ${endWord(end)}${why}`);
    },
    async end() {
      const rest = failures - mostFailedHosts;
      if (rest > 0) await say(`${number(rest)} more hosts failed`);
    },
  };
}

function pipeText(page: HostPage, io: Io, named: boolean): string {
  const clean = (text: string) =>
    io.out.isTerminal ? sanitise(text, { color: io.out.colorLevel > 0 }) : text;
  if (!named) return clean(printedText(page));
  return page.lines
    .filter(({ stream }) => stream !== 'debug')
    .map(({ text }) => `${page.name}: ${clean(text)}${text.endsWith('\n') ? '' : '\n'}`)
    .join('');
}
