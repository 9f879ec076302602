import { asksForMissing } from '../../../cli/asking.ts';
import type { Context } from '../../../cli/context.ts';
import { missingOf, type RunFlags, type RunOptions, readsInput, toRunOptions } from '../options.ts';
import type { Answer } from './answer.ts';

/** Placeholders, with which the rest of the command line is checked before any question. */
const anything = { what: { template: '1' }, where: { search: 'id = 1' } } as const;

/**
 * Adds to the options of a command line what it lacks: on a terminal it asks what to run and on
 * which hosts. `prepare` checks the options before that. Without a terminal, a missing option is a
 * usage `Failure`.
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
  // It fails now if no server is known or the login is wrong.
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
