import { type DemoServer, DemoWorld } from '../../src/demo/http/server.ts';
import type { JobRecord, TaskRecord } from '../../src/demo/jobs/job-record.ts';

/** The evening of the recording. */
export const recordedAt = Date.parse('2026-11-28T18:30:00Z');

const at = (time: string) => Date.parse(`2026-11-${time}Z`);

/** The server that the searches were put to, as far as it was recorded. */
export function searchedWorld(): DemoWorld {
  const world = new DemoWorld();
  world.addUser({ id: 4, login: 'admin', password: 'changeme', admin: true });
  world.addUser({ id: 5, login: 'operator', password: 'secret', admin: true });
  const made = { created_at: at('28T08:00:00'), organization_id: null };
  for (let n = 1; n <= 12; n++) {
    const name = `h${String(n).padStart(2, '0')}.lab.test`;
    world.addHost({ ...made, name, ip: `127.0.1.${n}`, hostgroup: { id: 1, name: 'lab' } });
  }
  for (let n = 1; n <= 1000; n++) {
    const name = `bulk${String(n).padStart(4, '0')}.lab.test`;
    world.addHost({ ...made, name, ip: null, hostgroup: { id: 2, name: 'bulk' } });
  }
  for (const [id, name] of [
    [1, 'Run Command - Script Default'],
    [2, 'T1'],
  ] as const)
    world.addTemplate({ id, name, inputs: [{ name: 'command', required: true }] });
  world.history.push({
    agoMs: 7 * 3_600_000,
    login: 'admin',
    job: {
      job_template_id: 2,
      targeting_type: 'static_query',
      search_query: 'id ^ (1,2)',
      inputs: { command: 'true' },
    },
  });
  world.history.push({
    agoMs: 6 * 3_600_000,
    login: 'admin',
    job: {
      job_template_id: 2,
      targeting_type: 'static_query',
      search_query: 'id = 1',
      inputs: { command: 'true' },
      recurrence: { cron_line: '0 4 * * *', purpose: 'nightly' },
    },
  });
  return world;
}

const gone: ReadonlySet<number> = new Set([80, 81, 82, 83]);
const orphans: ReadonlySet<number> = new Set([72, 68, 34, 33, 32]);
const waiting: ReadonlySet<number> = new Set([73, 35, 30]);
const cancelled: ReadonlySet<number> = new Set([67, 66, 39, 37, 31]);
const series: ReadonlySet<number> = new Set([72, 67, 37, 36, 35, 29, 28, 27, 26, 25, 24, 23]);
const firstReruns: ReadonlySet<number> = new Set([104, 16, 13, 11]);
const laterReruns: ReadonlySet<number> = new Set([62, 61, 60, 59, 58, 57, 56, 55]);
const byOperator: ReadonlySet<number> = new Set([
  ...[105, 104, 103, 98, 97, 79, 77, 76, 75, 74, 73, 71, 70, 69, 65, 35],
]);
const commands: ReadonlySet<number> = new Set([
  113,
  112,
  111,
  105,
  ...range(78, 65),
  ...range(10, 2),
]);
/** When those begin that never began. */
const planned: ReadonlyMap<number, number> = new Map([
  ...[73, 66].map((id) => [id, at('30T04:00:00')] as const),
  ...[67, 37, 35, 31, 30].map((id) => [id, at('29T04:00:00')] as const),
  [39, at('28T22:00:00')],
]);

function range(from: number, to: number): number[] {
  return Array.from({ length: from - to + 1 }, (_, index) => from - index);
}

/** Puts the 109 recorded jobs in place of the one of the world's history. */
export function addSearchedJobs(server: DemoServer): void {
  const jobs = server.jobs as Map<number, JobRecord>;
  const [first] = jobs.values();
  if (first?.task === null || first === undefined) throw new Error('the world has no job to copy');
  jobs.clear();
  const started = range(113, 1).filter((id) => !gone.has(id) && !isUnstarted(id));
  for (const id of range(113, 1).reverse()) {
    if (!gone.has(id)) jobs.set(id, jobOf(first, id, started.indexOf(id)));
  }
}

function isUnstarted(id: number): boolean {
  return orphans.has(id) || waiting.has(id) || cancelled.has(id);
}

/** `rank` counts the jobs that began, the newest first; -1 for the others. */
function jobOf(first: JobRecord, id: number, rank: number): JobRecord {
  const hosts = hostsOf(id, rank);
  return {
    ...first,
    id,
    description: descriptionOf(id),
    job_category: commands.has(id) ? 'Commands' : 'Test',
    template_id: commands.has(id) ? 1 : 2,
    user_id: byOperator.has(id) ? 5 : 4,
    recurring_logic_id: recurringLogicOf(id),
    targeting: { ...first.targeting, host_ids: rank < 0 ? plannedHosts(id) : hosts },
    task: orphans.has(id) ? null : taskOf(first.task as TaskRecord, id),
    runs: new Map([...first.runs].filter(([host]) => hosts.includes(host))),
  };
}

/** One of the series has a purpose: that of the world's history. */
function recurringLogicOf(id: number): number | null {
  if (!series.has(id)) return null;
  return id === 67 ? 1 : 100 + id;
}

/** A job that never began was static on the one host, or dynamic and on none yet. */
function plannedHosts(id: number): number[] {
  return id === 67 || id === 66 ? [1] : [];
}

const onBoth = 41;
const onFirstOnly = 26;

/** Of the 96 that began, 67 were on h01 and 70 on another host. */
function hostsOf(id: number, rank: number): number[] {
  if (rank < 0) return [];
  if (id >= 112) return [2];
  if (id === 111 || id === 107) return [1];
  if (rank < onBoth + 4) return [1, 2];
  return rank < onBoth + onFirstOnly + 2 ? [1] : [2];
}

function descriptionOf(id: number): string {
  if (id === 107) return 'T1 of the status';
  const text = commands.has(id) ? 'Run uptime' : 'T1';
  if (firstReruns.has(id)) return `rerun 1 of #9: ${text}`;
  return laterReruns.has(id) ? `rerun 2 of #9: ${text}` : text;
}

const succeeded: ReadonlySet<number> = new Set([113, 111, 109, 108, 107]);
const failed: ReadonlySet<number> = new Set([112, 110, 106, 105, 104]);

function taskOf(task: TaskRecord, id: number): TaskRecord {
  const never = { ...task, id: `task-${id}`, start_at: planned.get(id) ?? null, started_at: null };
  if (waiting.has(id)) return { ...never, state: 'scheduled', result: 'pending', ended_at: null };
  if (cancelled.has(id))
    return { ...never, state: 'stopped', result: 'cancelled', ended_at: at('28T18:00:00') };
  const start = at('28T11:00:00') + id * 60_000;
  const result = succeeded.has(id) || (!failed.has(id) && id <= 53) ? 'success' : 'warning';
  const times = { start_at: start, started_at: start, ended_at: start + 30_000 };
  return { ...task, id: `task-${id}`, state: 'stopped', result, ...times };
}
