import type { Context } from '../../cli/context.ts';
import type { DemoHandle } from '../../cli/runtime.ts';
import { hostCount } from '../../text/counts.ts';
import { shellWord } from '../../text/shell-word.ts';
import { type Screen, screenOf } from '../../ui/terminal/screen.ts';
import { environmentFor } from './environment.ts';
import { leftTour, outOfTime } from './left-tour.ts';
import { type Crowd, crowdSize, type DemoOptions } from './options.ts';
import { type Pause, pauseOf } from './pause.ts';
import { type Step, stepsFor, type Targets } from './steps.ts';
import { commandTable, commandText, noteText } from './texts.ts';

/** Runs the steps of the tour, each as a separate command; returns the exit code. */
export async function tour(
  context: Context,
  server: DemoHandle,
  options: DemoOptions,
): Promise<number> {
  const { io, clock } = context;
  const screen = await screenOf(io.out, io, clock);
  const { crowd = { hosts: 12, failing: 2 } } = options;
  const targets = targetsOf(options.crowd);
  await io.out.write(noteText(introduction(server, options, screen), '', screen));
  const pause = pauseOf(context, options.pauses);
  const steps = runSteps(context, stepsFor(crowd, targets), { server, screen, pause });
  const code = await steps.catch((error: unknown) => outOfTime(error, context));
  if (code === 0) await io.out.write(farewell(await context.runtime.ownCommand(), screen));
  return code;
}

function introduction({ url }: DemoHandle, { crowd }: DemoOptions, screen: Screen): string {
  const leave = screen.isTerminal ? ' Ctrl-C ends the tour.' : '';
  return `rexctl demo: a simulated Foreman with ${crowdSize(crowd)} is running on ${url}. Your own server and settings are not used.${leave}`;
}

function targetsOf(crowd: Crowd | undefined): Targets {
  if (crowd === undefined)
    return { search: 'name ~ web', words: 'the 12 hosts whose names contain `web`' };
  const { hosts } = crowd;
  return {
    search: 'name ~ example.com',
    words: hosts === 1 ? 'the only host' : `all ${hostCount(hosts)}`,
  };
}

interface Stage {
  readonly server: DemoHandle;
  readonly screen: Screen;
  readonly pause: Pause;
}

async function runSteps(
  context: Context,
  steps: readonly Step[],
  { server, screen, pause }: Stage,
): Promise<number> {
  const { out } = context.io;
  const env = environmentFor(context.runtime.env, server);
  for (const [index, { text, argv, exitCode }] of steps.entries()) {
    if (index > 0) await pause();
    const words = ['rexctl', ...argv].map(shellWord);
    await out.write(`\n${noteText(text, '# ', screen)}${commandText(words, screen)}`);
    const code = await context.rexctl(withGlobals(argv, context), env);
    if (context.signal.aborted) throw leftTour(context.signal.reason);
    await out.write(`${screen.style.dim(`(exit ${code})`)}\n`);
    if (code !== exitCode) return code === 0 ? 1 : code;
  }
  return 0;
}

/** A step with the global options of the tour, without a pager, which would stop the tour. */
function withGlobals(argv: readonly string[], { globals }: Context): readonly string[] {
  const { verbose, input, color } = globals;
  return [
    ...argv,
    '--no-pager',

    ...(verbose ? ['--verbose'] : []),
    ...(input ? [] : ['--no-input']),
    ...(color === undefined ? [] : ['--color', color]),
  ];
}

/** Commands that also work after the tour, when its server is closed. */
function farewell(own: string, screen: Screen): string {
  const title = noteText('That was the tour. What you can do next:', '', screen);
  const rows = [
    [`${own} demo --serve`, 'try every command yourself'],
    [`${own} login`, 'connect to your own Foreman'],
    [`${own} --help`, 'see all commands'],
  ] as const;
  return `\n${title}${commandTable(rows, screen)}`;
}
