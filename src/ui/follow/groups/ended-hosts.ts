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

/** How to group the hosts of a followed job at its end (`--group`). */
export interface Grouping {
  readonly masks: readonly Mask[];
  readonly filter: LineFilter;
  /** The number of last lines of each host; `undefined` = all. */
  readonly tail: number | undefined;
}

/** The ended hosts of a followed job, for grouping. */
export interface EndedHosts {
  /** Accepts unfiltered events. */
  accept(event: FollowEvent): void;
  /** Rejects if the output could not be stored; otherwise always `undefined`. */
  drained(): Promise<void> | undefined;
  groups(): HostGroup[];
  /** The groups, without hosts that have no matching line. */
  matching(): HostGroup[];
  /** The line that explains the end of the first host of a group. */
  lastLineOf(group: HostGroup): string | null;
  count(): { readonly read: number; readonly unmatched: number };
  close(): void;
}

/** A host whose output is not completely read. */
interface OpenHost {
  readonly lines: OutputLine[];
  state: HostState;
  /** Whether some of its output is lost. */
  torn: boolean;
}

/**
 * Collects ended hosts. The second event of an ended host comes when its output was completely
 * read; then its lines no longer need memory.
 */
export function openEndedHosts({ masks, filter, tail }: Grouping): EndedHosts {
  const store = openTextStore();
  const small = comparedHosts(store, masks);
  const open = new Map<number, OpenHost>();
  /** All hosts in the order of the job; `null` until their output was completely read. */
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
  /** Accepts hosts whose rows lag behind the ended job: their output was read. */
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

/** The number of hosts of the job that are in no group. */
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
