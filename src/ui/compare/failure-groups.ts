import { type HostEnd, type HostFailure, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import { type Mask, masked } from './mask.ts';

/** A host that did not succeed: of thousands of them all are in memory together. */
export interface FailedHost extends TargetHost {
  readonly status: HostStatus;
  /** `exit 3`, `unreachable`, `never ran` … */
  readonly word: string;
  readonly failure: HostFailure;
  /** The message with its own name masked, and with times and numbers masked too. */
  readonly alike: readonly [host: string, all: string];
}

/** Hosts that did not succeed for the same reason. */
export interface FailureGroup extends Pick<FailedHost, 'status' | 'word'> {
  /** Its message is that of all; where they differ in names, times or numbers, these are masked. */
  readonly failure: HostFailure;
  /** In the order given. */
  readonly hosts: readonly TargetHost[];
}

const onlyHost: readonly Mask[] = ['host'];
const everything: readonly Mask[] = ['host', 'times', 'numbers'];

/** More of a message is not what sets groups apart. */
const longestMessage = 1_000;

/** `null` for a host that succeeded, or has not ended. */
export function failedHost({ id, name }: TargetHost, end: HostEnd): FailedHost | null {
  const found = hostFailureOf(end) ?? unexplained(end);
  if (found === null) return null;
  const failure = { ...found, message: explaining(end, found.message) };
  const text = failure.message ?? '';
  const alike = [masked(text, onlyHost, name), masked(text, everything, name)] as const;
  return { id, name, status: end.status, word: endWord(end), failure, alike };
}

/** A host that failed counts, also where its output was not read. */
function unexplained({ status }: HostEnd): HostFailure | null {
  return status === 'failed' ? { kind: 'unknown', exit_code: null, message: null } : null;
}

/** What a host printed before it was cancelled does not explain that it was. */
function explaining({ status }: HostEnd, message: string | null): string | null {
  if (message === null || status === 'cancelled' || isServerEcho(message)) return null;
  return message.trim().slice(0, longestMessage) || null;
}

/** How groups follow each other: as they came while a job runs, so that no line moves. */
type GroupOrder = 'largest-first' | 'as-they-came';

/** Failed hosts first, then those that never ran, then cancelled ones; each class in this order. */
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
