import { iconsOf } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { fitted } from '../terminal/width.ts';
import { durationText } from '../time/duration.ts';
import type { FollowState } from './follow-state.ts';

/**
 * Says that what is shown may be out of date, and since when: the server, or smart proxies, do not
 * answer.
 */
export function staleNotes(
  state: Pick<FollowState, 'stale' | 'silentHosts'>,
  screen: Screen,
): string[] {
  const notes = [serverNote(state, screen.now), proxyNote(state, screen.now)].filter(
    (note) => note !== null,
  );
  const { warning, ellipsis } = iconsOf(screen);
  return notes.map((note) =>
    screen.style.yellow(fitted(` ${warning} ${note}`, Math.max(1, screen.columns - 1), ellipsis)),
  );
}

function serverNote(state: Pick<FollowState, 'stale'>, now: number): string | null {
  const stale = state.stale();
  if (stale === null) return null;
  const since = Date.parse(stale.stale_since ?? '');
  const why = stale.reason === null ? '' : ` (${oneLine(stale.reason)})`;
  return `no answer from the server for ${durationText(now - since)}${why}; trying on`;
}

function proxyNote(state: Pick<FollowState, 'silentHosts'>, now: number): string | null {
  const [first, ...others] = state.silentHosts();
  if (first === undefined) return null;
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${oneLine(first.name)} (no answer from its smart proxy for ${durationText(now - first.since)})${more}`;
}
