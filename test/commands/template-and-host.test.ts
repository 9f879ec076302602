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
      stderr: `Showing 2 of ${count} templates; more with --limit 10\n`,
    });
    expect((await world.run(['template', 'list'], screen)).stderr).toBe('');
    expect((await world.run(['template', 'list', 'name = none'], screen)).stderr).toBe(
      'No template matches.\n',
    );
  });

  describe('template show --script', () => {
    const text = '#!/bin/bash\r\n\u001b[2Jecho \u202eä\t<%= input("x") %>\n\n  \u0007end';

    async function open(template: string): Promise<void> {
      world = await openWorld();
      world.server.world.addTemplate({ name: 'Odd', template });
    }

    test('prints the bytes of the text in a pipe', async () => {
      await open(text);
      const ran = await world.run(['template', 'show', 'Odd', '--script']);
      expect(ran).toMatchObject({ code: 0, stdout: text, stderr: '' });
      const plain = await world.run(['template', 'show', 'Odd', '--script', '--format', 'plain']);
      expect(plain.stdout).toBe(text);
    });

    test('is harmless on a terminal, and ends its last line', async () => {
      await open(text);
      const ran = await world.run(['template', 'show', 'Odd', '--script'], {
        terminal: { stdout: true, stderr: true },
      });
      expect(ran.code).toBe(0);
      expect(ran.stdout).toMatch(/^#!\/bin\/bash\necho .*ä\t<%= input\("x"\) %>\n\n {2}.*end\n$/);
      expect(ran.stdout).not.toMatch(/[\u001b\u202e\u0007\r]/);
    });

    test('is a field of the document', async () => {
      await open(text);
      const { json } = await world.run(['template', 'show', 'Odd', '--script', '--json']);
      expect(json.template).toMatchObject({ name: 'Odd', template: text, inputs: [] });
      const { stdout } = await world.run([
        'template',
        'show',
        'Odd',
        '--script',
        '--json',
        '--fields',
        'template.template',
      ]);
      expect(JSON.parse(stdout)).toEqual({ schema: 'rexctl/1', template: { template: text } });
    });

    test('an empty text is empty, also on a terminal', async () => {
      await open('');
      for (const terminal of [{}, { terminal: { stdout: true } }])
        expect(await world.run(['template', 'show', 'Odd', '--script'], terminal)).toMatchObject({
          code: 0,
          stdout: '',
        });
    });

    test('a text that the server keeps to itself is an error', async () => {
      await open(text);
      world.server.faults.rules.push({
        path: /\/job_templates\/\d+$/,
        effect: { kind: 'answer', status: 200, body: JSON.stringify({ id: 103, name: 'Odd' }) },
      });
      const ran = await world.run(['template', 'show', 'Odd', '--script']);
      expect(ran).toMatchObject({ code: 1, stdout: '' });
      expect(ran.stderr).toBe('rexctl: the server does not return the text of template `Odd`\n');
    });

    test.each([
      ['view_job_templates', 4, 'ruser is missing permission view_job_templates'],
      [null, 5, 'no template `Hidden`, or not visible to you'],
    ])('a template that may not be seen: %s', async (permission, code, message) => {
      await open(text);
      const user = world.server.world.users.find(({ login }) => login === 'ruser');
      if (permission !== null) user?.permissions.delete(permission);
      const env = { REXCTL_USER: 'ruser', REXCTL_TOKEN: 'ruser-secret' };
      const ran = await world.run(['template', 'show', 'Hidden', '--script'], { env });
      expect(ran).toMatchObject({ code, stdout: '' });
      expect(ran.stderr).toContain(message);
    });

    test.each([
      [['--text'], '--text and --script cannot be used together'],
      [['--fields', 'name'], '--fields cannot be used with the text of a template'],
      [['--format', 'csv'], 'prints one result, not rows'],
    ])('with %j it is refused', async (more, message) => {
      await open(text);
      const ran = await world.run(['template', 'show', 'Odd', '--script', ...more]);
      expect(ran).toMatchObject({ code: 2, stdout: '' });
      expect(ran.stderr).toContain(message);
      expect(world.server.requests).toEqual([]);
    });
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
