import { usageError } from '../errors.ts';
import { closest } from './suggestion.ts';
import type { InputSheet } from './template-inputs.ts';

/** Filled in by the server beside the inputs of the template. */
const always = ['job_category', 'template_name'] as const;

/**
 * Throws a usage `Failure` for a placeholder that nothing stands for: the server would write two
 * quotes in its place.
 */
export function checkPlaceholders(format: string, { template, own, foreign }: InputSheet): void {
  const inputs = [...own, ...foreign]
    .filter((input) => input.input_type === 'user')
    .map(({ name }) => name);
  const known = [...inputs, ...always];
  const names = [...format.matchAll(/%\{([^}]+)\}/g)].map(([, name = '']) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = closest(unknown, known);
  throw usageError(
    `--description: template "${template}" has nothing for the placeholder \`%{${unknown}}\``,
    near === undefined
      ? `it can fill in: ${known.map((name) => `%{${name}}`).join(' ')}`
      : `did you mean %{${near}}?`,
  );
}
