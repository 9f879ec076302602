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
import { type Excerpt, lineCount, mappedExcerpt } from './excerpt.ts';
import { KeptExcerpts } from './kept-excerpts.ts';
import type { ReportHost, ReportOutput } from './report.ts';

/** Collects the hosts of a report with excerpts of their outputs; each text is stored once. */
export class ReportHosts {
  readonly failed: FailedHost[] = [];
  private readonly compared: ComparedHost[] = [];
  private readonly known: Omit<ReportHost, 'output'>[] = [];
  private readonly excerpts = new KeptExcerpts();
  private readonly masks: readonly Mask[];
  private readonly times: ReadonlyMap<number, HostTimes>;

  /** `times`: known times of hosts by id; those of other hosts are taken from their lines. */
  constructor(masks: readonly Mask[], times: ReadonlyMap<number, HostTimes>) {
    this.masks = masks;
    this.times = times;
  }

  /** Adds a host; the page is not needed afterwards. */
  add(page: HostPage): void {
    const { id, name, status, exit_code, notice } = page;
    const text = comparedText(page);
    const own = digestOf(text);
    this.excerpts.keep(own, text);
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
    this.known.push({
      ...{ id, name, status, exit_code, word, notice },
      ...{ failure, times: this.timesOf(page), lines: lineCount(text) },
    });
  }

  /** The hosts in the order in which they were added. */
  get hosts(): readonly ReportHost[] {
    return this.known.map((host, at) => ({
      ...host,
      output: this.excerpts.of(this.compared[at]?.text.digest),
    }));
  }

  private timesOf({ id, status, lines }: HostPage): HostTimes {
    const hasEnded = isFinal(status);
    const known = hasEnded ? this.times.get(id) : undefined;
    return known ?? printedTimes(lines, hasEnded);
  }

  /** The hosts, grouped by result and output. */
  outputs(): readonly ReportOutput[] {
    return groupHosts(this.compared, this.masks).map(
      ({ hosts, status, exit_code, word, failure }) => ({
        hosts: hosts.map(({ id, name }) => ({ id, name })),
        ...{ status, exit_code, word, failure, excerpt: this.excerptOf(hosts) },
      }),
    );
  }

  private excerptOf(hosts: readonly ComparedHost[]): Excerpt {
    const [first] = hosts;
    const excerpt = this.excerpts.of(first?.text.digest);
    if (first === undefined) return excerpt;
    const isSame = hosts.every(({ text }) => text.digest === first.text.digest);
    return isSame
      ? excerpt
      : mappedExcerpt(excerpt, (text) => masked(text, this.masks, first.name));
  }
}
