import { Option } from '@commander-js/extra-typings';
import { command } from '../../cli/command.ts';
import type { Context } from '../../cli/context.ts';
import type { DemoHandle } from '../../cli/runtime.ts';
import { usageError } from '../../errors.ts';
import { type DemoOptions, demoOptions } from './options.ts';

/** `rexctl demo`: a tour on an embedded simulated Foreman, or that server for another terminal. */
export const demo = command({
  description: 'Shows rexctl at work on a built-in simulated Foreman; changes nothing.',
  options: [
    new Option('--serve', 'keep the server running and print how to use it'),
    new Option('--port <n>', 'with --serve, listen on this port'),
    new Option('--hosts <n>', 'simulate this many hosts'),
    new Option('--fail <n|n%>', 'with --hosts, let this many of them fail (default: 5%)'),
    new Option('--no-pause', 'do not pause between the steps'),
  ],
  needs: [
    { options: ['port'], oneOf: ['serve'] },
    { options: ['fail'], oneOf: ['hosts'] },
  ],
  notes:
    'The tour pauses for a few seconds after each step; any key continues. Without a terminal there are no pauses.',
  examples: [
    ['rexctl demo', 'watch a tour'],
    ['rexctl demo --serve', 'start a server to try every command on'],
    ['rexctl demo --hosts 500 --fail 5%', 'watch a tour on many hosts'],
  ],
  answers: ({ serve }) => (serve === true ? { schemas: ['demo'], isRecord: true } : undefined),
  run: (context, flags) => runDemo(context, demoOptions(flags, context.globals)),
});

async function runDemo(context: Context, options: DemoOptions): Promise<number> {
  const server = await started(context, options);
  try {
    if (options.isServer) return await (await import('./serve.ts')).serve(context, server, options);
    return await (await import('./tour.ts')).tour(context, server, options);
  } finally {
    await server.close();
  }
}

async function started(
  { runtime }: Pick<Context, 'runtime'>,
  { isServer, port, crowd }: DemoOptions,
): Promise<DemoHandle> {
  try {
    return await runtime.startDemo({ hasJobs: isServer, port, ...crowd });
  } catch (error) {
    throw port === undefined ? error : portFailure(error, port);
  }
}

function portFailure(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const hint = 'choose another port, or omit --port to use any free port';
  if (code === 'EADDRINUSE') return usageError(`port ${port} is already in use`, hint);
  if (code === 'EACCES') return usageError(`not allowed to listen on port ${port}`, hint);
  return error;
}
