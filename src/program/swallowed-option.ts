import type { Command, Option } from 'commander';
import { usageError } from '../errors.ts';

/**
 * Throws a usage `Failure` if an option took another option as its value: Commander reads
 * `run --description --dry-run` as a job with the description `--dry-run`, and would start it.
 */
export function refuseSwallowed(command: Command, argv: readonly string[]): void {
  const options = allOptions(command);
  const flags = new Set(['-h', '--help', ...options.flatMap(flagsOf)]);
  const takers = new Map(
    options
      .filter(({ required }) => required)
      .flatMap((one) => flagsOf(one).map((flag) => [flag, one])),
  );
  for (const { flag, value } of givenValues(argv, new Set(takers.keys())))
    if (flags.has(value))
      throw usageError(
        `${flag} needs a value, but \`${value}\` is an option`,
        `if it is the value: ${takers.get(flag)?.long ?? flag}=${value}`,
      );
}

function allOptions({ options, parent }: Command): readonly Option[] {
  return parent === null ? options : [...allOptions(parent), ...options];
}

function flagsOf({ short, long }: Option): readonly string[] {
  return [short ?? [], long ?? []].flat();
}

/** The words after options that take a value, up to `--`. */
function* givenValues(argv: readonly string[], takers: ReadonlySet<string>) {
  for (let at = 0; at < argv.length - 1 && argv[at] !== '--'; at++) {
    const flag = argv[at] ?? '';
    if (takers.has(flag)) yield { flag, value: argv[++at] ?? '' };
  }
}
