import { endWord } from './host-end.ts';
import { comparedText, type HostPage, hostPageEnd } from './host-page.ts';

/** A host with what it is compared by: of thousands of hosts all are in memory together. */
export interface ComparedHost extends Pick<HostPage, 'id' | 'name' | 'status' | 'exit_code'> {
  readonly text: string;
  /** `exit 3`, `unreachable`, `running` … */
  readonly word: string;
}

/** Makes pages small; what several hosts printed alike is kept once. */
export function comparedHosts(): (page: HostPage) => ComparedHost {
  const texts = new Map<string, string>();
  const once = (text: string) => {
    const known = texts.get(text);
    if (known === undefined) texts.set(text, text);
    return known ?? text;
  };
  return (page) => {
    const { id, name, status, exit_code } = page;
    return { id, name, status, exit_code, text: once(comparedText(page)), word: endWord(hostPageEnd(page)) };
  };
}
