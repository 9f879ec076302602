import { type DemoWorld, demoWorld, textScript } from '../../src/demo/http/server.ts';
import type { World } from './run.ts';

/**
 * The requests that could change something, from `mark` on, as `METHOD path`; a POST to `…/outputs`
 * only reads.
 */
export function writes(world: World, mark = 0): readonly string[] {
  return world.requestsSince(mark).filter((request) => !/^GET |\/outputs$/.test(request));
}

/** The body of the one create from `mark` on, without its wrapper. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads into bodies of any shape
export function createdJob(world: World, mark = 0): any {
  const creates = world.server.requests
    .slice(mark)
    .filter(({ method, path }) => method === 'POST' && path === '/api/job_invocations');
  if (creates.length !== 1) throw new Error(`${creates.length} creates were sent, not one`);
  const [{ body }] = creates as unknown as readonly [{ body: { job_invocation: unknown } }];
  return body.job_invocation;
}

/** Names of the hosts that the server's record of a job is for, sorted. */
export function hostsOf(world: World, jobId: number): readonly string[] {
  const ids = world.server.jobs.get(jobId)?.targeting.host_ids ?? [];
  return ids.map((id) => world.server.world.hosts.get(id)?.name ?? `deleted ${id}`).sort();
}

/**
 * Of web01 … web12, web04 and web09 exit with 3 as often as `echo work` runs on them, the others
 * succeed.
 */
export function worldWithTwoFailures(): DemoWorld {
  const world = demoWorld();
  for (const name of ['web04.example.com', 'web09.example.com']) {
    world.script(name, (_, job) =>
      textScript(['done\n'], { code: job.inputs.command === 'echo work' ? 3 : 0 }),
    );
  }
  return world;
}

/** A world with users in two other time zones: berta in Berlin, nina in New York. */
export function worldWithZones(): DemoWorld {
  const world = demoWorld();
  const zones = { berta: 'Europe/Berlin', nina: 'America/New_York' };
  for (const [login, timezone] of Object.entries(zones))
    world.addUser({ login, password: `${login}-secret`, admin: true, timezone });
  return world;
}

/** `worldWithTwoFailures` with the user rita, who sees every host but those of `hidden`. */
export function worldWithHiddenHosts(): { world: DemoWorld; hidden: Set<string> } {
  const world = worldWithTwoFailures();
  const hidden = new Set<string>();
  world.addUser({
    login: 'rita',
    password: 'rita-secret',
    roles: ['Remote Execution Manager'],
    seesHost: (host) => !hidden.has(host.name),
  });
  return { world, hidden };
}

export const web = ['--search', 'name ~ web'];
export const web01 = ['--host', 'web01.example.com'];
/** Two of its twelve hosts fail in `worldWithTwoFailures`. */
export const echoWork = ['run', '--command', 'echo work', ...web, '--quiet'];

/**
 * Logged in as one of the users of the demo world, or one whose password is made after the same
 * pattern.
 */
export function as(login: string): { readonly env: Readonly<Record<string, string>> } {
  return { env: { REXCTL_USER: login, REXCTL_TOKEN: `${login}-secret` } };
}
