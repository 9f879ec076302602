import { type HostEnd, type HostFailure, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import { type Mask, masked } from './mask.ts';

/** A host that did not succeed; small, because thousands are in memory. */
export interface FailedHost extends TargetHost {
  readonly status: HostStatus;
  /** The result in words: `exit 3`, `unreachable`, `never ran` … */
  readonly word: string;
  readonly failure: HostFailure;
  /** The message with the host's name masked, and with times and numbers masked, too. */
  readonly alike: readonly [host: string, all: string];
}

/** Hosts that did not succeed for the same reason. */
export interface FailureGroup extends Pick<FailedHost, 'status' | 'word'> {
  /** The common failure. Names, times and numbers that differ are masked in its message. */
  readonly failure: HostFailure;
  /** The hosts in the given order. */
  readonly hosts: readonly TargetHost[];
}

const onlyHost: readonly Mask[] = ['host'];
const everything: readonly Mask[] = ['host', 'times', 'numbers'];

/** The part of a message that is compared. */
const longestMessage = 1_000;

/** A host that did not succeed; `null` if it did, or has not ended. */
export function failedHost({ id, name }: TargetHost, end: HostEnd): FailedHost | null {
  const found = hostFailureOf(end) ?? unexplained(end);
  if (found === null) return null;
  const failure = { ...found, message: explaining(end, found.message) };
  const text = failure.message ?? '';
  const alike = [masked(text, onlyHost, name), masked(text, everything, name)] as const;
  return { id, name, status: end.status, word: endWord(end), failure, alike };
}

/** The failure of a failed host whose output was not read. */
function unexplained({ status }: HostEnd): HostFailure | null {
  return status === 'failed' ? { kind: 'unknown', exit_code: null, message: null } : null;
}

/** The message, if it explains the failure: output before a cancel does not. */
function explaining({ status }: HostEnd, message: string | null): string | null {
  if (message === null || status === 'cancelled' || isServerEcho(message)) return null;
  return message.trim().slice(0, longestMessage) || null;
}

/** The order of groups; `as-they-came` while a job is running, so that no line moves. */
type GroupOrder = 'largest-first' | 'as-they-came';

/** Groups hosts: failed ones first, then those that never ran, then cancelled ones. */
export function foldFailures(
  hosts: readonly FailedHost[],
  order: GroupOrder = 'largest-first',
): FailureGroup[] {
  const groups = new Map<string, FailedHost[]>();
  for (const host of hosts) {
    const { kind, exit_code } = host.failure;
    const key = [host.status, kind, exit_code, host.word, host.alike[1]].join('\0');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  const all = [...groups.values()].map(failureGroup);
  return order === 'as-they-came' ? all : all.sort(byWeight);
}

function failureGroup(hosts: readonly FailedHost[]): FailureGroup {
  const [first] = hosts;
  if (first === undefined) throw new RangeError('a group has at least one host');
  const { status, word, failure } = first;
  const texts = [(host: FailedHost) => host.failure.message, ({ alike }: FailedHost) => alike[0]];
  const same = texts.find((text) => hosts.every((host) => text(host) === text(first)));
  const message = failure.message === null ? null : (same?.(first) ?? first.alike[1]);
  return { status, word, failure: { ...failure, message }, hosts };
}

const classes: readonly HostStatus[] = ['failed', 'never_ran', 'cancelled'];

function byWeight(a: FailureGroup, b: FailureGroup): number {
  return classes.indexOf(a.status) - classes.indexOf(b.status) || b.hosts.length - a.hosts.length;
}
