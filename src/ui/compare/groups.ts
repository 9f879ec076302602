import type { Document } from '../../documents/types.ts';
import { type HostFailure, hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import { endWord, reasonOfWord } from '../nouns/host.ts';
import { comparedText, type HostPage, hostPageEnd } from '../nouns/host-page.ts';
import { digestOf, type StoredText, type TextStore } from '../terminal/stored-text.ts';
import { type Mask, masked } from './mask.ts';

/** A host with what it is compared by: of thousands of hosts all are in memory together. */
export interface ComparedHost extends Pick<HostPage, 'id' | 'name' | 'status' | 'exit_code'> {
  readonly text: StoredText;
  /** The same for hosts whose texts differ only in what is masked. */
  readonly digest: string;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  readonly failure: HostFailure | null;
}

/** Makes pages small. */
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
  /** In the order given. */
  readonly hosts: readonly ComparedHost[];
  readonly status: ComparedHost['status'];
  readonly exit_code: number | null;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  /** Of the first host: messages may differ where masks are applied. */
  readonly failure: HostFailure | null;
  /**
   * What they printed; with masks applied where they differ in what is masked. Read each time it is
   * asked for.
   */
  readonly text: string;
}

/**
 * Failed groups first, then those that have not ended, then the successful; each class largest
 * first.
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
