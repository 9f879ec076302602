import type { Clock } from '../../clock.ts';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import { isInconclusive } from '../../jobs/job-result.ts';
import { counted, numberText } from '../../text/counts.ts';
import { failureText } from '../answers/failure.ts';
import { isFailure } from '../nouns/host.ts';
import { iconsOf } from '../terminal/icons.ts';
import type { Io } from '../terminal/io.ts';
import { type Screen, screenOf } from '../terminal/screen.ts';
import { fitted } from '../terminal/width.ts';
import { failedHostLines, maxFailedHosts } from './failed-hosts.ts';
import { finalMessage } from './final-message.ts';
import { framePacer, openLiveBlock } from './live-block.ts';
import { staleNotices, warningLine } from './notices.ts';
import { progressLine, ratioText } from './progress-lines.ts';
import {
  type Ending,
  isProxyReachable,
  isProxyUnreachable,
  openProgressState,
  type ProgressState,
} from './progress-state.ts';
import type { FollowPrinter, FollowView, JobsPrinter } from './view.ts';

/**
 * The live view of `run`, `rerun`, `watch` and `cancel --wait` on standard error: failed hosts (or
 * the lines of `above`), and below them a bar with counts and clock. At the end the failed hosts
 * and the final message remain.
 */
export async function terminalProgress(
  view: FollowView,
  io: Io,
  clock: Clock,
  above?: LinesAbove,
): Promise<FollowPrinter> {
  const state = openProgressState(view);
  const failed: LinesAbove = (screen, most) =>
    failedHostLines(state.failures(), screen, { most, domain: state.domain(), isLive: true });
  const live = await openLiveView(io, clock, (screen, rows) =>
    jobBlock(state, screen, rows, above ?? failed),
  );
  return {
    accept(event) {
      state.accept(event);
      if (event.type === 'warning' && !isProxyUnreachable(event) && !isProxyReachable(event))
        live.print(`${warningLine(event.message, live.screen())}\n`);
      live.refresh();
    },
    drained: () => undefined,
    pause: async () => live.close(),
    async end() {
      live.close();
      const ending = state.ending();
      if (ending === undefined || view.silentEnd === true) return;
      const named = ending.result.failed_hosts.filter(isFailure);
      const hosts = named.length > 0 ? named : state.failures();
      await io.err.write(endText(ending, hosts, state, live.screen()));
    },
    abort: live.close,
  };
}

/** The same for several jobs: failed hosts of all jobs, and below them a bar for each job. */
export async function terminalJobs(io: Io, clock: Clock): Promise<JobsPrinter> {
  const states = new Map<number, ProgressState>();
  const live = await openLiveView(io, clock, (screen, rows) => jobsBlock(states, screen, rows));
  return {
    open: ({ id, counts }) => void states.set(id, openProgressState({ hostCount: counts.total })),
    accept(event) {
      states.get(event.job_id)?.accept(event);
      if (event.type === 'warning' && !isProxyUnreachable(event))
        live.print(`${warningLine(event.message, live.screen())}\n`);
      live.refresh();
    },
    drained: () => undefined,
    pause: async () => live.close(),
    fail(failure) {
      live.print(failureText(failure, { json: false }));
      live.refresh();
    },
    async end() {
      live.close();
      for (const state of states.values()) {
        const ending = state.ending();
        if (ending === undefined) continue;
        const hosts = ending.result.failed_hosts.filter(isFailure);
        await io.err.write(endText(ending, hosts, state, live.screen()));
      }
    },
    abort: live.close,
  };
}

/** Standard error with a live block at the bottom. */
interface LiveView {
  /** The current screen. */
  screen(): Screen;
  /** Prints above the block; the next `refresh` draws the block again. */
  print(text: string): void;
  refresh(): void;
  close(): void;
}

async function openLiveView(
  io: Io,
  clock: Clock,
  linesOf: (screen: Screen, rows: number) => readonly string[],
): Promise<LiveView> {
  const base = await screenOf(io.err, io, clock);
  const screen = () => ({ ...base, columns: io.err.columns, now: clock.now() });
  const block = openLiveBlock(io.err, iconsOf(base).ellipsis);
  const pacer = framePacer(clock, () => block.draw(linesOf(screen(), io.err.rows)));
  return {
    screen,
    print(text) {
      block.clear();
      void io.err.write(text);
    },
    refresh: pacer.request,
    close() {
      pacer.stop();
      block.close();
    },
  };
}

/** Returns at most `most` lines, and one that counts the others. */
type LinesAbove = (screen: Screen, most: number) => string[];

/** The block of one job. It never fills the screen: on a low terminal it has fewer hosts. */
function jobBlock(state: ProgressState, screen: Screen, rows: number, above: LinesAbove): string[] {
  const notices = staleNotices(state, screen);
  const most = Math.max(0, Math.min(maxFailedHosts, rows - notices.length - 6));
  const failed = most === 0 ? [] : above(screen, most);
  const bar = progressLine(state.tally.counts(), state.elapsedMs(screen.now), screen);
  return [...(failed.length === 0 ? [] : ['', ...failed]), '', bar, ...notices];
}

/** The block of several jobs: failed hosts, then jobs; on a low terminal some are only counted. */
function jobsBlock(
  states: ReadonlyMap<number, ProgressState>,
  screen: Screen,
  rows: number,
): string[] {
  const room = Math.max(2, rows - 4);
  const bars = jobBars(states, screen, room);
  const notices = [...states.values()].flatMap((state) => staleNotices(state, screen)).slice(0, 1);
  const most = Math.min(maxFailedHosts, room - bars.length - notices.length - 2);
  const failures = [...states].flatMap(([id, state]) =>
    state.failures().map((host) => ofJob(id, host)),
  );
  const failed = most <= 0 ? [] : failedHostLines(failures, screen, { most, isLive: true });
  return [...(failed.length === 0 ? [] : ['', ...failed]), '', ...bars, ...notices];
}

function ofJob(id: number, host: HostState): HostState {
  return { ...host, name: `${id} ${host.name}` };
}

/** A bar for each job; if there is not enough room, unfinished jobs are first. */
function jobBars(
  states: ReadonlyMap<number, ProgressState>,
  screen: Screen,
  room: number,
): string[] {
  const width = Math.max(...[...states.keys()].map((id) => String(id).length), 1);
  const narrow = { ...screen, columns: screen.columns - width - 1 };
  const unfinished = [...states].filter(([, state]) => state.ending() === undefined);
  const shown = states.size <= room ? [...states] : unfinished.slice(0, room - 1);
  const ratioWidth = Math.max(...shown.map(([, state]) => ratioText(state.tally.counts()).length));
  const bars = shown.map(([id, state]) => {
    const now = state.endedAt() ?? screen.now;
    const line = progressLine(state.tally.counts(), state.elapsedMs(now), narrow, ratioWidth);
    return ` ${String(id).padStart(width)}${line}`;
  });
  const rest = states.size - shown.length;
  if (rest === 0) return bars;
  const ended = states.size - unfinished.length;
  const text = `  and ${counted(rest, 'more job')}; ${numberText(ended)} of ${numberText(states.size)} finished`;
  return [...bars, screen.style.dim(fitted(text, screen.columns - 1, iconsOf(screen).ellipsis))];
}

/** The last text, with empty lines as in the block, so that nothing moves. */
function endText(
  ending: Ending,
  failed: readonly HostState[],
  state: ProgressState,
  screen: Screen,
): string {
  const lines = isInconclusive(ending.result)
    ? []
    : failedHostLines(failed, screen, { domain: state.domain() });
  const hosts = lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
  return `${hosts}\n${finalMessage(ending, screen, { isOutputUnread: true })}`;
}
