import type { Clock } from '../../../clock.ts';
import type { HostState } from '../../../jobs/host-run.ts';
import { number } from '../../../text/counts.ts';
import { failureText } from '../../answers/failure.ts';
import { iconsOf } from '../../terminal/icons.ts';
import type { Io } from '../../terminal/io.ts';
import { type Screen, screenOf } from '../../terminal/screen.ts';
import { fitted } from '../../terminal/width.ts';
import { closingText, isLeaving } from '../closing.ts';
import { failedHostLines, isFailure, mostFailedHosts } from '../failed-hosts.ts';
import { type FollowState, openFollowState } from '../follow-state.ts';
import { framePacer } from '../frame-pacer.ts';
import { openLiveBlock } from '../live-block.ts';
import { isSilence } from '../silent-hosts.ts';
import { staleNotes } from '../stale-note.ts';
import { progressLine, ratioText } from '../status-line.ts';
import { warningLine } from '../warning-line.ts';
import type { JobsPrinter } from './jobs-view.ts';

/**
 * On a terminal: failed hosts of all jobs as they come, below them a bar for each job; at the end
 * their last words.
 */
export async function terminalJobs(io: Io, clock: Clock): Promise<JobsPrinter> {
  const states = new Map<number, FollowState>();
  const base = await screenOf(io.err, io, clock);
  const screen = (): Screen => ({ ...base, columns: io.err.columns, now: clock.now() });
  const block = openLiveBlock(io.err);
  const pacer = framePacer(clock, () => block.draw(jobsBlock(states, screen(), io.err.rows)));
  const say = (text: string) => {
    block.clear();
    void io.err.write(text);
    pacer.request();
  };
  const close = () => {
    pacer.stop();
    block.close();
  };
  return {
    open: ({ id, counts }) => void states.set(id, openFollowState({ hostCount: counts.total })),
    accept(event) {
      states.get(event.job_id)?.accept(event);
      if (event.type === 'warning' && !isSilence(event))
        say(`${warningLine(event.message, base)}\n`);
      pacer.request();
    },
    pause: async () => close(),
    fail: (_, failure) => say(failureText(failure, { json: false })),
    async end() {
      close();
      for (const state of states.values()) await io.err.write(endText(state, screen()));
    },
    abort: close,
  };
}

/**
 * Failed hosts above, jobs below; both give way on a low terminal, and say how many are not shown.
 */
function jobsBlock(
  states: ReadonlyMap<number, FollowState>,
  screen: Screen,
  rows: number,
): string[] {
  const room = Math.max(2, rows - 4);
  const bars = jobBars(states, screen, room);
  const notes = [...states.values()].flatMap((state) => staleNotes(state, screen)).slice(0, 1);
  const most = Math.min(mostFailedHosts, room - bars.length - notes.length - 2);
  const failures = [...states].flatMap(([id, state]) =>
    state.failures().map((host) => ofJob(id, host)),
  );
  const failed = most <= 0 ? [] : failedHostLines(failures, screen, most);
  return [...(failed.length === 0 ? [] : ['', ...failed]), '', ...bars, ...notes];
}

function ofJob(id: number, host: HostState): HostState {
  return { ...host, name: `${id} ${host.name}` };
}

/** Jobs that go on come first where not all have room. */
function jobBars(states: ReadonlyMap<number, FollowState>, screen: Screen, room: number): string[] {
  const width = Math.max(...[...states.keys()].map((id) => String(id).length), 1);
  const narrow = { ...screen, columns: screen.columns - width - 1 };
  const going = [...states].filter(([, state]) => state.ending() === undefined);
  const shown = states.size <= room ? [...states] : going.slice(0, room - 1);
  const ratioWidth = Math.max(...shown.map(([, state]) => ratioText(state.tally.counts()).length));
  const bars = shown.map(([id, state]) => {
    const now = state.endedAt() ?? screen.now;
    const line = progressLine(state.tally.counts(), state.elapsedMs(now), narrow, ratioWidth);
    return ` ${String(id).padStart(width)}${line}`;
  });
  const rest = states.size - shown.length;
  if (rest === 0) return bars;
  const ended = states.size - going.length;
  const text = `  and ${number(rest)} more ${rest === 1 ? 'job' : 'jobs'}, ${number(ended)} of ${number(states.size)} ended`;
  return [...bars, screen.style.dim(fitted(text, screen.columns - 1, iconsOf(screen).ellipsis))];
}

/** The failed hosts of a job, then its last words. */
function endText(state: FollowState, screen: Screen): string {
  const ending = state.ending();
  if (ending === undefined) return '';
  const hosts = isLeaving(ending.result) ? [] : ending.result.failed_hosts.filter(isFailure);
  const lines = failedHostLines(hosts, screen);
  const failed = lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  return `${failed}\n${closingText(ending, screen)}`;
}
