import type { Document } from '../../documents/types.ts';
import { type HostFailure, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import { endWord, reasonOfWord } from '../nouns/host.ts';
import { comparedText, type HostPage, hostPageEnd } from '../nouns/host-page.ts';
import { digestOf, type StoredText, type TextStore } from '../terminal/stored-text.ts';
import { type Mask, masked } from './mask.ts';

/** A host for comparison; small, because thousands are in memory. */
export interface ComparedHost extends Pick<HostPage, 'id' | 'name' | 'status' | 'exit_code'> {
  readonly text: StoredText;
  /** Equal for hosts whose texts differ only in masked parts. */
  readonly digest: string;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  readonly failure: HostFailure | null;
}

/** Returns a function that turns a page into a compared host. */
export function comparedHosts(
  store: TextStore,
  masks: readonly Mask[] = [],
): (page: HostPage) => ComparedHost {
  return (page) => {
    const { id, name, status, exit_code } = page;
    const own = comparedText(page);
    const text = store.keep(own);
    const digest = masks.length === 0 ? text.digest : digestOf(masked(own, masks, name));
    const end = hostPageEnd(page);
    const failure = hostFailureOf(end);
    return { id, name, status, exit_code, text, digest, word: endWord(end), failure };
  };
}

/** Hosts with the same result and the same output. */
export interface HostGroup {
  /** The hosts in the given order. */
  readonly hosts: readonly ComparedHost[];
  readonly status: ComparedHost['status'];
  readonly exit_code: number | null;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  /** The failure of the first host; with masks, messages may differ. */
  readonly failure: HostFailure | null;
  /** Their output, with masks if it differs in masked parts. Read from the store on each access. */
  readonly text: string;
}

/**
 * Groups hosts: failed groups first, then unfinished, then successful ones; in each class the
 * largest first.
 */
export function groupHosts(
  hosts: readonly ComparedHost[],
  masks: readonly Mask[] = [],
): HostGroup[] {
  const groups = new Map<string, ComparedHost[]>();
  for (const host of hosts) {
    const key = `${host.status} ${host.word} ${host.digest}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  return [...groups.values()].map((members) => hostGroup(members, masks)).sort(byWeight);
}

function hostGroup(hosts: readonly ComparedHost[], masks: readonly Mask[]): HostGroup {
  const [first, ...others] = hosts;
  if (first === undefined) throw new RangeError('a group has at least one host');
  const { status, exit_code, word, failure, text, name } = first;
  const isSame = others.every((host) => host.text.digest === text.digest);
  return {
    hosts,
    status,
    exit_code,
    word,
    failure,
    get text() {
      return isSame ? text.read() : masked(text.read(), masks, name);
    },
  };
}

function byWeight(a: HostGroup, b: HostGroup): number {
  return rank(a) - rank(b) || b.hosts.length - a.hosts.length;
}

function rank({ status }: HostGroup): number {
  if (status === 'succeeded') return 2;
  return isFinal(status) ? 0 : 1;
}

/** A group as JSON. */
export function groupDocument({
  hosts,
  status,
  exit_code,
  word,
  failure,
  text,
}: HostGroup): Document<'output-group'>['groups'][number] {
  return {
    count: hosts.length,
    status,
    exit_code,
    reason: reasonOfWord(status, word),
    failure,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
    output: text,
  };
}
