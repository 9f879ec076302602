import { isFinal } from '../../jobs/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { counted } from '../../text/counts.ts';
import type { Format } from '../answers/answer.ts';
import { type HostPage, hostPageEnd, saidAtEnd } from '../compare/host-page.ts';
import { endWord } from '../nouns/host.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import { screenOf } from '../terminal/screen.ts';
import type { LineTimes } from '../time/timestamps.ts';
import { isFailure, mostFailedHosts } from './failed-hosts.ts';
import { hostLines } from './host-lines.ts';
import { openHostPrefix } from './host-prefix.ts';
import { everyLine, type LineFilter } from './line-filter.ts';

/** What `rexctl output` without `--follow` shows. */
export interface SnapshotView {
  /** All hosts that will be printed: names are shortened and aligned for them. */
  readonly hostNames: readonly string[];
  /** Whose lines they are has to be said: more than one host could be meant. */
  readonly named: boolean;
  readonly format: Format;
  readonly quiet: boolean;
  readonly filter?: LineFilter;
  /** Only so many of each host's last lines. */
  readonly tail?: number | undefined;
  readonly times?: LineTimes;
}

/** Prints the pages of hosts one after the other, in the order given. */
export interface SnapshotPrinter {
  print(page: HostPage): Promise<void>;
  /** Says on standard error what the bytes do not tell: which hosts failed. */
  end(): Promise<void>;
}

/**
 * On a terminal: named hosts with prefixes and their exit lines, one host plain. Elsewhere the
 * bytes of one host, or lines after `host: `; how hosts ended is then told on standard error, for
 * failures only. For the human formats.
 */
export async function snapshotPrinter(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  if (view.format === 'table' && io.out.isTerminal) return terminalSnapshot(view, io, clock);
  return pipeSnapshot(view, io);
}

/**
 * A page without the lines that the filter rejects, and of the others only the last; what the
 * server says about the host stays where it is not asked for as output.
 */
export function filteredPage(page: HostPage, filter: LineFilter, tail?: number): HostPage {
  if (!filter.isActive && tail === undefined) return page;
  const isAside = ({ stream }: OutputLine) => stream === 'debug' && filter.debug === 'aside';
  const kept = page.lines.filter((line) => isAside(line) || filter.accepts(line));
  let surplus = tail === undefined ? 0 : kept.filter((line) => !isAside(line)).length - tail;
  return { ...page, lines: kept.filter((line) => isAside(line) || surplus-- <= 0) };
}

async function terminalSnapshot(
  view: SnapshotView,
  io: Io,
  clock: { now(): number },
): Promise<SnapshotPrinter> {
  const filter = view.filter ?? everyLine;
  const screen = await screenOf(io.out, io, clock);
  const { named } = view;
  const prefix = openHostPrefix(screen, named);
  for (const name of view.hostNames) prefix.know(name);
  const lines = hostLines(prefix, screen, view);
  let head =
    prefix.domain() === ''
      ? ''
      : `${screen.style.dim(`(host names without ${prefix.domain()})`)}\n`;
  return {
    async print(page) {
      const shown = filteredPage(page, filter, view.tail);
      const text = shown.lines.map((line) => lines.output(page.name, line)).join('');
      const silent = page.lines.length === 0 && page.complete ? 'printed nothing' : null;
      const notice = page.notice === null ? silent : noticeOf(page);
      const note = notice === null ? '' : lines.note(page.name, notice);
      const tellsEnd = isFinal(page.status) && (named || page.status !== 'succeeded');
      const end = tellsEnd ? lines.end({ ...hostPageEnd(page), id: page.id, name: page.name }) : '';
      await io.out.write(head + text + note + end);
      head = '';
    },
    end: async () => undefined,
  };
}

function pipeSnapshot(view: SnapshotView, io: Io): SnapshotPrinter {
  const filter = view.filter ?? everyLine;
  let failures = 0;
  const say = async (text: string) => {
    if (!view.quiet) await io.err.write(`rexctl: ${oneLine(text)}\n`);
  };
  return {
    async print(page) {
      await io.out.write(pipeText(filteredPage(page, filter, view.tail), io, view));
      const notice = noticeOf(page);
      if (notice !== null) await say(`${page.name}: ${notice}`);
      if (!isFailure(page)) return;
      failures++;
      const reason = saidAtEnd(page);
      const why = reason === null ? '' : `: ${reason}`;
      if (failures <= mostFailedHosts)
        await say(`${page.name}: ${endWord(hostPageEnd(page))}${why}`);
    },
    async end() {
      const rest = failures - mostFailedHosts;
      if (rest > 0) await say(`${counted(rest, 'more host')} did not succeed`);
    },
  };
}

/** What its end does not say too. */
function noticeOf(page: HostPage): string | null {
  return page.notice === endWord(hostPageEnd(page)) ? null : page.notice;
}

function pipeText(page: HostPage, io: Io, { named, filter, times }: SnapshotView): string {
  const clean = (text: string) =>
    io.out.isTerminal ? sanitise(text, { color: io.out.colorLevel > 0 }) : text;
  const name = io.out.isTerminal ? oneLine(page.name) : page.name;
  return page.lines
    .filter(({ stream }) => stream !== 'debug' || filter?.debug === 'output')
    .map(({ text, timestamp }) => {
      const timed = `${times?.(timestamp) ?? ''}${clean(text)}`;
      return named ? `${name}: ${timed}${text.endsWith('\n') ? '' : '\n'}` : timed;
    })
    .join('');
}
