import { isTerminal } from '../../jobs/host-run.ts';
import { endWord } from './host-end.ts';
import { comparedText, type HostPage, hostPageEnd } from './host-page.ts';
import { type Mask, masked } from './mask.ts';

/** Hosts that ended alike and printed the same. */
export interface HostGroup {
  /** In the order given. */
  readonly hosts: readonly HostPage[];
  readonly status: HostPage['status'];
  readonly exit_code: number | null;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
  /** What they printed; with masks applied where they differ in what is masked. */
  readonly text: string;
}

/** Failed groups first, then those that have not ended, then the successful; each class largest first. */
export function groupHosts(pages: readonly HostPage[], masks: readonly Mask[] = []): HostGroup[] {
  const groups = new Map<string, { readonly members: HostPage[]; readonly text: string }>();
  for (const page of pages) {
    const text = masked(comparedText(page), masks, page.name);
    const key = JSON.stringify([page.status, endWord(hostPageEnd(page)), text]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { members: [page], text });
    else group.members.push(page);
  }
  return [...groups.values()].map(({ members, text }) => hostGroup(members, text)).sort(byWeight);
}

function hostGroup(hosts: readonly HostPage[], maskedText: string): HostGroup {
  const [first, ...others] = hosts;
  if (first === undefined) throw new RangeError('a group has at least one host');
  const text = comparedText(first);
  const isSame = others.every((page) => comparedText(page) === text);
  return {
    hosts,
    status: first.status,
    exit_code: first.exit_code,
    word: endWord(hostPageEnd(first)),
    text: isSame ? text : maskedText,
  };
}

function byWeight(a: HostGroup, b: HostGroup): number {
  return rank(a) - rank(b) || b.hosts.length - a.hosts.length;
}

function rank({ status }: HostGroup): number {
  if (status === 'succeeded') return 2;
  return isTerminal(status) ? 0 : 1;
}

/** The groups as JSON tells them. */
export function groupsDocument(groups: readonly HostGroup[]): readonly Readonly<Record<string, unknown>>[] {
  return groups.map(({ hosts, status, exit_code, text }) => ({
    count: hosts.length,
    status,
    exit_code,
    hosts: hosts.map(({ id, name }) => ({ id, name })),
    output: text,
  }));
}
