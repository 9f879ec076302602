import type { Context } from '../cli/context.ts';
import {
  isStandardInput,
  textOfFile,
  textOfInput,
  withoutByteOrderMark,
} from '../cli/text-source.ts';
import { type Failure, usageError } from '../errors.ts';
import { isPattern } from '../jobs/hosts/host-names.ts';
import { setItems, withoutEscaped } from '../jobs/hosts/set-items.ts';
import { hostCount } from '../text/counts.ts';
import { unfoldNames } from '../ui/terminal/fold-names.ts';

/** The place of host names on the command line. */
type NamesFlag = '--host' | '--exclude' | '--diff' | '--for hosts=' | 'the command line';

/**
 * The host names in values of an option or argument (`flag`), each once. A value is a name, a set
 * such as `web[01-20].example.com`, a list of these, `@FILE` with one on each line, or `-` for such
 * lines on standard input. A backslash makes the next character a part of the name. Throws a usage
 * `Failure` for unreadable, empty and wildcard values; `search` is the option to suggest for those.
 */
export async function hostNames(
  context: Context,
  flag: NamesFlag,
  texts: readonly string[],
  search = '',
): Promise<readonly string[]> {
  const sets: string[] = [];
  for (const text of texts) sets.push(...(await setsOf(context, flag, text)));
  const items = sets.flatMap(setItems);
  if (items.includes(''))
    throw usageError(
      `${flag} has an empty host name`,
      'write a name, a set such as web[01-20], @FILE or -',
    );
  const pattern = items.find((item) => isPattern(withoutEscaped(item)));
  if (pattern !== undefined) throw refusedPattern(pattern, search);
  const names = sets.flatMap(unfoldNames);
  const once = [...new Set(names)];
  const twice = names.length - once.length;
  if (twice > 0) await context.note(`${flag} names ${hostCount(twice)} more than once`);
  return once;
}

/** The failure for a wildcard, with a search as hint, whose hosts can be listed before. */
function refusedPattern(name: string, search: string): Failure {
  const wild = name.replaceAll('?', '_');
  const isText = /^[\p{L}\p{N}_*.-]*[\p{L}\p{N}][\p{L}\p{N}_*.-]*$/u.test(wild);
  const hasSearch = search !== '' && isText;
  const set = 'a set such as web[01-20]';
  return usageError(
    `\`${name}\` is a pattern, not a host name`,
    hasSearch ? `use names, ${set} or a search: ${search} 'name ~ ${wild}'` : `use names or ${set}`,
  );
}

async function setsOf(context: Context, flag: string, text: string): Promise<readonly string[]> {
  if (isStandardInput(text.trim())) {
    return lines(await textOfInput(context), `no host names on standard input (${flag} -)`);
  }
  if (!text.trimStart().startsWith('@')) return [text];
  const path = text.trim().slice(1);
  return lines(await textOfFile(context, flag, path), `no host names in \`${path}\` (${flag})`);
}

/** The lines of a text, without empty lines and comments. */
function lines(text: string, ifNone: string): readonly string[] {
  const found = withoutByteOrderMark(text)
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|(?<!\\)\s)#.*$/, ''))
    .filter((line) => line.trim() !== '');
  if (found.length === 0) throw usageError(ifNone, 'write one name or set per line');
  return found;
}
