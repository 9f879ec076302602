import type { Behavior } from '../../src/demo/hosts/script.ts';
import { runShell } from '../../src/demo/hosts/shell.ts';
import { DemoWorld, type HostScript, textScript } from '../../src/demo/http/server.ts';

const lines = ['line 1\n', 'line 2\n', 'line 3\n', 'line 4\n'];

function slowly(everyMs: number): HostScript {
  return {
    steps: lines.map((text, index) => ({ afterMs: index === 0 ? 50 : everyMs, text })),
    end: { kind: 'exit', afterMs: everyMs, code: 0 },
  };
}

/** The recorded template exits 7 on h3 and h4, and runs the command elsewhere. */
const behavior: Behavior = (host, job) => {
  if (/^h[34]/.test(host.name)) return textScript(['bad\n'], { code: 7 });
  const command = job.inputs.command ?? '';
  return command.startsWith('for ')
    ? slowly(host.name.startsWith('h2') ? 1400 : 2000)
    : runShell(command, host, job);
};

/** The server that the samples come from, as far as they show it. */
export function recordedWorld(): DemoWorld {
  const world = new DemoWorld();
  world.addOrganization('Default Org');
  world.addLocation('Default Loc');
  world.addUser({ id: 8, login: 'admin', password: 'changeme', admin: true });
  world.addUser({ login: 'viewer', password: 'secret', roles: ['Viewer'] });
  for (const name of ['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'namesrv', 'db']) {
    world.addHost({ name: `${name}.example.com`, smart_proxy: { id: 1, name: 'p1' } });
  }
  addTemplates(world);
  world.addBookmark('active', 'last_report > "35 minutes ago"');
  world.addBookmark('bm1', 'name = h2.example.com', { owner_id: 8 });
  world.behavior = behavior;
  world.firstIds.recurring_logic = 20;
  addHistory(world);
  return world;
}

function addTemplates(world: DemoWorld): void {
  world.addTemplate({
    id: 316,
    name: 'Convert2RHEL analyze',
    job_category: 'Convert 2 RHEL',
    template: 'true\n',
  });
  world.addTemplate({
    id: 315,
    name: 'Check Update - Script Default',
    description_format: 'Check for package updates',
  });
  const puppet = world.addTemplate({ id: 324, name: 'Puppet Run Once - Script Default' });
  const run = world.addTemplate({
    id: 325,
    name: 'Run Command - Script Default',
    description_format: 'Run %{command}',
    inputs: [{ name: 'command', required: true }],
  });
  world.addTemplate({
    id: 328,
    name: 'T1',
    job_category: 'Test',
    inputs: [
      { id: 63, name: 'command', required: true },
      { id: 64, name: 'secret', hidden_value: true },
      { id: 65, name: 'opt', default: 'a', options: ['a', 'b'] },
    ],
  });
  world.addFeature('puppet_run_host', 'Run Puppet Once', puppet);
  world.addFeature('run_script', 'Run Script', run);
}

/** Job 1 is an orphan; the next recorded job is 160. */
function addHistory(world: DemoWorld): void {
  const job = {
    job_template_id: 325,
    targeting_type: 'static_query',
    search_query: 'name = nosuch.example.com',
    inputs: { command: 'true' },
  };
  for (let id = 1; id < 160; id++) {
    const orphan = id === 1;
    world.history.push({
      agoMs: 86_400_000 - id,
      login: 'admin',
      job: orphan ? { ...job, search_query: 'nosuch = 1' } : job,
      orphan,
    });
  }
}
