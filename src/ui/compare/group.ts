import { createHash } from 'node:crypto';
import { isTerminal } from '../../jobs/host-run.ts';
import type { JsonObject } from '../field-path.ts';
import type { ComparedHost } from './compared-host.ts';
import { type Mask, masked } from './mask.ts';

/** Hosts that ended alike and printed the same. */
export interface HostGroup {
  /** In the order given. */
  readonly hosts: readonly ComparedHost[];
  readonly status: ComparedHost['status'];
  readonly exit_code: number | null;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  /** What they printed; with masks applied where they differ in what is masked. */
  readonly text: string;
}

/** Failed groups first, then those that have not ended, then the successful; each class largest first. */
export function groupHosts(hosts: readonly ComparedHost[], masks: readonly Mask[] = []): HostGroup[] {
  const groups = new Map<string, { readonly members: ComparedHost[]; readonly text: string }>();
  for (const host of hosts) {
    const text = masked(host.text, masks, host.name);
    const key = `${host.status} ${host.word} ${digestOf(text)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { members: [host], text });
    else group.members.push(host);
  }
  return [...groups.values()].map(({ members, text }) => hostGroup(members, text)).sort(byWeight);
}

/** A key that is long itself would be kept beside the text. */
function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf16le').digest('base64');
}

function hostGroup(hosts: readonly ComparedHost[], maskedText: string): HostGroup {
  const [first, ...others] = hosts;
  if (first === undefined) throw new RangeError('a group has at least one host');
  const { status, exit_code, word, text } = first;
  const isSame = others.every((host) => host.text === text);
  return { hosts, status, exit_code, word, text: isSame ? text : maskedText };
}

function byWeight(a: HostGroup, b: HostGroup): number {
  return rank(a) - rank(b) || b.hosts.length - a.hosts.length;
}

function rank({ status }: HostGroup): number {
  if (status === 'succeeded') return 2;
  return isTerminal(status) ? 0 : 1;
}

/** A group as JSON tells it. */
export function groupDocument({ hosts, status, exit_code, text }: HostGroup): JsonObject {
  return {
    count: hosts.length,
    status,
    exit_code,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
    output: text,
  };
}
