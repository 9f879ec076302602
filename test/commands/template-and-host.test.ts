import { afterEach, describe, expect, test } from 'vitest';
import { openWorld, type World } from '../world/run.ts';

let world: World;
afterEach(() => world.close());

describe('what jobs refer to', () => {
  test('template list and show, host list', async () => {
    world = await openWorld();
    const templates = await world.run(['template', 'list', '--json']);
    expect(templates.json.templates.map(({ name }: { name: string }) => name)).toContain(
      'Patch hosts',
    );
    const template = await world.run(['template', 'show', 'Patch hosts', '--json']);
    expect(template.json.template).toMatchObject({ id: 103, name: 'Patch hosts' });
    expect((await world.run(['template', 'show', 'Patch hots'])).code).toBe(5);
    const hosts = await world.run(['host', 'list', 'name ~ db']);
    expect(hosts.stdout).toBe('13\tdb01.example.com\n14\tdb02.example.com\n');
    expect(await world.run(['host', 'list', 'name = nobody'])).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect((await world.run(['host', 'list', 'nme = x'])).code).toBe(2);
  });

  test('template list shows how many templates a limit hides', async () => {
    world = await openWorld();
    const screen = { terminal: { stdout: true, stderr: true } };
    const all = await world.run(['template', 'list', '--json']);
    const count = all.json.templates.length;
    expect(await world.run(['template', 'list', '--limit', '2'], screen)).toMatchObject({
      code: 0,
      stderr: `Showing 2 of ${count} templates; all of them with --all\n`,
    });
    expect((await world.run(['template', 'list'], screen)).stderr).toBe('');
    expect((await world.run(['template', 'list', 'name = none'], screen)).stderr).toBe(
      'No template matches.\n',
    );
  });

  test('a template with foreign inputs and hidden ones', async () => {
    world = await openWorld();
    const ran = await world.run(['template', 'show', 'Reboot with notice', '--json']);
    expect(JSON.stringify(ran.json)).toContain('"delay"');
    const secret = await world.run(['template', 'show', 'Set Password', '--json']);
    expect(secret.json.inputs ?? secret.json.template.inputs).toContainEqual(
      expect.objectContaining({ name: 'password', hidden_value: true, required: true }),
    );
  });
});
