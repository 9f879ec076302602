import { asksForMissing } from '../../../cli/asking.ts';
import type { Context } from '../../../cli/context.ts';
import { missingOf, type RunFlags, type RunOptions, readsInput, toRunOptions } from '../options.ts';
import type { Answer } from './answer.ts';

/** Stands in where the rest of the command line is checked before anything is asked. */
const anything = { what: { template: '1' }, where: { search: 'id = 1' } } as const;

/**
 * The options of a command line with what it lacks, what to run and on which hosts, asked for on a
 * terminal; `prepare` is given them before that. Without a user to ask, what is missing is a usage
 * `Failure`.
 */
export async function completeOptions(
  context: Context,
  flags: RunFlags,
  prepare: (options: RunOptions) => void,
): Promise<RunOptions> {
  const missing = missingOf(flags);
  const isWhole = !missing.what && !missing.where;
  if (isWhole || !asksForMissing(context) || readsInput(flags)) {
    const options = toRunOptions(flags);
    prepare(options);
    return options;
  }
  const others = {
    ...(missing.what ? anything.what : {}),
    ...(missing.where ? anything.where : {}),
  };
  prepare(toRunOptions({ ...flags, ...others }));
  // Fails now where no server is known or the login is wrong.
  await context.connection();
  const [{ askWhat }, { askWhere }] = await Promise.all([
    import('./ask-what.ts'),
    import('./ask-where.ts'),
  ]);
  const what = missing.what ? await askWhat(context) : nothing;
  const where = missing.where ? await askWhere(context) : nothing;
  const whole = { ...flags, ...what.flags, ...where.flags };
  return toRunOptions(whole, [...what.words, ...where.words]);
}

const nothing: Answer = { flags: {}, words: [] };
