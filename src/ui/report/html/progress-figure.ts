import { hostCount, numberText } from '../../../text/counts.ts';
import type { HostSpans } from '../host-spans.ts';
import type { Report } from '../report.ts';
import { secondsText } from '../report-words.ts';
import { type Html, html } from './html-text.ts';

/** Without this many finished hosts there is no figure: the table of hosts is clear enough. */
const fewest = 30;
/** The number of points of the line, which is enough for the width of the figure. */
const points = 200;
const [width, height] = [1000, 120];

/** The figure of finished hosts over time; hosts that did not succeed are below the others. */
export function progressFigure({ hosts }: Report, { spans, from, to }: HostSpans): Html {
  const ended = spans.filter(({ hasEnded }) => hasEnded);
  if (ended.length < fewest || to === from) return html``;
  const bad = endsBy(ended.filter(({ host }) => host.failure !== null).map(timeOf), from, to);
  const all = endsBy(ended.map(timeOf), from, to);
  const half = secondsAt(all, Math.ceil(hosts.length / 2), to - from);
  const words =
    `${hostCount(ended.length)} finished within ${secondsText((to - from) / 1000)}` +
    (half === null ? '' : `, half of all hosts within ${secondsText(half)}`);
  return html`<figure><svg class="progress" role="img" aria-labelledby="progress-title progress-text" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none"><title id="progress-title">Finished hosts over time</title><desc id="progress-text">${words}. ${numberText(bad.at(-1) ?? 0)} of them did not succeed.</desc>${area('succeeded', all, hosts.length)}${area('failed', bad, hosts.length)}</svg>
<figcaption class="quiet">${words}.</figcaption></figure>
`;
}

const timeOf = ({ end }: { readonly end: number }) => end;

/** The number of hosts that had finished at each point. */
function endsBy(ends: readonly number[], from: number, to: number): readonly number[] {
  const counts = new Array<number>(points + 1).fill(0);
  for (const end of ends) {
    const at = Math.ceil(((end - from) / (to - from)) * points);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

function secondsAt(passed: readonly number[], count: number, milliseconds: number): number | null {
  const at = passed.findIndex((sum) => sum >= count);
  return at === -1 ? null : (milliseconds / 1000) * (at / points);
}

function area(name: string, passed: readonly number[], total: number): Html {
  const line = passed.map(
    (count, at) => `${(at / points) * width},${(height - (count / total) * height).toFixed(1)}`,
  );
  return html`<polygon class="${name}" points="${`0,${height} ${line.join(' ')} ${width},${height}`}"/>`;
}
