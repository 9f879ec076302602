import type { Foreman } from '../foreman.ts';
import type { EndpointContext } from '../http/endpoint-context.ts';
import { createJob } from '../jobs/create-job.ts';
import { anyTaxonomy } from './visibility.ts';
import type { DemoUser, HistoryItem } from './world-records.ts';

/** Lets the world's past happen, up to the moment at which the server starts. */
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
  const params = { job_invocation: typeof job === 'function' ? job(foreman.clock.now()) : job };
  const base = {
    foreman,
    user,
    query: {},
    path: {},
    context: anyTaxonomy,
    locale: 'en' as const,
    origin: '',
  };
  const endpoint: EndpointContext = { ...base, params };
  withFault(foreman, item.orphan === true, () => createJob(endpoint));
}

/** An orphan is what stays behind when a create fails. */
function withFault(foreman: Foreman, orphan: boolean, create: () => unknown): void {
  const before = foreman.faults.orphanOnCreate;
  foreman.faults.orphanOnCreate = orphan;
  try {
    create();
  } catch (error) {
    if (!orphan) throw error;
  } finally {
    foreman.faults.orphanOnCreate = before;
  }
}
