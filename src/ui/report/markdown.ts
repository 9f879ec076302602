import { counted, hostCount, numberText } from '../../text/counts.ts';
import { foldNames } from '../terminal/fold-names.ts';
import { type Excerpt, smallerExcerpt } from './excerpt.ts';
import { fencedBlock, inlineCode } from './markdown-text.ts';
import type { Report, ReportOutput } from './report.ts';
import { reportCommands, reportFacts, reportInputs } from './report-facts.ts';
import {
  leftOutText,
  reasonWord,
  reportRemarks,
  reportTitle,
  statusCounts,
} from './report-words.ts';

/** The size of a report. Tickets accept 65,536 characters, the summary of a CI step 1 MiB. */
const mostBytes = 60_000;
/** The most bytes for inputs and failures, which are before the outputs. */
const room = { inputs: 12_000, failures: 20_000 };
const mostFailures = 20;
const mostOutputs = 20;
const outputSize = { lines: 20, characters: 2_000 };

/** The report as GitHub Flavored Markdown, for a ticket or the summary of a CI step. */
export function markdownReport(report: Report): string {
  const end = commandsText(report);
  const head = [headText(report), countsTable(report), factsText(report), failuresText(report)];
  const text = head.filter((part) => part !== '').join('\n');
  const rest = mostBytes - Buffer.byteLength(text) - Buffer.byteLength(end) - 300;
  return `${text}${outputsText(report, rest)}\n${end}`;
}

function outputsText(report: Report, bytes: number): string {
  const outputs = outputBlocks(report);
  if (outputs.length === 0) return '';
  const shown = fitting(outputs.slice(0, mostOutputs), bytes);
  const missing = outputs.length - shown.length;
  const more =
    missing === 0
      ? ''
      : `\n${counted(missing, 'more output')}: ${inlineCode(`rexctl output ${report.job.id} --failed --group`)}\n`;
  return `\n## Output of hosts that did not succeed\n${shown.join('')}${more}`;
}

/** The first parts that fit. */
function fitting(parts: readonly string[], bytes: number): readonly string[] {
  let left = bytes;
  const tooMuch = parts.findIndex((part) => {
    left -= Buffer.byteLength(part);
    return left < 0;
  });
  return tooMuch === -1 ? parts : parts.slice(0, tooMuch);
}

function headText(report: Report): string {
  const { job } = report;
  const description = job.description === null ? '' : `\n${inlineCode(job.description)}\n`;
  const remarks = reportRemarks(report).map((text) => `\n> ${withCode(text)}\n`);
  return `# ${reportTitle(report)}\n${description}${remarks.join('')}`;
}

/** A sentence that may quote the server; it becomes code unless it surely has only plain words. */
function withCode(sentence: string): string {
  return /[^\p{L}\p{N} ,.:;()'-]|https?:|www\.|\bGH-|[0-9a-f]{7}/iu.test(sentence)
    ? inlineCode(sentence, 600)
    : sentence;
}

/** The table of counts, which has no text of hosts. */
function countsTable(report: Report): string {
  const counts = statusCounts(report);
  if (counts.length === 0) return '';
  const rows = counts.map(({ word, count }) => `| ${word} | ${numberText(count)} |\n`);
  return `| result | hosts |\n|---|---:|\n${rows.join('')}`;
}

function factsText(report: Report): string {
  const facts = reportFacts(report).map(
    ({ label, value, iso, isOwn }) =>
      `- ${label}: ${iso === undefined && !isOwn ? inlineCode(value) : value}\n`,
  );
  return `${facts.join('')}${inputsText(report)}- In Foreman: ${linkText(report.url)}\n`;
}

function inputsText(report: Report): string {
  const inputs = reportInputs(report).map(
    ({ label, value }) => `- Input ${inlineCode(label)}: ${inlineCode(value)}\n`,
  );
  const shown = fitting(inputs, room.inputs);
  const missing = inputs.length - shown.length;
  return `${shown.join('')}${missing === 0 ? '' : `- ${counted(missing, 'more input')}\n`}`;
}

/** A link, or code if Markdown parsers could read the address in different ways. */
function linkText(url: string): string {
  return /^https?:\/\/[\w.:[\]-]+(?:\/[\w./~-]*)?$/i.test(url) ? `<${url}>` : inlineCode(url);
}

function failuresText({ failures, job }: Report): string {
  if (failures.length === 0) return '';
  const all = failures.slice(0, mostFailures).map((failure) => {
    const { hosts, message } = failure;
    const what = message === null ? '' : `: ${inlineCode(message, 200)}`;
    return `- **${hostCount(hosts.length)}, ${reasonWord(failure)}**${what}\n  on ${namesCode(hosts)}\n`;
  });
  const rows = fitting(all, room.failures);
  const rest = failures.length - rows.length;
  const more =
    rest > 0
      ? `- ${counted(rest, 'more group')}: ${inlineCode(`rexctl why ${job.id} --all`)}\n`
      : '';
  return `## Why hosts did not succeed\n\n${rows.join('')}${more}`;
}

function namesCode(hosts: readonly { readonly name: string }[]): string {
  return inlineCode(foldNames(hosts.map(({ name }) => name)));
}

function outputBlocks({ outputs }: Report): readonly string[] {
  return outputs.filter(({ status }) => isBad(status)).map(outputText);
}

function isBad(status: ReportOutput['status']): boolean {
  return status === 'failed' || status === 'never_ran' || status === 'cancelled';
}

function outputText({ hosts, word, excerpt }: ReportOutput): string {
  const title = `\n**${hostCount(hosts.length)}, ${word}**: ${namesCode(hosts)}\n\n`;
  return title + excerptText(excerpt);
}

/** The output, mostly its last lines. */
function excerptText(excerpt: Excerpt): string {
  const { head, tail, leftOut } = smallerExcerpt(excerpt, outputSize);
  if (head === '' && leftOut === null) return 'Nothing was printed.\n';
  if (leftOut === null) return fencedBlock(head);
  const before = head === '' ? '' : `${fencedBlock(head)}\n`;
  return `${before}${leftOutText(leftOut)}:\n\n${fencedBlock(tail)}`;
}

function commandsText(report: Report): string {
  const rows = reportCommands(report).map(
    ([command, purpose]) => `- ${inlineCode(command)}: ${purpose}\n`,
  );
  return `## In a terminal\n\n${rows.join('')}`;
}
