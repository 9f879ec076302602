import type { FollowEvent } from '../../../jobs/event.ts';
import { isFinal } from '../../../jobs/hosts/host-run.ts';
import type { HostState } from '../../../jobs/hosts/host-state.ts';
import type { JobResult } from '../../../jobs/job-result.ts';
import type { OutputLine } from '../../../jobs/output.ts';
import {
  type ComparedHost,
  comparedHosts,
  groupHosts,
  type HostGroup,
} from '../../compare/groups.ts';
import type { Mask } from '../../compare/mask.ts';
import type { HostPage } from '../../nouns/host-page.ts';
import { openTextStore } from '../../terminal/stored-text.ts';
import { filteredPage, isUnmatched, type LineFilter } from '../line-filter.ts';

/** How the hosts of a followed job are put into groups at its end (`--group`). */
export interface Grouping {
  readonly masks: readonly Mask[];
  readonly filter: LineFilter;
  /** How many of the last lines of each host; `undefined` for all. */
  readonly tail: number | undefined;
}

/** The hosts of a followed job that have ended, each with what it is compared by. */
export interface EndedHosts {
  /** The filter has not been applied to the events. */
  accept(event: FollowEvent): void;
  /** Rejects where not all could be kept; else there is always room. */
  drained(): Promise<void> | undefined;
  groups(): HostGroup[];
  /** Without hosts of which no line matches. */
  matching(): HostGroup[];
  /** What explains best how the first host of a group ended. */
  lastLineOf(group: HostGroup): string | null;
  count(): { readonly read: number; readonly unmatched: number };
  close(): void;
}

/** What is known of a host whose output was not read to its end. */
interface OpenHost {
  readonly lines: OutputLine[];
  state: HostState;
  /** Some of its output is lost. */
  torn: boolean;
}

/**
 * The second event of a host that has ended comes when its output was read to its end. Only the
 * hosts that are being read have their lines in memory.
 */
export function openEndedHosts({ masks, filter, tail }: Grouping): EndedHosts {
  const store = openTextStore();
  const small = comparedHosts(store, masks);
  const open = new Map<number, OpenHost>();
  /** In the order of the job; `null` until its output was read to its end. */
  const hosts = new Map<number, ComparedHost | null>();
  const lastLines = new Map<number, string | null>();
  const unmatched = new Set<number>();
  let failure: unknown;
  const isRead = (id: number) => (hosts.get(id) ?? null) !== null;
  const openHost = ({ id, name }: { readonly id: number; readonly name: string }): OpenHost => {
    const known = open.get(id) ?? { lines: [], state: unknownState(id, name), torn: false };
    open.set(id, known);
    if (!hosts.has(id)) hosts.set(id, null);
    return known;
  };
  const keep = ({ state, lines, torn }: OpenHost) => {
    open.delete(state.id);
    lastLines.set(state.id, state.last_line);
    const page = pageOf(state, lines, torn);
    if (isUnmatched(page, filter)) unmatched.add(page.id);
    try {
      if (failure === undefined) hosts.set(page.id, small(filteredPage(page, filter, tail)));
    } catch (error) {
      failure = error;
    }
  };
  const acceptHost = (host: HostState) => {
    const known = openHost(host);
    const wasRead = isFinal(known.state.status) || host.status === 'never_ran';
    known.state = host;
    if (wasRead) keep(known);
  };
  /** Rows may be behind a job that has ended: what its hosts printed was read anyway. */
  const acceptResult = (result: JobResult) => {
    if (!hasEnded(result)) return;
    for (const host of [...open.values()]) if (host.lines.length > 0) keep(host);
  };
  const read = () => [...hosts.values()].filter((host) => host !== null);
  return {
    accept(event) {
      if (event.type === 'output') openHost(event.host).lines.push(event.line);
      else if (event.type === 'gap') openHost(event.host).torn = true;
      else if (event.type === 'host' && !isRead(event.host.id)) acceptHost(event.host);
      else if (event.type === 'summary') acceptResult(event.result);
    },
    drained: () => (failure === undefined ? undefined : Promise.reject(failure)),
    groups: () => groupHosts(read(), masks),
    matching: () =>
      groupHosts(
        read().filter(({ id }) => !unmatched.has(id)),
        masks,
      ),
    lastLineOf: ({ hosts }) => lastLines.get(hosts[0]?.id ?? 0) ?? null,
    count: () => ({ read: read().length, unmatched: unmatched.size }),
    close: store.close,
  };
}

/** How many hosts of the job are in no group. */
export function ungroupedHosts({ counts }: Pick<JobResult, 'counts'>, hosts: EndedHosts): number {
  return Math.max(0, (counts.total ?? 0) - hosts.count().read);
}

function unknownState(id: number, name: string): HostState {
  return { id, name, status: 'unknown', exit_code: null, last_line: null };
}

function pageOf(state: HostState, lines: readonly OutputLine[], torn: boolean): HostPage {
  const { id, name, status, exit_code, cause = null } = state;
  const notice = status === 'never_ran' ? 'never ran' : null;
  return { id, name, status, exit_code, cause, complete: true, lines, notice, torn };
}

function hasEnded({ ended }: JobResult): boolean {
  return ended === 'finished' || ended === 'output_incomplete';
}
