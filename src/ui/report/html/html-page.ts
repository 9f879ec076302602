import { createHash } from 'node:crypto';
import type { Report } from '../report.ts';
import { reportTitle, utcText } from '../report-words.ts';
import { hostFacts } from './host-table.ts';
import { htmlStyle } from './html-style.ts';
import { type Html, html } from './html-text.ts';
import { outputsSection } from './outputs-section.ts';
import { failuresSection, nextSection, summaryHeader, summarySection } from './summary-section.ts';
import { waterfallSection } from './waterfall.ts';

/**
 * The report as one HTML page without scripts, fonts, images and other files; its policy allows
 * only its own style.
 */
export function htmlReport(report: Report): string {
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="rexctl">
<title>${reportTitle(report)}</title>
<style>${{ markup: htmlStyle }}</style>
</head>
<body>
<a class="skip" href="#results">Skip to the results</a>
${summaryHeader(report)}
<main id="results" tabindex="-1">
${sections(report)}</main>
<footer><p>Report made by rexctl at ${utcText(report.made_at)}. The job may have changed since.</p></footer>
</body>
</html>
`;
  return page.markup;
}

function sections(report: Report): readonly Html[] {
  return [
    summarySection(report),
    failuresSection(report),
    ...outputsSection(report),
    waterfallSection(report),
    hostFacts(report),
    nextSection(report),
  ];
}

function policy(): string {
  const hash = createHash('sha256').update(htmlStyle).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}
