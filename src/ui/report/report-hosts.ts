import { hostFailureOf } from '../../jobs/hosts/host-failure.ts';
import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { HostTimes } from '../../jobs/times/host-times.ts';
import { printedTimes } from '../../jobs/times/printed-times.ts';
import { type FailedHost, failedHost } from '../compare/failure-groups.ts';
import { type ComparedHost, groupHosts } from '../compare/groups.ts';
import { type Mask, masked } from '../compare/mask.ts';
import { endWord } from '../nouns/host.ts';
import { comparedText, type HostPage, hostPageEnd } from '../nouns/host-page.ts';
import { digestOf } from '../terminal/stored-text.ts';
import { type Excerpt, excerptOf, lineCount, mappedExcerpt } from './excerpt.ts';
import type { ReportHost, ReportOutput } from './report.ts';

/** What is kept of each output, before the room of a format is known. */
const keptSize = { lines: 120, characters: 12_000 };

/** Hosts as a report needs them: of what they printed the beginning and the end, each text once. */
export class ReportHosts {
  readonly hosts: ReportHost[] = [];
  readonly failed: FailedHost[] = [];
  private readonly compared: ComparedHost[] = [];
  private readonly excerpts = new Map<string, Excerpt>();
  private readonly masks: readonly Mask[];
  private readonly times: ReadonlyMap<number, HostTimes>;

  /** `times`: of hosts by id; those of others are taken from their lines. */
  constructor(masks: readonly Mask[], times: ReadonlyMap<number, HostTimes>) {
    this.masks = masks;
    this.times = times;
  }

  /** The page may be forgotten afterwards. */
  add(page: HostPage): void {
    const { id, name, status, exit_code, notice } = page;
    const text = comparedText(page);
    const own = digestOf(text);
    const output = this.excerpts.get(own) ?? mappedExcerpt(excerptOf(text, keptSize), copied);
    this.excerpts.set(own, output);
    const end = hostPageEnd(page);
    const word = endWord(end);
    const digest = this.masks.length === 0 ? own : digestOf(masked(text, this.masks, name));
    const failure = hostFailureOf(end);
    const failed = failedHost({ id, name }, end);
    if (failed !== null) this.failed.push(failed);
    this.compared.push({
      ...{ id, name, status, exit_code, failure, word, digest },
      text: { digest: own, read: () => '' },
    });
    this.hosts.push({
      ...{ id, name, status, exit_code, word, notice, output },
      ...{ failure, times: this.timesOf(page), lines: lineCount(text) },
    });
  }

  private timesOf({ id, status, lines }: HostPage): HostTimes {
    const hasEnded = isFinal(status);
    const known = hasEnded ? this.times.get(id) : undefined;
    return known ?? printedTimes(lines, hasEnded);
  }

  /** Hosts with the same result and the same output together. */
  outputs(): readonly ReportOutput[] {
    return groupHosts(this.compared, this.masks).map(({ hosts, status, exit_code, word }) => ({
      hosts: hosts.map(({ id, name }) => ({ id, name })),
      ...{ status, exit_code, word, excerpt: this.excerptOf(hosts) },
    }));
  }

  private excerptOf(hosts: readonly ComparedHost[]): Excerpt {
    const [first] = hosts;
    const excerpt = this.excerpts.get(first?.text.digest ?? '');
    if (first === undefined || excerpt === undefined) return excerptOf('', keptSize);
    const isSame = hosts.every(({ text }) => text.digest === first.text.digest);
    return isSame
      ? excerpt
      : mappedExcerpt(excerpt, (text) => masked(text, this.masks, first.name));
  }
}

/** A part of a string keeps all of it in memory. */
function copied(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
