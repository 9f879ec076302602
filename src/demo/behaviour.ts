import type { HostScript } from './script.ts';
import { runShell } from './shell.ts';
import type { DemoHost } from './world-records.ts';

/** What a behaviour may know of the job. */
export interface JobForHost {
  readonly id: number;
  readonly template: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The rendered script of this host. */
  readonly script: string;
  readonly effective_user: string;
  readonly seed: number;
  /** Milliseconds since the epoch, when the script starts. */
  readonly startedAt: number;
}

/** What a host does for a job; `attempt` counts the runs of this template with these inputs on this host, from 1. */
export type Behaviour = (host: DemoHost, job: JobForHost, attempt: number) => HostScript;

/** Understands a few commands and says `not found` to the others. */
export const commandBehaviour: Behaviour = (host, job) => runShell(job.script, host, job);
