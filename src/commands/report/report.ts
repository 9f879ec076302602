import { Option } from '@commander-js/extra-typings';
import { maskOption } from '../../attach/group-options.ts';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import { filled, jobArgument } from '../../cli/options/option-parsers.ts';
import { usageError } from '../../errors.ts';
import { exitCodeOf } from '../../jobs/job-result.ts';
import type { Mask } from '../../ui/compare/mask.ts';
import { isReportComplete } from '../../ui/report/report.ts';
import { type ReportFormat, reportFormats } from './formats.ts';
import { readReport } from './read-report.ts';
import { checkTargetFile } from './target-file.ts';
import { printReport, writeReport } from './write-report.ts';

/** Writes all facts about a job into one file: for a manager, a CI server or a ticket. */
export const report = command({
  description: 'Writes a report on a job for people, CI servers and tickets.',
  arguments: [jobArgument],
  options: [
    new Option(
      '-o, --output <file>',
      'write to this file; - is standard output (the default)',
    ).argParser(filled('--output')),
    maskOption('when outputs are compared, ignore'),
    new Option('--exit-status', "exit with the job's result instead of 0"),
  ],
  formats: reportFormats,
  notes:
    'Without --format, the extension of the file sets the format: .html, .xml (JUnit), .md, .json or .yaml. The default is Markdown.',
  topics: ['results', 'exit-codes'],
  examples: [
    ['rexctl report 215 -o job-215.html', 'write a page to send or print'],
    [
      'rexctl report @last --format junit -o result.xml --exit-status',
      'write a result that CI servers show',
    ],
    [
      'rexctl report @last >> "$GITHUB_STEP_SUMMARY"',
      'add it to the summary of a GitHub Actions step',
    ],
  ],
  answers: () => ({ schemas: ['report'], text: 'a report', isRecord: true }),
  run: (context, { job, output, mask, format, exitStatus }) =>
    runReport(context, {
      ...{ reference: job, masks: mask ?? [], exitStatus: exitStatus === true },
      ...{ file: output === undefined || output === '-' ? null : output },
      format: format ?? formatOfFile(output),
    }),
});

interface ReportOptions {
  readonly reference: Parameters<typeof readReport>[1];
  readonly masks: readonly Mask[];
  readonly file: string | null;
  readonly format: ReportFormat;
  readonly exitStatus: boolean;
}

async function runReport(context: Context, options: ReportOptions): Promise<number> {
  const { reference, masks, file, format, exitStatus } = options;
  if (file !== null && context.globals.query !== undefined) throw queryIntoFile();
  if (format === 'html' && file === null && context.io.out.isTerminal) throw pageOnTerminal();
  if (file !== null) await checkTargetFile(file);
  const read = await readReport(context, reference, masks);
  if (file === null) await printReport(context, read, format);
  else await writeReport(context, read, format, file);
  const outcome = exitStatus ? read.outcome : 'succeeded';
  if (outcome === 'succeeded' && !isReportComplete(read)) return exitCodeOf('unknown');
  return exitCodeOf(outcome, read.neverStarted);
}

function queryIntoFile(): Error {
  return usageError(
    '--query and --output cannot be used together. Nothing was read',
    'redirect what the query selects: > FILE',
  );
}

function pageOnTerminal(): Error {
  return usageError(
    'HTML cannot be shown on a terminal. Nothing was read',
    'name a file: --output report.html',
  );
}

const endings: Readonly<Record<string, ReportFormat>> = {
  html: 'html',
  htm: 'html',
  xml: 'junit',
  md: 'markdown',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
};

/** Refused file extensions: their programs could not read a report. */
const others: ReadonlySet<string> = new Set(['pdf', 'doc', 'docx', 'odt', 'csv', 'xls', 'xlsx']);

function formatOfFile(file: string | undefined): ReportFormat {
  const ending = /\.(\w+)$/.exec(file ?? '')?.[1]?.toLowerCase() ?? '';
  if (others.has(ending)) throw unknownFormat(file ?? '', ending);
  return endings[ending] ?? 'markdown';
}

function unknownFormat(file: string, ending: string): Error {
  return usageError(
    `no report format for \`${file}\`: expected .html, .xml, .md, .json or .yaml. Nothing was read`,
    ending === 'csv'
      ? 'print rows with rexctl output --format csv'
      : 'use --output report.html: a browser prints it, also to a PDF file',
  );
}
