import { counted, hostCount, numberText } from '../../../text/counts.ts';
import { foldNames } from '../../terminal/fold-names.ts';
import { hostMark, iconsOf, outcomeMark } from '../../terminal/icons.ts';
import { excerptOf } from '../excerpt.ts';
import type { Report, ReportFailure } from '../report.ts';
import { type ReportFact, reportCommands, reportFacts, reportInputs } from '../report-facts.ts';
import { reasonWord, reportRemarks, type StatusCount, statusCounts } from '../report-words.ts';
import { excerptMarkup } from './excerpt-markup.ts';
import { fittingBlocks, type Html, html, shownText } from './html-text.ts';

/** The most bytes of markup for inputs; the same again for failures. */
const room = 100_000;

const icons = iconsOf({ unicode: true });

/** The head of the page: job, outcome and remarks about missing parts. */
export function summaryHeader(report: Report): Html {
  const { job, outcome } = report;
  const mark = outcomeMark(outcome);
  return html`<header>
<h1>Job ${job.id} <span class="badge ${outcome}"><span aria-hidden="true">${icons[mark.icon]}</span> ${mark.word}</span></h1>
${job.description === null ? null : html`<p class="what">${job.description}</p>\n`}${reportRemarks(report).map((text) => html`<p class="remark">${text}</p>\n`)}</header>`;
}

export function summarySection(report: Report): Html {
  const inputs = reportInputs(report);
  const shown = fittingBlocks(inputs, room, inputMarkup);
  const rest = inputs.length - shown.length;
  return html`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
<div class="card">
${outcomeBar(report)}</div>
<dl>
${reportFacts(report).map(factMarkup)}${shown}${rest > 0 ? html`<div class="wide"><dt>${counted(rest, 'more input')}</dt><dd><code>rexctl show ${report.job.id}</code></dd></div>\n` : null}${linkMarkup(report)}</dl>
</section>
`;
}

function factMarkup({ label, value, iso }: ReportFact): Html {
  const shown = iso === undefined ? html`${value}` : html`<time datetime="${iso}">${value}</time>`;
  return html`<div><dt>${label}</dt><dd>${shown}</dd></div>\n`;
}

/** The most text of an input that is shown: scripts may be long. */
const inputSize = { lines: 60, characters: 4_000 };

function inputMarkup({ label, value }: ReportFact): Html {
  const shown = excerptMarkup(excerptOf(value, inputSize), null);
  return html`<div class="wide"><dt>Input <code>${label}</code></dt><dd>${shown}</dd></div>\n`;
}

/** The address of the job, as a link only for http and https: others could run a script. */
function linkMarkup({ url }: Report): Html {
  const shown = /^https?:\/\//i.test(url)
    ? html`<a href="${url}" rel="noreferrer">${url}</a>`
    : html`${url}`;
  return html`<div class="wide"><dt>In Foreman</dt><dd>${shown}</dd></div>\n`;
}

function outcomeBar(report: Report): Html {
  const counts = statusCounts(report);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return html`<p>This job has no hosts.</p>\n`;
  let start = 0;
  const bars = counts.map(({ status, count }) => {
    const x = (start / total) * 1000;
    start += count;
    return html`<rect class="${status}" x="${x.toFixed(2)}" y="0" width="${((count / total) * 1000).toFixed(2)}" height="16"/>`;
  });
  const words = counts.map(({ word, count }) => `${numberText(count)} ${word}`).join(', ');
  return html`<svg class="bar" role="img" aria-labelledby="bar-title bar-text" viewBox="0 0 1000 16" preserveAspectRatio="none"><title id="bar-title">Results of ${hostCount(total)}</title><desc id="bar-text">${words}</desc>${bars}</svg>
<ul class="counts">
${counts.map((count) => countItem(count, total))}</ul>
`;
}

function countItem({ status, word, count }: StatusCount, total: number): Html {
  const icon = status === 'hidden' ? icons.unknown : icons[hostMark(status).icon];
  const share =
    count === total ? null : html` <span class="quiet">${shareText(count / total)}</span>`;
  return html`<li class="${status}"><b>${numberText(count)}</b> <span><span aria-hidden="true">${icon}</span> ${word}</span>${share}</li>
`;
}

/** A share in percent that is never rounded to 0 % or 100 %. */
function shareText(share: number): string {
  if (share < 0.01) return '< 1%';
  return share > 0.99 ? '> 99%' : `${Math.round(share * 100)}%`;
}

/** The most groups of failures that are shown; others are only counted. */
const mostFailures = 100;
/** The most characters of folded names. */
const longestNames = 400;

/** The section about failures; empty if no host failed. */
export function failuresSection({ failures, job }: Report): Html {
  if (failures.length === 0) return html``;
  const shown = fittingBlocks(failures.slice(0, mostFailures), room, failureItem);
  const rest = failures.length - shown.length;
  return html`<section aria-labelledby="failures">
<h2 id="failures">Why hosts did not succeed</h2>
<p class="quiet">Grouped by reason and last line; names, numbers and times in the line may differ.</p>
<ol class="failures">
${shown}</ol>
${rest > 0 ? html`<p class="quiet">${counted(rest, 'more group')}: <code>rexctl why ${job.id} --all</code></p>\n` : null}</section>
`;
}

function failureItem(failure: ReportFailure): Html {
  const { hosts, message, kind } = failure;
  const last =
    message === null ? null : html`<span class="line"><code>${cutText(message, 300)}</code></span>`;
  return html`<li><b>${hostCount(hosts.length)}</b> <span class="state ${kind === 'cancelled' ? 'cancelled' : 'failed'}">${reasonWord(failure)}</span>${last}<span class="names">${namesMarkup(hosts)}</span></li>
`;
}

/** Host names as a set that commands accept, cut if it is too long. */
export function namesMarkup(hosts: readonly { readonly name: string }[]): Html {
  const names = cutText(foldNames(hosts.map(({ name }) => name)), longestNames);
  return breakable(names, /(?<=,)/);
}

/**
 * The text with possible line breaks at `places`. Control sequences are replaced before that, so
 * that none is split.
 */
export function breakable(text: string, places: RegExp): Html {
  const [first = '', ...rest] = shownText(text).split(places);
  return html`${first}${rest.map((part) => html`<wbr>${part}`)}`;
}

function cutText(text: string, most: number): string {
  const characters = [...text.slice(0, most * 2)];
  return characters.length <= most ? text : `${characters.slice(0, most).join('')}…`;
}

export function nextSection(report: Report): Html {
  const rows = reportCommands(report).map(
    ([command, purpose]) => html`<li><code>${command}</code> ${purpose}</li>\n`,
  );
  return html`<section aria-labelledby="next">
<h2 id="next">In a terminal</h2>
<ul class="commands">
${rows}</ul>
</section>
`;
}
