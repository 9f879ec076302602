import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DemoClock } from './foreman.ts';
import { type DemoServer, startDemoServer } from './http/server.ts';
import type { JobRecord } from './jobs/job-record.ts';
import { crowdWorld } from './world/crowd.ts';
import { demoWorld, servedWorld } from './world/default-world.ts';
import type { DemoWorld } from './world/world.ts';

interface DemoRequest {
  readonly clock: DemoClock;
  readonly port?: number;
  /** The number of hosts; absent = the small world with twelve web hosts. */
  readonly hosts?: number;
  /** The number of hosts that cannot be patched at the first attempt. */
  readonly failing?: number;
  /** Whether there are jobs to try commands on. */
  readonly hasJobs?: boolean;
}

/** The server of `rexctl demo`, with its users, and jobs to try commands on. */
export interface Demo {
  readonly url: string;
  /** An empty folder for the files of the program; deleted at the end. */
  readonly folder: string;
  readonly users: readonly DemoLogin[];
  /** `null` without `hasJobs`. */
  readonly toTry: DemoToTry | null;
  close(): Promise<void>;
}

interface DemoLogin {
  readonly login: string;
  readonly password: string;
  readonly roles: readonly string[];
}

/** Examples to try commands on: the ids of jobs by their state, the id of a series, a host. */
interface DemoToTry {
  readonly running: number;
  readonly paused: number;
  readonly scheduled: number;
  /** A job that failed on some hosts and was rerun on one of them; `null` = no host fails. */
  readonly failed: number | null;
  readonly series: number;
  /** The name of a host. */
  readonly host: string;
}

const seed = 1;

/** Starts the server of `rexctl demo`; rejects if the port is in use. */
export async function startDemo({ clock, port, ...wanted }: DemoRequest): Promise<Demo> {
  const world = worldOf(wanted);
  const server = await startDemoServer({ clock, world, seed, port });
  const folder = mkdtempSync(join(tmpdir(), 'rexctl-demo-'));
  return {
    url: server.url,
    folder,
    users: usersOf(world),
    toTry: wanted.hasJobs === true ? toTryOn(server) : null,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function worldOf({ hosts, failing = 0, hasJobs = false }: Omit<DemoRequest, 'clock'>): DemoWorld {
  if (hosts !== undefined) return crowdWorld({ hosts, failing, seed, hasJobs });
  return hasJobs ? servedWorld() : demoWorld();
}

function usersOf({ users }: DemoWorld): readonly DemoLogin[] {
  return users
    .filter(({ disabled }) => !disabled)
    .map(({ login, password, admin, roles }) => ({
      login,
      password,
      roles: admin ? ['Administrator'] : roles,
    }));
}

function toTryOn({ jobs, world }: DemoServer): DemoToTry {
  const newest = [...jobs.values()].toReversed();
  const idOf = (test: (job: JobRecord) => boolean) => newest.find(test)?.id;
  return {
    running: idOf(({ task }) => task?.state === 'running') ?? 0,
    paused: idOf(({ task }) => task?.state === 'paused') ?? 0,
    scheduled: idOf(({ triggering }) => triggering?.mode === 'future') ?? 0,
    failed:
      idOf(({ ended, job_category }) => ended.error > 0 && job_category === 'Packages') ?? null,
    series: newest.find((job) => job.recurring_logic_id !== null)?.recurring_logic_id ?? 0,
    host: world.hosts.values().next().value?.name ?? '',
  };
}
