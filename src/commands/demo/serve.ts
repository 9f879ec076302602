import type { Context } from '../../cli/context.ts';
import type { DemoHandle, DemoToTry } from '../../cli/runtime.ts';
import type { Answered } from '../../documents/types.ts';
import { hostCount } from '../../text/counts.ts';
import { loginAt } from './environment.ts';
import type { DemoOptions } from './options.ts';

/** Prints how to use the server, and keeps it running until the command is interrupted. */
export async function serve(
  context: Context,
  server: DemoHandle,
  { crowd }: DemoOptions,
): Promise<number> {
  const { users, toTry, url } = server;
  const { REXCTL_USER: login = '', REXCTL_TOKEN: password = '', ...at } = loginAt(server);
  const exported = `${exports(at)}\n${exports({ REXCTL_USER: login, REXCTL_TOKEN: password })}`;
  const size = crowd === undefined ? '' : ` with ${hostCount(crowd.hosts)}`;
  await context.note(`A simulated Foreman${size} is running on ${url} until you press Ctrl-C.`);
  await context.note('\nType these lines in another terminal:\n');
  if (toTry !== null) {
    const { series, host, ...jobs } = toTry;
    const document = { server: url, login, password, users, jobs, series, host };
    await context.print({
      document: document satisfies Answered<'demo'>,
      prose: () => `${exported}\n`,
    });
    const own = await context.runtime.ownCommand();
    await context.note(`\nThen try:\n${table(thingsToTry(own, toTry, server))}`);
  }
  await ended(context.signal);
  return 0;
}

type Row = readonly [purpose: string, ...commands: readonly string[]];

/** Commands to try, most useful first; the last row changes the user, so it must stay last. */
function thingsToTry(own: string, toTry: DemoToTry, { users }: DemoHandle): readonly Row[] {
  const { running, paused, scheduled, failed, series, host } = toTry;
  const limited = users.find(({ roles }) => roles.includes('Remote Execution User'));
  const rows: Row[] = [['jobs in every state', `${own} list`]];
  if (failed !== null)
    rows.push(['a job that failed', `${own} why ${failed}`, `${own} rerun ${failed} --failed`]);
  rows.push(
    ['a new job', `${own} run -c uptime --host ${host.split('.')[0]} --follow`],
    ['a running job', `${own} watch ${running}`, `${own} cancel ${running}`],
    ['a paused job', `${own} show ${paused}`, `${own} resume ${paused}`],
    ['a scheduled job', `${own} show ${scheduled}`],
    ['a series', `${own} schedule show ${series}`],
  );
  if (limited !== undefined)
    rows.push([
      'a restricted user',
      exports({ REXCTL_USER: limited.login, REXCTL_TOKEN: limited.password }),
      `${own} cancel ${scheduled}`,
    ]);
  return rows;
}

/** A table of commands, one on each line, with the purpose before the first one. */
function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([purpose]) => purpose.length));
  return rows
    .flatMap(([purpose, ...commands]) =>
      commands.map((line, index) => `  ${(index === 0 ? purpose : '').padEnd(width)}  ${line}`),
    )
    .join('\n');
}

function exports(variables: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return `export ${pairs.join(' ')}`;
}

/** Waits for the end of the server: Ctrl-C, a termination or `--timeout`, which are no errors. */
async function ended(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
