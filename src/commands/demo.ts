import { Option } from '@commander-js/extra-typings';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { wholeNumber } from '../cli/option-parsers.ts';
import type { DemoHandle } from '../cli/runtime.ts';
import { usageError } from '../errors.ts';
import { shellWord } from '../ui/terminal/command-lines.ts';

/** A user of the simulated world; these words open nothing else. */
const demoLogin = 'admin';
const demoPassword = 'changeme';

/**
 * A guided run against an embedded simulated Foreman, or that server kept up for a second terminal.
 */
export const demo = command({
  description: 'Shows rexctl at work on a built-in simulated Foreman; changes nothing.',
  options: [
    new Option('--serve', 'keep the server running and print how to use it'),
    new Option('--port <n>', 'with --serve: its port').argParser(wholeNumber('--port', 0)),
  ],
  examples: [
    ['rexctl demo', 'watch a tour'],
    ['rexctl demo --serve', 'try every command yourself'],
  ],
  run: (context, { serve = false, port }) => {
    if (port !== undefined && (!serve || port > 65_535))
      throw usageError(
        '--port goes with --serve and takes a number from 0 (any free port) to 65535',
      );
    return runDemo({ serve, port }, context);
  },
});

interface DemoOptions {
  readonly serve: boolean;
  readonly port: number | undefined;
}

async function runDemo(options: DemoOptions, context: Context): Promise<number> {
  const server = await context.runtime.startDemo(
    options.port === undefined ? {} : { port: options.port },
  );
  try {
    return options.serve ? await serve(context, server) : await tour(context, server);
  } finally {
    await server.close();
  }
}

async function serve(context: Context, server: DemoHandle): Promise<number> {
  const exported = Object.entries(loginOf(server)).map(([name, value]) => `${name}=${value}`);
  await context.note(
    `An embedded Foreman listens on ${server.url} until Ctrl-C. In another terminal:`,
  );
  await context.print({
    document: { server: server.url, login: demoLogin, password: demoPassword },
    prose: () => `export ${exported.join(' ')}\n`,
  });
  await context.note(
    "then, for example: rexctl list; rexctl run -c uptime --search 'name ~ web' --follow",
  );
  await new Promise<void>((resolve) => {
    context.signal.addEventListener('abort', () => resolve(), { once: true });
    if (context.signal.aborted) resolve();
  });
  return 0;
}

interface Step {
  readonly say: string;
  readonly argv: readonly string[];
  /** What the step is expected to end with; anything else ends the tour as a failure. */
  readonly exitCode: number;
}

const patch = ['--template', 'Patch hosts', '--search', 'name ~ web'];

const steps: readonly Step[] = [
  {
    say: 'Start a patch job on 12 hosts and wait for it. The exit code is the result of the job.',
    argv: ['run', ...patch],
    exitCode: 3,
  },
  {
    say: 'Two hosts failed. What did the hosts say? Those that said the same are folded together.',
    argv: ['output', '@last', '--group', '--mask', 'numbers,times,host'],
    exitCode: 0,
  },
  {
    say: 'Run it again on exactly those two. The set is decided here and checked afterwards.',
    argv: ['rerun', '@last', '--failed', '--follow'],
    exitCode: 0,
  },
  {
    say: 'Every host has recovered, so another rerun has nothing to do.',
    argv: ['rerun', '@last', '--failed'],
    exitCode: 0,
  },
  { say: 'And the jobs of today:', argv: ['list', '--mine', '--limit', '3'], exitCode: 0 },
];

async function tour(context: Context, server: DemoHandle): Promise<number> {
  const env = { ...noOwnSettings, ...loginOf(server) };
  await context.io.out.write(
    `rexctl demo: an embedded Foreman with 12 web hosts runs on ${server.url}.\n`,
  );
  for (const step of steps) {
    await context.io.out.write(`\n# ${step.say}\n$ rexctl ${step.argv.map(shellWord).join(' ')}\n`);
    const code = await context.rexctl(step.argv, env);
    await context.io.out.write(`(exit ${code})\n`);
    if (code !== step.exitCode) return code === 0 ? 1 : code;
  }
  await context.io.out.write(
    '\nThat was it. Your own server: rexctl login. More to try: rexctl demo --serve\n',
  );
  return 0;
}

function loginOf({ url }: DemoHandle): Readonly<Record<string, string>> {
  return { REXCTL_SERVER: url, REXCTL_USER: demoLogin, REXCTL_TOKEN: demoPassword };
}

/**
 * What is set for the user's own server must not reach the embedded one; empty counts as not set.
 */
const noOwnSettings: Readonly<Record<string, string>> = {
  REXCTL_PROFILE: '',
  REXCTL_TOKEN_FILE: '',
  REXCTL_CA_FILE: '',
  REXCTL_ORGANIZATION: '',
  REXCTL_LOCATION: '',
};
