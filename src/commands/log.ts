import { Option } from '@commander-js/extra-typings';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { wholeNumber } from '../cli/options/option-parsers.ts';
import type { Answered } from '../documents/types.ts';
import { parseAuditEntry } from '../jobs/audit-entry.ts';
import { readAuditLines } from '../settings/audit-file.ts';
import { counted } from '../text/counts.ts';
import { logColumns } from '../ui/nouns/audit.ts';

const usualLimit = 20;

/**
 * Shows the local history: what was started, rerun, cancelled and resumed from this machine. It
 * sends no request.
 */
export const log = command({
  description: 'Shows the local history of started, rerun, cancelled and resumed jobs.',
  options: [
    new Option(
      '-n, --limit <n>',
      `show the newest n entries, newest last (default: ${usualLimit})`,
    ).argParser(wholeNumber('--limit', 1)),
    new Option('--path', 'print the path of the history file instead'),
  ],
  conflicts: [['limit', 'path']],
  topics: ['files', 'safety'],
  examples: [
    ['rexctl log --limit 5', 'show the five newest entries'],
    ["rexctl log --json | jq '.entries[-1]'", 'print the newest entry, for a script'],
  ],
  paged: () => true,
  run: (context, { limit = usualLimit, path }) =>
    path === true ? printPath(context) : printEntries(context, limit),
});

async function printPath(context: Context): Promise<number> {
  const { logFile } = (await context.settings()).paths;
  await context.print({
    document: { path: logFile } satisfies Answered<'log-path'>,
    prose: () => `${logFile}\n`,
  });
  return 0;
}

async function printEntries(context: Context, limit: number): Promise<number> {
  const { logFile } = (await context.settings()).paths;
  const lines = await readAuditLines(logFile, context.runtime.platform, context.signal);
  const entries = lines.flatMap((line) => parseAuditEntry(line) ?? []);
  const unreadable = lines.length - entries.length;
  const shown = entries.slice(-limit);
  if (unreadable > 0)
    await context.warn(`cannot read ${counted(unreadable, 'line')} of \`${logFile}\``);
  await context.print({
    document: { entries: shown, path: logFile } satisfies Answered<'log'>,
    rowsKey: 'entries',
    rows: shown,
    columns: logColumns,
    ...(shown.length === 0 ? { note: 'The local history is empty.' } : {}),
  });
  return 0;
}
