import type { DemoWorld } from './world.ts';
import type { HistoryItem, PastJob } from './world-records.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A daily cron line whose time is hours away, so that every server starts with the same jobs. */
function farFrom(now: number): string {
  const hour = new Date(now).getUTCHours();
  return hour >= 6 && hour < 18 ? '0 3 * * *' : '0 15 * * *';
}

/** A series of the user admin: `uptime` once a day on the hosts that this search finds. */
export function nightlyUptime(world: DemoWorld, search: string): HistoryItem {
  return {
    agoMs: 90 * MINUTE,
    login: 'admin',
    job: (now) => ({
      job_template_id: world.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      targeting_type: 'dynamic_query',
      search_query: search,
      inputs: { command: 'uptime' },
      recurrence: { cron_line: farFrom(now), purpose: 'nightly uptime' },
    }),
  };
}

/** A script that runs for a quarter of an hour. */
const longCommand = 'for i in $(seq 90); do echo "step $i of 90"; sleep 10; done';

/**
 * Adds jobs on the hosts of this search, so that commands can be tried on every state: one that was
 * rerun on a failed host, a scheduled one, a paused one, and a running one.
 */
export function addJobsToTry(world: DemoWorld, search: string): void {
  const job = (template: string, inputs: Readonly<Record<string, string>>) => ({
    job_template_id: world.templates.find(({ name }) => name === template)?.id,
    targeting_type: 'static_query',
    search_query: search,
    inputs,
  });
  const patch = job('Patch hosts', { packages: 'openssl' });
  const command = (text: string) => job('Run Command - Script Default', { command: text });
  const later = (now: number) => ({ start_at: new Date(now + 20 * HOUR).toISOString() });
  world.history.push(
    { agoMs: 50 * MINUTE, login: 'admin', job: patch },
    { agoMs: 45 * MINUTE, login: 'admin', job: (_, before) => ({ ...patch, ...rerunOf(before) }) },
    {
      agoMs: 40 * MINUTE,
      login: 'admin',
      job: (now) => ({ ...command('systemctl is-active nginx'), scheduling: later(now) }),
    },
    { agoMs: 30 * MINUTE, login: 'admin', job: command('uptime'), paused: true },
    { agoMs: MINUTE, login: 'admin', job: command(longCommand) },
  );
}

/** A rerun on only one of the failed hosts, so that another rerun still has hosts. */
function rerunOf({ id, failedHosts: [first] }: PastJob): Readonly<Record<string, string>> {
  return {
    description_format: `rerun 1 of #${id}: Patch hosts (openssl)`,
    ...(first === undefined ? {} : { search_query: `id ^ (${first})` }),
  };
}
