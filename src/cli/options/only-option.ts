import { Option } from '@commander-js/extra-typings';
import { usageError } from '../../errors.ts';
import { type FailedKind, failedKinds } from '../../jobs/hosts/failed-kinds.ts';
import { alternatives } from '../../text/counts.ts';
import { words } from './option-parsers.ts';
import { listing } from './option-text.ts';

/** `--only` with this description. */
export function onlyOption(description: string) {
  return listing(failedKinds, new Option('--only <kinds>', description).argParser(parseKinds));
}

/** Throws a usage `Failure` for an unknown kind. */
function parseKinds(text: string): FailedKind[] {
  return words('--only')(text).map((word) => {
    const kind = failedKinds.find((known) => known === word.replaceAll('-', '_'));
    if (kind === undefined)
      throw usageError(`invalid --only \`${word}\`: expected ${alternatives(failedKinds)}`);
    return kind;
  });
}
