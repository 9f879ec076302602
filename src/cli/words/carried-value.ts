import { outcomes } from '../../jobs/outcome.ts';
import { shellWord } from '../../text/shell-word.ts';

/** Longer ones would hide what to type. */
const longest = 50;

/** `--host <NAME>` with the value that was typed, and `--host NAME` where none was. */
export function carried(instead: string, typed: string, argv: readonly string[]): string {
  const [whole, placeholder = ''] = /<(\w+)>/.exec(instead) ?? [];
  if (whole === undefined) return instead;
  const given = typedValue(typed, argv);
  const value = given === undefined ? undefined : accepted(given, placeholder);
  const isQuoted = /'[^']*<\w+>[^']*'/.test(instead);
  if (value === undefined || (isQuoted && !/^[\w.-]+$/.test(value)))
    return instead.replace(whole, placeholder);
  return instead.replace(whole, () => (isQuoted ? value : shellWord(value)));
}

/** The value as rexctl takes it; `undefined` if it would be refused. */
function accepted(value: string, placeholder: string): string | undefined {
  // hammer has `started_at DESC`.
  if (placeholder === 'FIELD') return value.replace(/ (asc|desc)$/i, sortDirection);
  return placeholder !== 'OUTCOME' || value.split(',').every(isOutcome) ? value : undefined;
}

function isOutcome(word: string): boolean {
  return outcomes.some((known) => known === word.replaceAll('-', '_'));
}

function sortDirection(_: string, word: string): string {
  return `:${word.toLowerCase()}`;
}

/** What was typed for an option, as far as it may be printed. */
export function typedValue(typed: string, argv: readonly string[]): string | undefined {
  const at = argv.indexOf(typed);
  const joined = argv.find((word) => word.startsWith(typed) && word !== typed) ?? '';
  const value = at < 0 ? joined.slice(typed.length).replace(/^=/, '') : argv[at + 1];
  return value !== undefined && isShown(value) ? value : undefined;
}

/** Not what may be a password: `-u anna:s3cret`, `https://anna:s3cret@foreman.example.com`. */
function isShown(value: string): boolean {
  const maySecret = /^[^/]*[^/:]:[^/\d]|:\/\/[^/]*@/.test(value);
  return !maySecret && value !== '' && !/^-|\p{C}/u.test(value) && value.length <= longest;
}
