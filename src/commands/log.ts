import { Option } from '@commander-js/extra-typings';
import type { Parent, Runner } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { examples, wholeNumber } from '../cli/option-parsers.ts';
import type { Answered } from '../documents/types.ts';
import { parseAuditEntry } from '../jobs/audit-entry.ts';
import { readAuditLines } from '../settings/audit-file.ts';
import { counted } from '../text/counts.ts';
import { logColumns } from '../ui/nouns/log-columns.ts';

/** What was started, rerun, cancelled and resumed from this machine; the server is not asked. */
interface LogOptions {
  readonly limit: number;
  readonly path: boolean;
}

export function registerLog(parent: Parent, run: Runner): Parent {
  const command = parent
    .command('log')
    .description(
      'Shows what was started, rerun, cancelled and resumed from this machine, newest last.',
    )
    .addOption(
      new Option('-n, --limit <n>', 'how many entries')
        .argParser(wholeNumber('--limit', 1))
        .default(20),
    )
    .option('--path', "print the file's path instead")
    .addHelpText(
      'after',
      examples(['rexctl log --json | jq .entries[-1]', 'the last thing that was done']),
    );
  command.action(({ limit, path }) =>
    run(command as Parent, (context) => runLog({ limit, path: path === true }, context)),
  );
  return command as Parent;
}

async function runLog({ limit, path }: LogOptions, context: Context): Promise<number> {
  const { logFile } = (await context.settings()).paths;
  if (path) {
    await context.print({
      document: { path: logFile } satisfies Answered<'log-path'>,
      prose: () => `${logFile}\n`,
    });
    return 0;
  }
  const lines = await readAuditLines(logFile, context.runtime.platform, context.signal);
  const entries = lines.flatMap((line) => parseAuditEntry(line) ?? []);
  const unreadable = lines.length - entries.length;
  const shown = entries.slice(-limit);
  if (unreadable > 0)
    await context.warn(`${counted(unreadable, 'line')} of \`${logFile}\` cannot be read`);
  await context.print({
    document: { entries: shown, path: logFile } satisfies Answered<'log'>,
    rowsKey: 'entries',
    rows: shown,
    columns: logColumns,
    ...(shown.length === 0 ? { note: 'Nothing was started from here yet.' } : {}),
  });
  return 0;
}
