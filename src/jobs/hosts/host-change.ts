import { type HostFailure, hostFailureOf } from './host-failure.ts';
import { type HostRun, isFinal } from './host-run.ts';

/** How a host changed from one job to another; `rexctl/1` may get more. */
export const hostChanges = [
  'broken',
  'failing_differently',
  'still_failing',
  'fixed',
  'changed_output',
  'unfinished',
] as const;

export type HostChange = (typeof hostChanges)[number];

type End = Parameters<typeof hostFailureOf>[0];

/** The change of a host; `null` if it succeeded twice with the same output. */
export function hostChangeOf(before: End, after: End, sameOutput: boolean): HostChange | null {
  if (!isFinal(before.status) || !isFinal(after.status)) return 'unfinished';
  const [was, is] = [hostFailureOf(before), hostFailureOf(after)];
  if (was === null) return is === null ? (sameOutput ? null : 'changed_output') : 'broken';
  if (is === null) return 'fixed';
  return isSameWay(was, is) ? 'still_failing' : 'failing_differently';
}

function isSameWay(a: HostFailure, b: HostFailure): boolean {
  return a.kind === b.kind && a.exit_code === b.exit_code;
}

/** A host in two jobs. */
export interface HostPair {
  readonly before: HostRun;
  readonly after: HostRun;
}

/** The hosts of two jobs side by side. */
export interface PairedHosts {
  /** Hosts in both jobs, in the order of the later job. */
  readonly pairs: readonly HostPair[];
  readonly onlyBefore: readonly HostRun[];
  readonly onlyAfter: readonly HostRun[];
}

/** Pairs hosts by id, or by name: a host that was registered again has a new id. */
export function pairedHosts(before: readonly HostRun[], after: readonly HostRun[]): PairedHosts {
  const byId = new Map(before.map((host) => [host.id, host]));
  const ids = new Set(after.map(({ id }) => id));
  const byName = new Map(before.filter(({ id }) => !ids.has(id)).map((host) => [host.name, host]));
  const pairs: HostPair[] = [];
  const onlyAfter: HostRun[] = [];
  for (const host of after) {
    const earlier = byId.get(host.id) ?? byName.get(host.name);
    if (earlier === undefined) onlyAfter.push(host);
    else {
      pairs.push({ before: earlier, after: host });
      byId.delete(earlier.id);
      byName.delete(earlier.name);
    }
  }
  return { pairs, onlyBefore: [...byId.values()], onlyAfter };
}
