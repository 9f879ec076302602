import type { Clock } from '../../clock.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { batchWriter } from '../terminal/batch-writer.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { LineTimes } from '../time/timestamps.ts';
import { printFinalMessage } from './final-message.ts';
import { openMatches } from './line-filter.ts';
import { type TemplatedLines, templatedLine } from './line-template.ts';
import { remembered } from './machine/event-document.ts';
import { logNotices, notePrinter } from './notices.ts';
import { openProgressState } from './progress-state.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * Followed output in a pipe: the unchanged output of one host, or, for several hosts, each line
 * after `host: ` and with a line break. The ends of hosts, and messages of the server (stream
 * `debug`), go to standard error.
 */
export function pipeOutput(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const { filter, times, templated } = view;
  const state = openProgressState(view);
  const writer = batchWriter(io.out);
  const named = view.namesHosts === true || view.hostCount !== 1;
  const lineText = pipeLines(io, { named, times, templated });
  const isOutput = ({ stream }: OutputLine) => stream !== 'debug' || filter?.debug === 'output';
  const matches = openMatches(filter);
  const printNote = notePrinter(view, io);
  const printNotice = logNotices(printNote);
  return {
    accept(event) {
      state.accept(event);
      matches.accept(event);
      if (event.type === 'output' && isOutput(event.line))
        writer.write(lineText(event.host.name, event.line));
      else printNotice(event);
    },
    drained: writer.drained,
    pause: async () => undefined,
    async end() {
      await writer.flush();
      const unmatched = matches.text();
      if (unmatched !== null) void printNote(unmatched);
      const ending = state.ending();
      if (ending !== undefined) await printFinalMessage(view, ending, io, clock);
    },
    abort() {
      void writer.flush();
    },
  };
}

interface PipeLook {
  readonly named: boolean;
  readonly times?: LineTimes;
  readonly templated?: TemplatedLines;
}

/**
 * Formats lines for a pipe: unchanged or, if hosts are `named`, after `host: ` and with a line
 * break. On a terminal with `--format plain`, control sequences are removed.
 */
export function pipeLines(
  { out }: Pick<Io, 'out'>,
  { named, times, templated }: PipeLook,
): (name: string, line: OutputLine) => string {
  if (templated !== undefined) return templatedLine(templated, out, times);
  const color = out.colorLevel > 0;
  const names = new Map<string, string>();
  const shown = (name: string) => (out.isTerminal ? remembered(names, name, oneLine) : name);
  return (name, line) => {
    const text = out.isTerminal ? sanitise(line.text, { color }) : line.text;
    const timed = (times?.(line.timestamp) ?? '') + text;
    return named ? `${shown(name)}: ${timed}${text.endsWith('\n') ? '' : '\n'}` : timed;
  };
}
