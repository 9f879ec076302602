import { type CommandEnd, type Context, openContext } from '../cli/context.ts';
import { checkExpected } from '../cli/expected-answer.ts';
import { throwIfUnwritten } from '../cli/interrupts.ts';
import type { Runtime } from '../cli/runtime.ts';
import { Failure } from '../errors.ts';
import type { OpenSettings } from '../settings/open-settings.ts';
import type { ChosenCommand } from './command-tree.ts';
import { withPresets } from './presets.ts';
import { openQuery, queriedCommand } from './query-option.ts';
import { noticeUpdate } from './update-notice.ts';

interface Surroundings {
  /** Runs another command line in the same runtime. */
  readonly rexctl: Context['rexctl'];
  /** Prints a failure; resolves with the failure and its exit code. */
  readonly report: (error: unknown) => Promise<CommandEnd>;
}

/**
 * Runs a command in its own context, at most for the time of `--timeout`. Prints its failure, and
 * resolves with the exit code.
 */
export async function runCommand(
  chosen: ChosenCommand,
  runtime: Runtime,
  { rexctl, report }: Surroundings,
): Promise<number> {
  const openSettings = settingsOnce(runtime);
  const preset = await withPresets(queriedCommand(chosen), runtime, openSettings);
  const { name, command, globals, values, argv } = preset;
  const query = await openQuery(globals);
  const expected = command.answers?.(values);
  if (expected !== undefined)
    await checkExpected(expected, globals, { jsonSchema: runtime.jsonSchema, commandName: name });
  const areFieldsKnown = expected !== undefined;
  const isPaged = command.paged?.(values) === true;
  const how = { query, isPaged, areFieldsKnown, openSettings };
  const settings = { runtime, globals, argv, commandName: name, rexctl, ...how };
  const context = openContext(settings);
  const over = new AbortController();
  if (globals.timeout !== undefined) limitTime(globals.timeout, runtime, over.signal);
  try {
    const end = await endOf(context, () => command.run(context, values), { runtime, report });
    over.abort(new Error('over'));
    await context.tellEnd(end);
    await noticeUpdate(context);
    return end.exitCode;
  } finally {
    over.abort(new Error('over'));
    await context.close();
  }
}

async function endOf(
  context: Context,
  run: () => Promise<number>,
  { runtime, report }: Pick<Surroundings, 'report'> & { readonly runtime: Runtime },
): Promise<CommandEnd> {
  try {
    const exitCode = await context.endOutput(await run());
    await throwIfUnwritten(runtime.interrupts);
    if (isClosed(context.signal)) await printStarted(context, '');
    return { exitCode, failure: null };
  } catch (error) {
    await context.endOutput(0).catch(() => undefined);
    await printStarted(context, error instanceof Failure ? `${error.message}\n${error.hint}` : '');
    return report(inTime(error, context));
  }
}

function settingsOnce(runtime: Runtime): () => Promise<OpenSettings> {
  let opened: Promise<OpenSettings> | undefined;
  const open = async () => {
    const { openSettings } = await import('../settings/open-settings.ts');
    return openSettings(runtime, runtime.interrupts.signal);
  };
  return () => {
    opened ??= open();
    return opened;
  };
}

function isClosed({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof Failure && reason.kind === 'output_closed';
}

/**
 * Names a started job that was not named yet, because it keeps running after a failure. `printed`
 * is the message of the failure, which may name it already.
 */
async function printStarted(context: Context, printed: string): Promise<void> {
  context.started.markNamed(printed);
  for (const text of context.started.takeUnnamed()) await context.warn(text);
}

/**
 * A time limit has its own exit code only for commands that wait for something; for others it is a
 * `server_error`.
 */
function inTime(error: unknown, { toleratesOutages }: Context): unknown {
  if (!(error instanceof Failure) || error.kind !== 'time_limit' || toleratesOutages) return error;
  const [limit, ...more] = error.message.split('. ');
  const message = [`${limit} before the command finished`, ...more].join('. ');
  return new Failure('server_error', message, { retryable: true });
}

function limitTime(milliseconds: number, runtime: Runtime, over: AbortSignal): void {
  const passed = new Failure('time_limit', 'the time limit of --timeout passed');
  runtime.clock.sleep(milliseconds, over).then(
    () => runtime.interrupts.abort(passed),
    () => undefined,
  );
}
