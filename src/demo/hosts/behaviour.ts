import type { DemoHost } from '../world/world-records.ts';
import type { HostScript, JobForHost } from './script.ts';
import { runShell } from './shell.ts';

/**
 * What a host does for a job; `attempt` counts the runs of this template with these inputs on this
 * host, from 1.
 */
export type Behaviour = (host: DemoHost, job: JobForHost, attempt: number) => HostScript;

/** Understands a few commands and says `not found` to the others. */
export const commandBehaviour: Behaviour = (host, job) => runShell(job.script, host, job);
