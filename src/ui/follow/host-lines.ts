import type { HostState } from '../../jobs/host-run.ts';
import type { OutputLine } from '../../jobs/output.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Paint } from '../terminal/style.ts';
import type { LineTimes } from '../time/timestamps.ts';
import type { HostPrefix } from './host-prefix.ts';
import type { LineFilter } from './line-filter.ts';

/**
 * What a terminal shows of one host's output, line by line; every text ends with a line break or is
 * empty.
 */
export interface HostLines {
  /** A line the host printed, or (stream `debug`, dim) what the server says about it. */
  output(name: string, line: OutputLine): string;
  /** `web17 │ exit 3`. */
  end(host: HostState): string;
  /** `web17 │ (printed nothing)`: ours, not the host's. */
  note(name: string, text: string): string;
}

export function hostLines(
  prefix: HostPrefix,
  screen: Screen,
  { filter, times }: { readonly filter?: LineFilter; readonly times?: LineTimes } = {},
): HostLines {
  const { style } = screen;
  const showsDebug = filter?.debug === 'output';
  const highlight: Paint | undefined =
    filter?.isActive === true ? (text) => filter.highlighted(text, style) : undefined;
  return {
    output(name, line) {
      const time = times === undefined ? '' : style.dim(times(line.timestamp));
      const mark = `${time}${line.late ? `${style.dim('(late)')} ` : ''}`;
      if (line.stream !== 'debug') return prefix.lines(name, line.text, marked(mark, highlight));
      const hidden = !showsDebug && isServerEcho(line.text);
      return hidden ? '' : prefix.lines(name, line.text, marked(mark, style.dim));
    },
    end(host) {
      const look =
        host.status === 'succeeded'
          ? style.dim
          : host.status === 'cancelled'
            ? style.yellow
            : style.red;
      return prefix.lines(host.name, endWord(host), look);
    },
    note: (name, text) => prefix.lines(name, `(${text})`, style.dim),
  };
}

function marked(mark: string, look: Paint | undefined): Paint | undefined {
  if (mark === '') return look;
  return (text) => `${mark}${look === undefined ? text : look(text)}`;
}
