import type { Context } from '../../cli/context.ts';
import { replaceFile } from '../../settings/folders.ts';
import { fileTrouble } from '../../text/file-trouble.ts';
import { schemaVersion } from '../../ui/answers/answer.ts';
import { chosenDocument } from '../../ui/answers/fields.ts';
import { jsonText } from '../../ui/answers/json.ts';
import type { Report } from '../../ui/report/report.ts';
import { reportDocument } from '../../ui/report/report-document.ts';
import type { ReportFormat } from './formats.ts';
import { unwritable } from './target-file.ts';

/** Writes the report to a file as a whole, and names the file on standard error. */
export async function writeReport(
  context: Context,
  report: Report,
  format: ReportFormat,
  file: string,
): Promise<void> {
  const text = await reportText(context, report, format);
  try {
    await replaceFile(file, text);
  } catch (error) {
    throw unwritable(file, fileTrouble(error));
  }
  await context.note(`Wrote the report on job ${report.job.id} to ${file}`);
}

/** Prints the report; on a terminal without control sequences, which output of hosts may have. */
export async function printReport(
  context: Context,
  report: Report,
  format: ReportFormat,
): Promise<void> {
  if (format === 'json' || format === 'yaml')
    return context.print({ document: reportDocument(report) });
  await context.io.out.write(await reportText(context, report, format));
}

async function reportText(
  { globals }: Context,
  report: Report,
  format: ReportFormat,
): Promise<string> {
  switch (format) {
    case 'html':
      return (await import('../../ui/report/html/html-page.ts')).htmlReport(report);
    case 'junit':
      return (await import('../../ui/report/junit.ts')).junitReport(report);
    case 'markdown':
      return (await import('../../ui/report/markdown.ts')).markdownReport(report);
    default: {
      const chosen = chosenDocument({ document: reportDocument(report) }, globals.fields);
      const document = { schema: schemaVersion, ...chosen };
      if (format === 'json') return jsonText(document, false);
      return (await import('../../ui/answers/yaml-text.ts')).yamlText(document);
    }
  }
}
