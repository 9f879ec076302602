import type { Foreman } from '../foreman.ts';
import type { EndpointContext } from '../http/endpoint-context.ts';
import type { DemoFaults } from '../http/faults.ts';
import { createJob } from '../jobs/create-job.ts';
import { anyTaxonomy } from './visibility.ts';
import type { DemoUser, HistoryItem, PastJob } from './world-records.ts';

/** Simulates the past of the world, until the start of the server. */
export function playHistory(foreman: Foreman): void {
  const now = foreman.clock.now();
  const items = foreman.world.history.toSorted((a, b) => b.agoMs - a.agoMs);
  foreman.time = now - (items[0]?.agoMs ?? 0);
  for (const item of items) {
    foreman.runUntil(now - item.agoMs);
    const user = foreman.world.users.find((one) => one.login === item.login);
    if (user !== undefined) playItem(foreman, user, item);
  }
  foreman.runUntil(now);
  foreman.proxyCalls = 0;
}

function playItem(foreman: Foreman, user: DemoUser, item: HistoryItem): void {
  const { job } = item;
  const body = typeof job === 'function' ? job(foreman.clock.now(), newestJob(foreman)) : job;
  const endpoint: EndpointContext = {
    foreman,
    user,
    query: {},
    path: {},
    context: anyTaxonomy,
    locale: 'en' as const,
    origin: '',
    params: { job_invocation: body },
  };
  if (item.orphan === true) createOrphan(endpoint);
  else if (item.paused === true) createPaused(endpoint);
  else withFault(foreman.faults, 'orphanOnCreate', false, () => createJob(endpoint));
}

function newestJob(foreman: Foreman): PastJob {
  const job = [...foreman.jobs.values()].at(-1);
  const failed = [...(job?.runs.values() ?? [])].filter(({ task }) => task.result === 'error');
  return { id: job?.id ?? 0, failedHosts: failed.map((run) => run.host_id) };
}

/** Creates an orphan: the row that a failed create leaves behind. */
function createOrphan(endpoint: EndpointContext): void {
  const { faults } = endpoint.foreman;
  withFault(faults, 'orphanOnCreate', true, () => {
    try {
      createJob(endpoint);
    } catch {
      // This create fails intentionally.
    }
  });
}

/** Long enough for the hosts that run before the pause, in milliseconds. */
const untilPausedMs = 60_000;

function createPaused(endpoint: EndpointContext): void {
  const { foreman } = endpoint;
  withFault(foreman.faults, 'pausedTask', true, () => {
    createJob(endpoint);
    foreman.runUntil(foreman.time + untilPausedMs);
  });
}

function withFault(
  faults: DemoFaults,
  name: 'orphanOnCreate' | 'pausedTask',
  isOn: boolean,
  work: () => void,
): void {
  const before = faults[name];
  faults[name] = isOn;
  try {
    work();
  } finally {
    faults[name] = before;
  }
}
