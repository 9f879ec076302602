import type { DemoWorld } from './world.ts';

interface Limits {
  /** The time limit of a patch run, in seconds; null = none. */
  readonly patchLimit: number | null;
}

/**
 * Adds the templates and features of the simulated server, with an example of every kind that
 * clients may find.
 */
export function addTemplates(world: DemoWorld, limits: Limits = { patchLimit: null }): void {
  addCommon(world, limits);
  addSpecial(world);
}

function addCommon(world: DemoWorld, { patchLimit }: Limits): void {
  const run = world.addTemplate({
    name: 'Run Command - Script Default',
    description_format: 'Run %{command}',
    inputs: [{ name: 'command', required: true, description: 'The command to run' }],
  });
  const packages = world.addTemplate({
    name: 'Package Action - Script Default',
    job_category: 'Packages',
    description_format: '%{action} package(s) %{package}',
    template: '<%= input("pre_script") %>\necho <%= input("action") %> <%= input("package") %>\n',
    inputs: [
      { name: 'pre_script', description: 'A script to run before the package action' },
      {
        name: 'action',
        required: true,
        default: 'install',
        options: ['install', 'update', 'remove'],
        description: 'The package action',
      },
      {
        name: 'package',
        required: true,
        description: 'Names of the packages, separated by spaces',
      },
    ],
  });
  world.addTemplate({
    name: 'Service Action - Script Default',
    job_category: 'Services',
    description_format: '%{action} service %{service}',
    template: 'systemctl <%= input("action") %> <%= input("service") %>\n',
    inputs: [
      {
        name: 'action',
        required: true,
        default: 'is-active',
        options: ['is-active', 'restart', 'start', 'stop'],
      },
      { name: 'service', required: true },
    ],
  });
  world.addTemplate({
    name: 'Patch hosts',
    job_category: 'Packages',
    description_format: 'Patch hosts (%{packages})',
    template: '#patch\napt-get --assume-yes upgrade <%= input("packages") %>\n',
    execution_timeout_interval: patchLimit,
    inputs: [
      {
        name: 'packages',
        default: 'all',
        description: 'What to upgrade: all, or names of packages',
      },
    ],
  });
  world.addFeature('run_script', 'Run Script', run);
  world.addFeature('package_install', 'Install Package', packages);
}

function addSpecial(world: DemoWorld): void {
  world.addTemplate({
    name: 'Set Password',
    job_category: 'Users',
    description_format: 'Set password of %{login}',
    template: 'echo password of <%= input("login") %> changed\n',
    inputs: [
      { name: 'login', required: true },
      { name: 'password', required: true, hidden_value: true, description: 'The new password' },
    ],
  });
  const library = world.addTemplate({
    name: 'Restart Library',
    snippet: true,
    template: 'echo restart after <%= input("delay") %>\n',
    inputs: [
      { name: 'delay', default: '5', description: 'Seconds to wait' },
      { name: 'message', description: 'Text for logged-in users' },
    ],
  });
  world.addTemplate({
    name: 'Reboot with notice',
    job_category: 'Power',
    template: 'echo <%= input("reason") %>; echo reboot in <%= input("delay") %>\n',
    inputs: [{ name: 'reason', required: true }],
    foreign_input_sets: [
      {
        id: 1,
        target_template_id: library.id,
        include_all: true,
        include: [],
        exclude: ['message'],
        description: null,
      },
    ],
  });
  world.addTemplate({
    name: 'Run Playbook - Ansible Default',
    job_category: 'Ansible Commands',
    provider_type: 'Ansible',
    template: 'echo play; <%= input("playbook") %>\n',
    inputs: [{ name: 'playbook', required: true }],
    effective_user: { value: null, current_user: false, overridable: false },
  });
}
