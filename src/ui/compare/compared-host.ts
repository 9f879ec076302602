import { endWord } from '../nouns/host.ts';
import { digestOf, type StoredText, type TextStore } from '../terminal/text-store.ts';
import { comparedText, type HostPage, hostPageEnd } from './host-page.ts';
import { type Mask, masked } from './mask.ts';

/** A host with what it is compared by: of thousands of hosts all are in memory together. */
export interface ComparedHost extends Pick<HostPage, 'id' | 'name' | 'status' | 'exit_code'> {
  readonly text: StoredText;
  /** The same for hosts whose texts differ only in what is masked. */
  readonly digest: string;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
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
    return { id, name, status, exit_code, text, digest, word: endWord(hostPageEnd(page)) };
  };
}
