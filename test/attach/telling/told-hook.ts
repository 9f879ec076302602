import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran, RunOptions, World } from '../../world/run.ts';

/** What a command of `--on-done` was given in one of its calls. */
interface HookCall {
  readonly job: string;
  readonly outcome: string;
  readonly exitCode: string;
  readonly failed: string;
  readonly url: string;
  // biome-ignore lint/suspicious/noExplicitAny: documents of any shape
  readonly document: any;
}

/** Appends what it is given to a file, one line for each call. */
const script =
  'printf "%s\\t%s\\t%s\\t%s\\t%s\\t" "$REXCTL_JOB_ID" "$REXCTL_OUTCOME" "$REXCTL_EXIT_CODE" "$REXCTL_FAILED" "$REXCTL_URL" >> "$CALLS"; cat >> "$CALLS"';

/** Runs a command line with `--on-done`; with the calls of its command. */
export async function runTold(
  world: World,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran & { readonly calls: readonly HookCall[] }> {
  const file = join(world.home, 'calls');
  const env = { ...options.env, CALLS: file };
  const ran = await world.run([...argv, '--on-done', script], { ...options, env });
  return Object.assign(ran, { calls: existsSync(file) ? callsIn(readFileSync(file, 'utf8')) : [] });
}

function callsIn(text: string): readonly HookCall[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [job = '', outcome = '', exitCode = '', failed = '', url = '', json = ''] =
        line.split('\t');
      return { job, outcome, exitCode, failed, url, document: JSON.parse(json) };
    });
}
