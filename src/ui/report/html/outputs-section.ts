import { counted, enumerated, hostCount, numberText } from '../../../text/counts.ts';
import { shellWord } from '../../../text/shell-word.ts';
import { hostMark, iconsOf } from '../../terminal/icons.ts';
import { smallerExcerpt } from '../excerpt.ts';
import type { Report, ReportOutput } from '../report.ts';
import { excerptMarkup } from './excerpt-markup.ts';
import { fittingBlocks, type Html, html } from './html-text.ts';
import { namesMarkup } from './summary-section.ts';

/** The most bytes of markup for outputs of hosts that did not succeed, and of other hosts. */
const room = { bad: 700_000, other: 250_000 };
const largest = { lines: 60, characters: 12_000 };
/** The number of outputs that are open at first. */
const mostOpen = 3;

/** The outputs of hosts, each one once; those of hosts that did not succeed are first. */
export function outputsSection(report: Report): readonly Html[] {
  const { outputs } = report;
  const bad = outputs.filter(({ status }) => isBad(status));
  const other = outputs.filter(({ status }) => !isBad(status));
  return [
    section(report, bad, {
      id: 'failed-output',
      title: 'Output of hosts that did not succeed',
      bytes: room.bad,
      open: mostOpen,
    }),
    section(report, other, {
      id: 'output',
      title: bad.length === 0 ? 'Output' : 'Output of the other hosts',
      bytes: room.other,
      open: bad.length === 0 ? 1 : 0,
    }),
  ];
}

interface SectionPlan {
  readonly id: string;
  readonly title: string;
  readonly bytes: number;
  readonly open: number;
}

function section(report: Report, outputs: readonly ReportOutput[], plan: SectionPlan): Html {
  if (outputs.length === 0) return html``;
  const { job } = report;
  const each = Math.floor(plan.bytes / outputs.length);
  const blocks = fittingBlocks(outputs, plan.bytes, (output, at) =>
    outputBlock(job.id, output, each, at < plan.open),
  );
  const missing = outputs.slice(blocks.length);
  return html`<section aria-labelledby="${plan.id}">
<h2 id="${plan.id}">${plan.title}</h2>
<p class="quiet">${introduction(report, outputs)}</p>
${blocks}${missing.length === 0 ? null : missingText(job.id, missing)}</section>
`;
}

function introduction({ masks }: Report, outputs: readonly ReportOutput[]): string {
  const hosts = outputs.reduce((sum, output) => sum + output.hosts.length, 0);
  const same =
    masks.length === 0
      ? 'Hosts in a group printed the same.'
      : `Outputs in a group differ only in ${enumerated(masks)}.`;
  if (hosts === 1) return 'One host.';
  return outputs.length === hosts
    ? `${hostCount(hosts)}; no two of them printed the same.`
    : `${hostCount(hosts)} in ${counted(outputs.length, 'group')}. ${same}`;
}

function missingText(jobId: number, missing: readonly ReportOutput[]): Html {
  const hosts = missing.reduce((sum, output) => sum + output.hosts.length, 0);
  return html`<p class="cut">${counted(missing.length, 'more output')} of ${hostCount(hosts)} left out: <code>rexctl output ${jobId} --group</code></p>
`;
}

/** A block with hosts and their output, in about `bytes` of markup. */
function outputBlock(jobId: number, output: ReportOutput, bytes: number, isOpen: boolean): Html {
  const { hosts, status, word, excerpt } = output;
  const mark = hostMark(status);
  const icon = iconsOf({ unicode: true })[mark.icon];
  const [first] = hosts;
  const command = `rexctl output ${jobId} ${shellWord(first?.name ?? '')}`;
  const isEmpty = excerpt.head === '' && excerpt.leftOut === null;
  const render = (characters: number) =>
    isEmpty
      ? html`<p class="cut">Nothing was printed.</p>`
      : excerptMarkup(smallerExcerpt(excerpt, { ...largest, characters }), command);
  return html`<details class="output${isBad(status) ? ' bad' : ''}"${{ markup: isOpen ? ' open' : '' }}><summary><span class="state ${status}"><span aria-hidden="true">${icon}</span> ${word}</span> <b>${numberText(hosts.length)}</b> ${hosts.length === 1 ? 'host' : 'hosts'}: <span class="names">${namesMarkup(hosts)}</span></summary>${fitting(render, bytes)}</details>
`;
}

/** The largest markup that fits. Sizes are tried, because markup is longer than its text. */
function fitting(render: (characters: number) => Html, bytes: number): Html {
  let characters = Math.min(largest.characters, Math.max(400, bytes));
  let found = render(characters);
  while (Buffer.byteLength(found.markup) > Math.max(800, bytes) && characters > 200) {
    characters = Math.floor(characters / 2);
    found = render(characters);
  }
  return found;
}

function isBad(status: ReportOutput['status']): boolean {
  return status === 'failed' || status === 'never_ran' || status === 'cancelled';
}
