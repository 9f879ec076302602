import { Option } from '@commander-js/extra-typings';
import { formats } from '../../ui/answers/answer.ts';
import type { QueryLook } from '../../ui/answers/query/queried-output.ts';
import { colorChoices } from '../../ui/terminal/io.ts';
import { colorChoice, noColor } from './color-option.ts';
import { filled, positiveDuration, words } from './option-parsers.ts';
import type { OptionValues } from './option-values.ts';

/** Options that every command understands, parsed; times are in milliseconds. */
export type GlobalOptions = OptionValues<typeof globalOptions> & {
  /** True for an explicit `--format table`, which draws a table in a pipe too. */
  readonly isTableAsked?: boolean;
  /** The format for the result of `--query`, for which the command itself prints JSON. */
  readonly queryLook?: QueryLook;
};

const formatFlags = '--format <format>';

const formatOption = new Option(formatFlags, 'output format').choices(formats).default('table');

export const globalOptions = [
  new Option('--json', 'print one JSON document (same as --format json)').implies({
    format: 'json',
  }),
  formatOption,
  new Option(
    '--fields <names>',
    'print only these columns or JSON fields, separated by commas',
  ).argParser(words('--fields')),
  new Option(
    '--query <expression>',
    'print only what this JMESPath expression selects from the JSON document',
  ).implies({ format: 'json' }),
  new Option('--profile <name>', 'connection profile (environment: REXCTL_PROFILE)').argParser(
    filled('--profile'),
  ),
  new Option('--server <url>', 'Foreman server (environment: REXCTL_SERVER)').argParser(
    filled('--server'),
  ),
  new Option('--login <name>', 'user name (environment: REXCTL_USER)').argParser(filled('--login')),
  new Option('--token-file <file>', 'file with the password or personal access token').argParser(
    filled('--token-file'),
  ),
  new Option(
    '--ca-file <file>',
    "certificate of the server's CA (environment: REXCTL_CA_FILE)",
  ).argParser(filled('--ca-file')),
  new Option(
    '--organization <name>',
    'organization to work in (environment: REXCTL_ORGANIZATION)',
  ).argParser(filled('--organization')),
  new Option('--location <name>', 'location to work in (environment: REXCTL_LOCATION)').argParser(
    filled('--location'),
  ),
  new Option('-q, --quiet', 'print no notes on standard error').default(false),
  new Option('-v, --verbose', 'show each request on standard error, without secrets').default(
    false,
  ),
  new Option('--color <when>', 'print with color').choices(colorChoices).argParser(colorChoice),
  new Option('--no-color', 'print without color (same as --color never)')
    .preset('never')
    .argParser(noColor),
  new Option('--no-pager', 'print long text at once, without a pager'),
  new Option('--no-input', 'never ask questions'),
  new Option('--no-log', 'do not record this command in the local history'),
  new Option('-y, --yes', 'answer every confirmation with yes').default(false),
  new Option('--timeout <duration>', 'time limit for the command, e.g. 90s, 10m, 2h').argParser(
    positiveDuration('--timeout'),
  ),
  new Option('--request-timeout <duration>', 'time limit for one request').argParser(
    positiveDuration('--request-timeout'),
  ),
] as const;

/** `--format` of a command with its own formats, which replace the usual ones. */
export function ownFormatOption(own: readonly string[]) {
  return new Option(formatFlags, 'output format').choices(own);
}

/** The global options of such a command; with `null`, `--format` accepts any word. */
export function globalOptionsWith(own: readonly string[] | null) {
  const replaced = own === null ? new Option(formatFlags) : ownFormatOption(own);
  return globalOptions.map((option) => (option === formatOption ? replaced : option));
}
