import type { DemoHost } from '../world/world-records.ts';
import type { Behavior, HostScript, JobForHost } from './script.ts';
import { Interpreter } from './shell/interpreter.ts';

/** Runs a script in the simulated shell. All output is one stream, as over ssh. */
export function runShell(script: string, host: DemoHost, job: JobForHost): HostScript {
  const shell = new Interpreter(host, job);
  const code = shell.run(script);
  const { steps, waitMs } = shell.time;
  return { steps, end: { kind: 'exit', afterMs: waitMs + 10, code } };
}

/** The behavior of hosts that run the job's script in their shell. */
export const commandBehavior: Behavior = (host, job) => runShell(job.script, host, job);
