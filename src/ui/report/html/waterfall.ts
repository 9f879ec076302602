import { counted, hostCount, numberText } from '../../../text/counts.ts';
import { type HostSpan, type HostSpans, hostSpans } from '../host-spans.ts';
import type { Report } from '../report.ts';
import { secondsText, utcText } from '../report-words.ts';
import { hostHeader, stateMarkup } from './host-table.ts';
import { type Html, html } from './html-text.ts';
import { progressFigure } from './progress-figure.ts';

/** The most rows: failed hosts first, then those that took the longest. */
const mostRows = 60;

/** A bar for each host from its start to its end; empty if no time is known. */
export function waterfallSection(report: Report): Html {
  const found = hostSpans(report);
  if (found === null) return html``;
  const shown = chosenSpans(found.spans);
  return html`<section aria-labelledby="times">
<h2 id="times">When hosts ran</h2>
<p class="quiet">${introduction(report, found)}</p>
${progressFigure(report, found)}<div class="rows" role="region" aria-label="Table of times" tabindex="0"><table class="waterfall">
<thead><tr><th scope="col">Host</th><th scope="col">Result</th><th scope="col" class="axis"><span class="unseen">Time: </span>${axisMarkup(found)}</th><th scope="col" class="number">Duration</th></tr></thead>
<tbody>
${shown.map((span) => spanRow(span, found))}</tbody>
</table></div>
${shown.length < found.spans.length ? html`<p class="quiet">${restText(found.spans, shown)} All hosts: <code>rexctl show ${report.job.id} --hosts --columns name,duration</code></p>\n` : null}</section>
`;
}

function introduction({ hosts }: Report, { spans, from, to, astray }: HostSpans): string {
  const printed = spans.filter(
    ({ host, hasEnded }) => hasEnded && host.times.clock === 'smart_proxy',
  ).length;
  const open = spans.filter(({ hasEnded }) => !hasEnded).length;
  const unknown = hosts.length - spans.length - astray;
  return [
    `The time axis starts at ${utcText(new Date(from).toISOString())} and covers ${secondsText((to - from) / 1000)}.`,
    printed === 0
      ? null
      : `For ${printed === spans.length ? 'these hosts' : hostCount(printed)}, a bar shows the time from the first to the last line.`,
    open === 0 ? null : 'Bars of unfinished hosts end at the time of this report.',
    unknown === 0 ? null : `The times of ${hostCount(unknown)} are unknown.`,
    astray === 0
      ? null
      : `${hostCount(astray)} left out: the clock of the smart proxy differs by more than 5 minutes.`,
  ]
    .filter((text) => text !== null)
    .join(' ');
}

function chosenSpans(spans: readonly HostSpan[]): readonly HostSpan[] {
  const weight = ({ host, start, end }: HostSpan) =>
    (host.failure === null ? 0 : 1e15) + end - start;
  const chosen = [...spans].sort((a, b) => weight(b) - weight(a)).slice(0, mostRows);
  return chosen.sort((a, b) => a.start - b.start || a.end - b.end);
}

function restText(spans: readonly HostSpan[], shown: readonly HostSpan[]): string {
  const seen = new Set(shown);
  const rest = spans.filter((span) => !seen.has(span));
  const longest = rest.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const failed = rest.filter(({ host }) => host.failure !== null).length;
  const others = failed === 0 ? '' : ` (${numberText(failed)} did not succeed)`;
  return `${counted(rest.length, 'more host')}${others}, none longer than ${secondsText(longest / 1000)}.`;
}

/** The labels of the axis: beginning, middle and end. */
function axisMarkup({ from, to }: HostSpans): Html {
  const words = [0, 0.5, 1].map((part) => secondsText(((to - from) / 1000) * part));
  return html`<span class="ticks">${words.map((word) => html`<span>${word}</span> `)}</span>`;
}

/** The least width of a bar, in thousandths, so that every host is visible. */
const narrowest = 5;

function spanRow({ host, start, end, hasEnded }: HostSpan, { from, to }: HostSpans): Html {
  const length = Math.max(1, to - from);
  const at = ((start - from) / length) * (1000 - narrowest);
  const width = Math.min(1000 - at, Math.max(narrowest, ((end - start) / length) * 1000));
  const seconds = secondsText((end - start) / 1000);
  const since = secondsText((start - from) / 1000);
  const label = hasEnded
    ? `from ${since} to ${secondsText((end - from) / 1000)}`
    : `from ${since}, not finished`;
  return html`<tr>${hostHeader(host.name)}<td>${stateMarkup(host)}</td><td class="track"><svg role="img" viewBox="0 0 1000 12" preserveAspectRatio="none"><title>${label}</title><rect class="${host.status}" x="${at.toFixed(1)}" y="1" width="${width.toFixed(1)}" height="10" rx="1"/></svg></td><td class="number">${hasEnded ? seconds : null}</td></tr>
`;
}
