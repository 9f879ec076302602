import type { Context } from '../../cli/context.ts';
import { browserCommand } from '../../cli/programs/browser.ts';
import { Failure, usageError } from '../../errors.ts';
import { jobPageAddress } from '../../jobs/job-address.ts';
import type { JobReference } from '../../jobs/job-reference.ts';
import { findJob } from '../../lookup/job.ts';

/**
 * Opens the page of a job in the browser; prints its address if that is impossible. `hosts`, as
 * typed, must be empty, because a page shows all.
 */
export async function openJobPage(
  context: Context,
  reference: JobReference,
  hosts: readonly string[],
): Promise<number> {
  refuseAnswers(context, hosts);
  const job = await findJob(context, reference);
  const address = jobPageAddress((await context.connection()).server, job.id);
  const { env, platform, openBrowser } = context.runtime;
  const command = browserCommand(address, env, platform);
  if (command === null) {
    await context.io.out.write(`${address}\n`);
    await context.note('there is no display to open a browser on, so the address is printed');
    return 0;
  }
  const trouble = await context.during('opening the browser', () => openBrowser(command));
  if (trouble !== null) {
    await context.io.out.write(`${address}\n`);
    throw notOpened(command[0], trouble, job.id);
  }
  await context.note(`opened ${address} in the browser`);
  return 0;
}

/** Refuses options for output, because nothing with a format is printed. */
function refuseAnswers({ globals }: Context, hosts: readonly string[]): void {
  const { json, query, fields, format, isTableAsked } = globals;
  const given = [
    hosts.length > 0 && 'hosts',
    json && '--json',
    query !== undefined && '--query',
    fields !== undefined && '--fields',
    (format !== 'table' || isTableAsked) && '--format',
  ].find((flag) => typeof flag === 'string');
  if (given !== undefined)
    throw usageError(`${given} and --web cannot be used together`, 'use only one');
}

function notOpened(program: string, trouble: string, id: number): Failure {
  return new Failure('output_failed', `cannot open a browser with \`${program}\`: ${trouble}`, {
    hint: `open the address above, or name a browser: BROWSER=firefox rexctl show ${id} --web`,
  });
}
