import { hostCount } from '../../../text/counts.ts';
import type { Report, ReportHost } from '../report.ts';
import { secondsText, utcText } from '../report-words.ts';
import { stateMarkup } from './host-table.ts';
import { type Html, html } from './html-text.ts';

/** Rows of the picture: those that failed, then those that took the longest. */
const mostRows = 60;

interface Span {
  readonly host: ReportHost;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly end: number;
}

/** When each host ran, as bars from its start to its end; nothing where no time is known. */
export function waterfallSection({ hosts, job }: Report): Html {
  const spans = hosts.flatMap(spanOf);
  const from = spans.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, { end }) => Math.max(most, end), 0);
  if (spans.length === 0) return html``;
  const shown = chosenSpans(spans);
  const scale = { from, length: Math.max(1, to - from) };
  const rest = spans.length - shown.length;
  return html`<section aria-labelledby="times">
<h2 id="times">When hosts ran</h2>
<div class="rows" role="region" aria-label="When hosts ran" tabindex="0"><table>
<caption>From ${utcText(new Date(from).toISOString())}, for ${secondsText(scale.length / 1000)}. Each bar is the time between the first and the last line of a host.</caption>
<thead><tr><th scope="col">Host</th><th scope="col">Result</th><th scope="col">Time</th><th scope="col" class="number">Duration</th></tr></thead>
<tbody>
${shown.map((span) => spanRow(span, scale))}</tbody>
</table></div>
${rest > 0 ? html`<p class="quiet">${restText(spans, shown)} All of them: <code>rexctl show ${job.id} --hosts</code></p>\n` : null}</section>
`;
}

function spanOf(host: ReportHost): readonly Span[] {
  const { started_at, ended_at } = host;
  if (started_at === null || ended_at === null) return [];
  const [start, end] = [Date.parse(started_at), Date.parse(ended_at)];
  return Number.isNaN(start) || end < start ? [] : [{ host, start, end }];
}

function chosenSpans(spans: readonly Span[]): readonly Span[] {
  const weight = ({ host, start, end }: Span) => (host.failure === null ? 0 : 1e15) + end - start;
  const chosen = [...spans].sort((a, b) => weight(b) - weight(a)).slice(0, mostRows);
  return chosen.sort((a, b) => a.start - b.start || a.end - b.end);
}

function restText(spans: readonly Span[], shown: readonly Span[]): string {
  const rest = spans.filter((span) => !shown.includes(span));
  const longest = rest.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  const failed = rest.filter(({ host }) => host.failure !== null).length;
  const others = failed === 0 ? '' : ` (${hostCount(failed)} that did not succeed)`;
  return `${hostCount(rest.length)} more${others}, at most ${secondsText(longest / 1000)} each.`;
}

interface Scale {
  readonly from: number;
  readonly length: number;
}

/** At least a sliver, so that every host is seen. */
const narrowest = 4;

function spanRow({ host, start, end }: Span, { from, length }: Scale): Html {
  const at = ((start - from) / length) * (1000 - narrowest);
  const width = Math.max(narrowest, ((end - start) / length) * 1000);
  const seconds = secondsText((end - start) / 1000);
  const label = `from ${secondsText((start - from) / 1000)} to ${secondsText((end - from) / 1000)}`;
  return html`<tr><th scope="row" class="names">${host.name}</th><td>${stateMarkup(host)}</td><td class="track"><svg role="img" aria-label="${label}" viewBox="0 0 1000 12" preserveAspectRatio="none"><rect class="${host.status}" x="${at.toFixed(1)}" y="1" width="${Math.min(width, 1000 - at).toFixed(1)}" height="10" rx="1"/></svg></td><td class="number">${seconds}</td></tr>
`;
}
