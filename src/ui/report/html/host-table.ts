import { hostStatuses } from '../../../jobs/hosts/host-run.ts';
import { counted, hostCount, numberText } from '../../../text/counts.ts';
import { hostMark, iconsOf } from '../../terminal/icons.ts';
import type { Report, ReportHost } from '../report.ts';
import { secondsText, utcText } from '../report-words.ts';
import { fittingBlocks, type Html, html } from './html-text.ts';
import { breakable } from './summary-section.ts';

/** The most bytes of markup: 3,000 rows with usual names. Browsers are slow with larger pages. */
const room = 650_000;

/** The table of all hosts with results; hosts that did not succeed are first. */
export function hostFacts({ hosts, job }: Report): Html {
  if (hosts.length === 0) return html``;
  const inOrder = hostStatuses.flatMap((status) => hosts.filter((host) => host.status === status));
  const shown = fittingBlocks(inOrder, room, hostRow);
  const rest = inOrder.length - shown.length;
  return html`<section aria-labelledby="hosts">
<h2 id="hosts">All hosts</h2>
<details><summary>${hostCount(hosts.length)}, those that did not succeed first</summary>
<div class="rows" role="region" aria-label="Table of hosts" tabindex="0"><table>
<thead><tr><th scope="col">Host</th><th scope="col">Result</th><th scope="col" class="minor">Started</th><th scope="col" class="number">Duration</th><th scope="col" class="number">Lines</th><th scope="col">Remark</th></tr></thead>
<tbody>
${shown}</tbody>
</table></div>
${rest > 0 ? html`<p class="quiet">${counted(rest, 'more host')}: <code>rexctl show ${job.id} --hosts</code></p>\n` : null}</details>
</section>
`;
}

function hostRow(host: ReportHost): Html {
  const { name, status, lines, notice } = host;
  const { started_at, duration_s } = host.times;
  const started = started_at === null ? null : html`${utcText(started_at).slice(11, 19)}`;
  return html`<tr>${hostHeader(name)}<td>${stateMarkup(host)}</td><td class="minor">${started}</td><td class="number">${duration_s === null ? '' : secondsText(duration_s)}</td><td class="number">${status === 'never_ran' ? '' : numberText(lines)}</td><td>${notice}</td></tr>
`;
}

/** The header cell of a host; its name can break after dots. */
export function hostHeader(name: string): Html {
  return html`<th scope="row" class="host">${breakable(name, /(?<=\.)/)}</th>`;
}

export function stateMarkup({ status, word }: Pick<ReportHost, 'status' | 'word'>): Html {
  const icon = iconsOf({ unicode: true })[hostMark(status).icon];
  return html`<span class="state ${status}"><span aria-hidden="true">${icon}</span> ${word}</span>`;
}
