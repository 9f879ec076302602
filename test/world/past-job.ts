import type { DemoWorld } from '../../src/demo/http/server.ts';

/** Job 1 of a large world: it ended an hour ago, on all hosts. */
export function withPastJob(world: DemoWorld): DemoWorld {
  world.history.push({
    agoMs: 3_600_000,
    login: 'admin',
    job: {
      job_template_id: world.templates.find(({ name }) => name.startsWith('Run Command'))?.id,
      targeting_type: 'static_query',
      search_query: 'hostgroup = nodes',
      inputs: { command: 'work' },
    },
  });
  return world;
}
