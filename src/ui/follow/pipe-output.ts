import type { Clock } from '../../clock.ts';
import type { OutputEvent } from '../../jobs/event.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { type BatchWriter, batchWriter } from '../terminal/batch-writer.ts';
import type { Io } from '../terminal/io.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import { openFollowState } from './follow-state.ts';
import { printLastWords } from './last-words.ts';
import { remembered } from './line-json.ts';
import { sideNotes } from './side-notes.ts';
import { openMatches } from './unmatched.ts';
import type { FollowPrinter, FollowView } from './view.ts';

/**
 * Followed output in a pipe: the bytes of one host as they are, or, where there are several, each
 * line after `host: ` and ended by a line break. How hosts ended, and what the server says about
 * them (stream `debug`), is not part of the bytes and goes to standard error.
 */
export function pipeOutput(view: FollowView, io: Io, clock: Clock): FollowPrinter {
  const state = openFollowState(view);
  const writer = batchWriter(io.out);
  const write = hostBytesWriter(writer, io, view);
  const isOutput = ({ stream }: OutputLine) =>
    stream !== 'debug' || view.filter?.debug === 'output';
  const matches = openMatches(view.filter);
  const say = (text: string) => {
    if (!view.quiet) void io.err.write(`rexctl: ${oneLine(text)}\n`);
  };
  const note = sideNotes(say);
  return {
    accept(event) {
      state.accept(event);
      matches.accept(event);
      if (event.type === 'output' && isOutput(event.line)) write(event);
      else note(event);
    },
    room: writer.room,
    pause: async () => undefined,
    async end() {
      await writer.flush();
      const unmatched = matches.text();
      if (unmatched !== null) say(unmatched);
      const ending = state.ending();
      if (ending !== undefined) await printLastWords(view, ending, io, clock);
    },
    abort() {
      void writer.flush();
    },
  };
}

/**
 * A terminal that asked for `--format plain` gets the same form, but never a host's control
 * sequences.
 */
function hostBytesWriter(
  writer: BatchWriter,
  io: Io,
  { hostCount, times }: FollowView,
): (event: OutputEvent) => void {
  const color = io.out.colorLevel > 0;
  const names = new Map<string, string>();
  const shown = (name: string) => (io.out.isTerminal ? remembered(names, name, oneLine) : name);
  return ({ host, line }) => {
    const text = io.out.isTerminal ? sanitise(line.text, { color }) : line.text;
    const time = times?.(line.timestamp) ?? '';
    if (hostCount === 1) writer.write(time + text);
    else writer.write(`${shown(host.name)}: ${time}${text}${text.endsWith('\n') ? '' : '\n'}`);
  };
}
